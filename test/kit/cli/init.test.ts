import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ownersOf } from '../../../fleet/code-owners';
import { fleetkeepHere } from '../support/cli';
import { temporaryDirectory } from '../support/temporary';

const azure = [
  '--tenant-id',
  '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10',
  '--subscription-id',
  '8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31',
];
const named = ['--name', 'acme', '--owner', 'acme'];

test('every flag that is missing or wrong is said at once, and nothing is written', async () => {
  const directory = temporaryDirectory();
  const { exitCode, stderr } = await fleetkeepHere([
    'init',
    '--directory',
    directory,
    '--name',
    'Acme!',
    '--stages',
    'dev,dev',
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--name 'Acme!': use 1 to 24 lower-case letters");
  expect(stderr).toContain("--stages 'dev,dev': one of them is there twice");
  for (const flag of ['--owner', '--plan', '--tenant-id', '--subscription-id']) {
    expect(stderr).toContain(`${flag} is missing: e.g. ${flag} `);
  }
  expect(readdirSync(directory)).toEqual([]);
});

test('a folder with something in it stays as it is', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'notes.txt'), 'mine');
  const { exitCode, stderr } = await fleetkeepHere([
    'init',
    '--directory',
    directory,
    ...named,
    '--plan',
    'team',
    ...azure,
  ]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('is not empty (notes.txt): stand in an empty folder');
  expect(readdirSync(directory)).toEqual(['notes.txt']);
});

test.each([
  ['free', /without: \['integrity', 'review', .*'secret-scanning'\]/],
  ['team', /without: \['environment-reviewers', 'secret-scanning'\]/],
  ['enterprise', undefined],
])('plan %s: the declaration says what it goes without', async (plan, without) => {
  const directory = temporaryDirectory();
  const { exitCode } = await fleetkeepHere([
    'init',
    '--directory',
    directory,
    ...named,
    '--plan',
    plan,
    ...azure,
  ]);
  expect(exitCode).toBe(0);
  const text = readFileSync(join(directory, 'fleet.ts'), 'utf8');
  if (without === undefined) expect(text).not.toContain('without');
  else expect(text).toMatch(without);
  const lines = readFileSync(join(directory, '.github/CODEOWNERS'), 'utf8').split('\n').slice(1, -1);
  const owners = Object.fromEntries(lines.map((line) => line.split(/\s+(.*)/, 2))) as Record<string, string>;
  const listed = Object.fromEntries(Object.entries(owners).map(([pattern, owner]) => [pattern, [owner]]));
  expect(ownersOf('cluster/prod/x.yaml', listed)).toEqual(['@acme/production']);
  expect(ownersOf('cluster/dev/x.yaml', listed)).toEqual(['@acme/platform']);
  for (const path of ['.github/workflows/apply.yaml', '.github/workflows/pull-request.yaml', 'cdktf.json']) {
    expect(existsSync(join(directory, path))).toBe(true);
  }
});
