import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';

import { commands } from '../../../kit/cli/commands';
import { executable, fleetkeep, fleetkeepHere } from '../support/cli';
import { cleanCluster, configMap, manifests } from '../support/manifests';
import { makeRepository } from '../support/repository';

const allFormats: Readonly<Record<string, readonly string[]>> = {
  render: ['table', 'wide', 'json', 'yaml', 'csv'],
  check: ['table', 'wide', 'json', 'yaml', 'csv', 'sarif', 'junit'],
  'get acceptances': ['table', 'wide', 'json', 'yaml', 'csv'],
  'get applications': ['table', 'wide', 'json', 'yaml', 'csv'],
  'get clusters': ['table', 'wide', 'json', 'yaml', 'csv'],
  'get images': ['table', 'wide', 'json', 'yaml', 'csv'],
  'get findings': ['table', 'wide', 'json', 'yaml', 'csv'],
  'get grants': ['table', 'wide', 'json', 'yaml', 'csv'],
  'images critical': ['table', 'wide', 'json', 'yaml', 'csv'],
  'images outdated': ['table', 'wide', 'json', 'yaml', 'csv'],
  'get policies': ['table', 'wide', 'json', 'yaml', 'csv'],
  'get stages': ['table', 'wide', 'json', 'yaml', 'csv'],
};

const listed = commands.filter(({ hidden }) => hidden !== true);

test.each(listed.map(({ name }) => name))(
  '%s --help has examples that begin with the command',
  async (name) => {
    const { stdout, exitCode } = await fleetkeepHere([...name.split(' '), '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`\nExamples:\n  # .*\n  fleetkeep ${name}`));
    expect(stdout).toContain('--repository <path|url>');
  },
);

test('help says the same as --help', async () => {
  const asked = await fleetkeepHere(['help', 'get', 'images']);
  expect(asked).toEqual(await fleetkeepHere(['get', 'images', '--help']));
  expect(asked.stdout).toContain('Lists every use of an image');
  expect(await fleetkeepHere(['help'])).toEqual(await fleetkeepHere(['--help']));
});

test.each([
  ['an unknown command', ['nonsense'], /^error: unknown command 'nonsense'/],
  ['an unknown thing to get', ['get', 'nonsense'], /^error: unknown command 'nonsense'/],
  ['an unknown option', ['check', '--nonsense'], /^error: unknown option '--nonsense'/],
  ['an option without its value', ['check', '--base'], /^error: option '--base <revision>' argument missing/],
  ['too much', ['check', 'this'], /^error: too many arguments/],
  [
    'no such severity',
    ['check', '--fail-on', 'bad'],
    /argument 'bad' is invalid. Allowed choices are low, medium/,
  ],
  ['--new-only without a base', ['check', '--new-only'], /^error: --new-only needs --base/],
  [
    'an entry without a path',
    ['render', '--entry', 'prod'],
    /^error: --entry 'prod' is not NAME=PATH: say for instance/,
  ],
  [
    'an entry that leads out',
    ['render', '--entry', 'a=../b'],
    /^error: --entry 'a=\.\.\/b': '\.\.\/b' is not in the repository/,
  ],
  ['a source without a path', ['render', '--source', 'a='], /^error: --source 'a=' is not NAME=PATH/],
  ['nothing at all', [], /^Usage: fleetkeep/],
])('%s: exit code 2', async (_, args, message) => {
  const { stdout, stderr, exitCode } = await fleetkeepHere(args);
  expect(stderr).toMatch(message);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
});

test.each(Object.keys(allFormats))(
  '%s refuses a format that it has not, and names those that it has',
  async (name) => {
    const repository = makeRepository(cleanCluster());
    const { stdout, stderr, exitCode } = await fleetkeepHere([
      ...name.split(' '),
      '--repository',
      repository,
      '-o',
      'xml',
    ]);
    expect(stderr).toBe(
      `error: -o 'xml' is not one of the formats of this command: ${allFormats[name]?.join(', ')}\n`,
    );
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  },
);

test('the executable is one, and says its version', async () => {
  expect(statSync(executable).mode & 0o111).toBe(0o111);
  expect(await fleetkeep(['--version'])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
  });
});

test('a reader that has seen enough is no error', async () => {
  const objects = Array.from({ length: 50 }, (_, index) =>
    configMap(`c-${index}`, { text: 'x'.repeat(30_000) }),
  );
  const repository = makeRepository({ ...cleanCluster(), 'apps/many.yaml': manifests(...objects) });
  const child = spawn(process.execPath, [executable, 'render', '--repository', repository, '-o', 'json']);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.once('data', () => child.stdout.destroy());
  await new Promise((resolve) => child.once('close', resolve));
  expect(stderr).toBe('');
});

test('without a terminal there are neither colours nor progress', async () => {
  const repository = makeRepository({
    ...cleanCluster(),
    'apps/bad.yaml': manifests(configMap('bad', { forbidden: 'x' })),
  });
  const { stdout, stderr } = await fleetkeep(['check', '--repository', repository], process.cwd(), {
    CI: 'true',
  });
  expect(stdout).not.toContain('\u001b');
  expect(stderr).toBe('');
});

test.each([
  [{ FORCE_COLOR: '1' }, true],
  [{ FORCE_COLOR: '0' }, false],
  [{ NO_COLOR: '1' }, false],
])('colours with %p: %p', async (variables: Record<string, string>, colored) => {
  const { stdout } = await fleetkeep(
    ['render', '--repository', makeRepository(cleanCluster())],
    process.cwd(),
    variables,
  );
  expect(stdout.includes('\u001b[32mrendered')).toBe(colored);
});
