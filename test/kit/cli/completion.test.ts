import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { pagerOf } from '../../../kit/cli/output/pager';
import { executable, fleetkeepHere } from '../support/cli';
import { manifests, syncFile } from '../support/manifests';
import { makeRepository } from '../support/repository';
import { temporaryDirectory } from '../support/temporary';

const stage = { name: 'live', cluster: { name: 'prod' }, resources: { path: 'web' } };
const repository = makeRepository({
  ...syncFile('clusters/prod'),
  ...syncFile('clusters/dev'),
  '.securitytower/web.yaml': manifests({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'webshop' },
    spec: { stages: [stage] },
  }),
});

async function completed(...words: readonly string[]): Promise<readonly string[]> {
  const args = ['__complete', '--', words.join('\n')];
  const { stdout, stderr, exitCode } = await fleetkeepHere(args, undefined, { workingDirectory: repository });
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout.split('\n').slice(0, -1);
}

test.each<readonly [readonly string[], readonly string[]]>([
  [['comp'], ['completion', 'compliance']],
  [
    ['get', 'app'],
    ['app', 'application', 'applications', 'apps'],
  ],
  [
    ['describe', 'clu'],
    ['cluster', 'clusters'],
  ],
  [['check', '--fail'], ['--fail-on']],
  [
    ['check', '--fail-on', ''],
    ['critical', 'high', 'low', 'medium'],
  ],
  [
    ['get', 'images', '-o', 'j'],
    ['json', 'junit'],
  ],
  [
    ['get', 'images', '-c', ''],
    ['dev', 'prod'],
  ],
  [['get', 'images', '--cluster', 'p'], ['prod']],
  [
    ['describe', 'cluster', ''],
    ['dev', 'prod'],
  ],
  [['describe', 'app', ''], ['webshop']],
  [['describe', 'stage', 'w'], ['webshop/live']],
  [['describe', 'cluster', 'prod', ''], []],
  [
    ['compliance', '--standard', 'cis'],
    ['cis-aks', 'cis-kubernetes'],
  ],
  [['nonsense', ''], []],
])('%j becomes %j', async (words, expected) => {
  expect(await completed(...words)).toEqual(expected);
});

test('nothing is said where nothing can be read', async () => {
  const args = ['__complete', '--', 'get\nimages\n-c\n'];
  const { stdout, stderr, exitCode } = await fleetkeepHere(args, undefined, {
    workingDirectory: temporaryDirectory(),
  });
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: '', exitCode: 0 });
});

test('bash completes by the script', async () => {
  const folder = temporaryDirectory();
  const { stdout: script } = await fleetkeepHere(['completion', 'bash']);
  writeFileSync(join(folder, 'script'), script);
  writeFileSync(join(folder, 'fleetkeep'), `#!/bin/sh\nexec '${process.execPath}' '${executable}' "$@"\n`);
  chmodSync(join(folder, 'fleetkeep'), 0o755);
  const press = `. ./script; COMP_WORDS=(fleetkeep describe cluster p); COMP_CWORD=3; cd '${repository}'; _fleetkeep; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', press], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
  });
  expect({ stdout, stderr }).toEqual({ stdout: 'prod\n', stderr: '' });
});

test('a shell that there is no completion for', async () => {
  expect(await fleetkeepHere(['completion', 'tcsh'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("there is no completion for 'tcsh': say bash, zsh, fish") as string,
  });
});

describe('the pager', () => {
  const long = 'line\n'.repeat(50);

  test('gets what is longer than the terminal', () => {
    const folder = temporaryDirectory();
    const pager = pagerOf({
      variables: { PATH: process.env['PATH'], PAGER: `cat > '${folder}/seen'` },
      rows: 24,
    });
    expect(pager(long)).toBe(true);
    expect(spawnSync('cat', [join(folder, 'seen')], { encoding: 'utf8' }).stdout).toBe(long);
  });

  test.each([
    ['what fits', 'line\n', 'false'],
    ['no pager', long, ''],
    ['cat', long, 'cat'],
    ['one that does not exist', long, 'no-such-pager'],
  ])('%s is written as ever', (_, text, PAGER) => {
    expect(pagerOf({ variables: { PATH: process.env['PATH'], PAGER }, rows: 24 })(text)).toBe(false);
  });
});
