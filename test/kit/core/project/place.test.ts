import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { fileListFile, place } from '../../../../kit/core/project/place';
import { changedStacks, stackListFile } from '../../../../kit/core/project/stack-list';
import { temporaryDirectory } from '../../support/temporary';

type Files = Readonly<Record<string, string>>;

function write(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** What both synths wrote. */
function synthesise(
  root: string,
  files: Files,
  stacks: Files = { hub: '{"//":{"fleetkeep":{"group":"hub"}}}' },
): void {
  rmSync(join(root, 'out'), { recursive: true, force: true });
  write(join(root, 'out/fleet'), { '.github/CODEOWNERS': '* @acme/platform\n', ...files });
  const paths: Readonly<Record<string, unknown>> = Object.fromEntries(
    Object.keys(stacks).map((name) => [name, { synthesizedStackPath: `stacks/${name}/cdk.tf.json` }]),
  );
  write(join(root, 'cdktf.out'), { 'manifest.json': JSON.stringify({ stacks: paths }) });
  for (const [name, text] of Object.entries(stacks)) {
    write(join(root, 'cdktf.out'), { [`stacks/${name}/cdk.tf.json`]: text });
  }
}

const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

describe('what synth wrote is placed', () => {
  test('at the root, with a list of it; a second time nothing changes', () => {
    const root = temporaryDirectory();
    synthesise(root, { 'cluster/a/x.yaml': 'a: 1\n' });
    expect(place({ root }).written).toEqual([
      '.github/CODEOWNERS',
      'cluster/a/x.yaml',
      stackListFile,
      fileListFile,
    ]);
    expect(JSON.parse(read(root, fileListFile))).toEqual([
      stackListFile,
      '.github/CODEOWNERS',
      'cluster/a/x.yaml',
    ]);
    expect(place({ root })).toEqual({ written: [], removed: [], unchanged: 3 });
  });

  test('what is no longer written goes, with folders that nothing is left in; the rest stays', () => {
    const root = temporaryDirectory();
    synthesise(root, { 'cluster/a/x.yaml': 'a: 1\n', '.securitytower/cluster-a.yaml': 'a: 1\n' });
    place({ root });
    write(root, { '.securitytower/acceptances/mine.yaml': 'mine\n', '.phylake/old.yaml': 'old\n' });
    synthesise(root, { 'cluster/b/x.yaml': 'b: 1\n' });
    expect(place({ root }).removed).toEqual(['.securitytower/cluster-a.yaml', 'cluster/a/x.yaml']);
    expect(existsSync(join(root, 'cluster/a'))).toBe(false);
    expect(read(root, '.securitytower/acceptances/mine.yaml')).toBe('mine\n');
    expect(read(root, '.phylake/old.yaml')).toBe('old\n');
  });

  test('what people write stays theirs: neither placed, nor listed, nor removed when an earlier list names it', () => {
    const root = temporaryDirectory();
    const theirs = '.securitytower/acceptances/ra-1.yaml';
    const grant = '.securitytower/grants/inc-1.yaml';
    synthesise(root, { [theirs]: 'as synth read it\n', [grant]: 'as synth read it\n' });
    write(root, { [theirs]: 'renewed since\n', [fileListFile]: JSON.stringify([theirs, grant]) });
    const { written, removed } = place({ root });
    expect([...written, ...removed].filter((path) => path.startsWith('.securitytower'))).toEqual([]);
    expect(read(root, theirs)).toBe('renewed since\n');
    expect(existsSync(join(root, grant))).toBe(false);
    expect(JSON.parse(read(root, fileListFile))).toEqual([stackListFile, '.github/CODEOWNERS']);
  });

  test('a file of somebody else in the way is named, and nothing is written', () => {
    const root = temporaryDirectory();
    synthesise(root, { 'cluster/a/x.yaml': 'a: 1\n' });
    write(root, { 'cluster/a/x.yaml': 'by hand\n' });
    expect(() => place({ root })).toThrow(
      'these files would be overwritten, and synth did not write them:\n  cluster/a/x.yaml',
    );
    expect(existsSync(join(root, '.github/CODEOWNERS'))).toBe(false);
    expect(read(root, 'cluster/a/x.yaml')).toBe('by hand\n');
  });

  test.each(['../outside', '/etc/passwd', 'a/../../b', '.git/config', 7])(
    'a list that names %p is refused before anything is removed',
    (path) => {
      const root = temporaryDirectory();
      synthesise(root, {});
      write(root, { [fileListFile]: JSON.stringify([path]) });
      expect(() => place({ root })).toThrow(/is no path in the project: restore it from Git/);
    },
  );

  test('nothing is written through a link', () => {
    const root = temporaryDirectory();
    const elsewhere = temporaryDirectory();
    synthesise(root, { 'cluster/a/x.yaml': 'a: 1\n' });
    symlinkSync(elsewhere, join(root, 'cluster'));
    expect(() => place({ root })).toThrow('cluster is a link');
    expect(existsSync(join(elsewhere, 'a'))).toBe(false);
  });

  test('before synth there is nothing to place', () => {
    expect(() => place({ root: temporaryDirectory() })).toThrow("run 'npm run synth'");
  });
});

describe('the list of stacks', () => {
  test('a stack whose Terraform depends on the clock has no digest', () => {
    const root = temporaryDirectory();
    synthesise(root, {}, { access: '{"//":{"fleetkeep":{"group":"access","clocked":true}}}', own: '{}' });
    place({ root });
    expect(JSON.parse(read(root, stackListFile))).toEqual({
      access: { group: 'access' },
      own: { group: 'own', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string },
    });
  });

  const list = {
    access: { group: 'access' },
    'cluster-a': { group: 'apply-stage-dev', digest: 'sha256:1' },
    'cluster-b': { group: 'apply-stage-dev', digest: 'sha256:2' },
    github: { group: 'github', digest: 'sha256:3' },
    hub: { group: 'hub', digest: 'sha256:4' },
  };

  test('only what differs from the base is changed, and what the clock decides always', () => {
    const base = { ...list, 'cluster-b': { group: 'apply-stage-dev', digest: 'sha256:0' } };
    expect(changedStacks(list, base)).toEqual({
      all: ['access', 'cluster-b'],
      access: ['access'],
      'apply-stage-dev': ['cluster-b'],
      github: [],
      hub: [],
    });
  });

  test('without a base everything is, and what an operator applies is planned by no workflow', () => {
    expect(changedStacks(list)).toMatchObject({
      all: ['access', 'cluster-a', 'cluster-b', 'hub'],
      github: ['github'],
    });
  });
});
