import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TruthTable } from '../../../kit/core/policy-samples/judged-sample';
import { policyLanguages } from '../../../project/policy-scaffold/policy-files';
import { fleetkeepHere, type Outcome } from '../support/cli';
import { write } from '../support/repository';
import { expectToMatchSchema } from '../support/schemas';
import { temporaryDirectory } from '../support/temporary';

const inFolder = (workingDirectory: string, ...args: readonly string[]): Promise<Outcome> =>
  fleetkeepHere(['policy', ...args], undefined, { workingDirectory });

async function tested(
  folder: string,
  ...args: readonly string[]
): Promise<TruthTable & { exitCode: number | null }> {
  const { stdout, exitCode } = await inFolder(folder, 'test', ...args, '-o', 'json');
  expectToMatchSchema('policy-test', stdout);
  return { ...(JSON.parse(stdout) as TruthTable), exitCode };
}

/** A policy as it was scaffolded, one text of it replaced. */
async function changed(file: string, from: string, to: string, language = 'rego'): Promise<string> {
  const folder = temporaryDirectory();
  await inFolder(folder, 'new', 'team-label', '--language', language);
  const path = join(folder, 'catalogue/team-label', file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  write(folder, { [`catalogue/team-label/${file}`]: text.replace(from, to) });
  return folder;
}
const lineOf = (folder: string, file: string, words: string): number =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(words)) + 1;

test.each(policyLanguages)('what is scaffolded in %s works as it is', async (language) => {
  const folder = temporaryDirectory();
  const made = await inFolder(folder, 'new', 'team-label', '--language', language);
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  expect(made.stdout).toContain('written  catalogue/team-label/template.yaml\n');
  expect(made.stdout).toContain("ownPolicies({ directory: join(__dirname, 'catalogue') })");
  expect(await tested(folder)).toEqual({
    samples: [
      {
        policy: 'TeamLabel',
        id: 'team-label',
        sample: 'allowed-team',
        expected: 'allowed',
        said: 'allowed',
        messages: [],
      },
      {
        policy: 'TeamLabel',
        id: 'team-label',
        sample: 'disallowed-no-team',
        expected: 'disallowed',
        said: 'disallowed',
        messages: ['Deployment storefront: metadata.labels.team is not set; allowed: the name of a team'],
      },
    ],
    incomplete: [],
    notEvaluated: [],
    exitCode: 0,
  });
  const { stdout } = await inFolder(folder, 'test', 'catalogue/team-label');
  expect(stdout).toMatch(/^ok +team-label +disallowed-no-team +disallowed +Deployment storefront: /m);
  expect(stdout).toMatch(/\n2 of 2 samples are judged as their names say\n$/);
});

test.each([
  ['Team', /^error: 'Team' is no policy's name: use lower-case letters/],
  ['team_label', /is no policy's name/],
  ['../team', /is no policy's name/],
  ['-team', /unknown option|is no policy's name/],
])('the name %j: exit code 2, and nothing is written', async (name, message) => {
  const folder = temporaryDirectory();
  const { stderr, exitCode } = await inFolder(folder, 'new', name);
  expect(stderr).toMatch(message);
  expect(exitCode).toBe(2);
  expect(existsSync(join(folder, 'catalogue'))).toBe(false);
});

test('a folder that is there is left as it is', async () => {
  const folder = temporaryDirectory();
  write(folder, { 'catalogue/team-label/notes.txt': 'mine' });
  const { stderr, exitCode } = await inFolder(folder, 'new', 'team-label');
  expect(stderr).toContain('catalogue/team-label is there already: choose another name');
  expect(exitCode).toBe(2);
  expect(existsSync(join(folder, 'catalogue/team-label/template.yaml'))).toBe(false);
});

test.each([
  ['rego', 'label := object.get', 'label := objct.get', 'rego_type_error'],
  ['rego-v0', 'value == ""', 'value == nothing', 'rego_unsafe_var_error'],
  ['cel', 'variables.label in', 'variables.lable in', "undefined field 'lable'"],
])(
  'a template in %s that does not compile: exit code 3, with file and line',
  async (language, from, to, words) => {
    const folder = await changed('template.yaml', from, to, language);
    const { samples, notEvaluated, exitCode } = await tested(folder);
    expect(samples).toEqual([]);
    expect(exitCode).toBe(3);
    expect(notEvaluated).toEqual([
      {
        policy: 'TeamLabel',
        file: 'catalogue/team-label/template.yaml',
        line: lineOf(folder, 'catalogue/team-label/template.yaml', to),
        message: expect.stringContaining(words) as string,
      },
    ]);
  },
);

test('a sample that is judged otherwise than its name says: exit code 1', async () => {
  const folder = await changed('samples/allowed-team.yaml', 'team: shop', 'squad: shop');
  const { samples, exitCode } = await tested(folder);
  expect(samples.map(({ sample, said }) => `${sample} ${said}`)).toEqual([
    'allowed-team disallowed',
    'disallowed-no-team disallowed',
  ]);
  expect(exitCode).toBe(1);
  expect((await inFolder(folder, 'test')).stdout).toMatch(/^WRONG +team-label +allowed-team +disallowed/m);
});

test('a policy without samples shows nothing, and is no success', async () => {
  const folder = temporaryDirectory();
  await inFolder(folder, 'new', 'team-label');
  const template = readFileSync(join(folder, 'catalogue/team-label/template.yaml'), 'utf8');
  write(folder, { 'bare/template.yaml': template });
  const { incomplete, exitCode } = await tested(folder, 'bare');
  expect(exitCode).toBe(1);
  expect(incomplete.map(({ file, message }) => `${file} ${message}`)).toEqual([
    'bare/template.yaml no constraint puts it to work: write one of kind TeamLabel beside it',
    expect.stringContaining('has no allowed sample: write samples/allowed-<what>.yaml'),
    expect.stringContaining(
      'has no disallowed sample: write samples/disallowed-<what>.yaml, or nothing shows that it ever fires',
    ),
  ]);
});

test.each([
  [
    'a sample by another name',
    'samples/good.yaml',
    '# Good.\nkind: Pod\n',
    'a sample is named allowed-<what>.yaml',
  ],
  ['a sample without a comment', 'samples/allowed-x.yaml', 'kind: Pod\n', 'starts with a comment'],
  ['a sample that is no YAML', 'samples/allowed-x.yaml', '# X.\na: [\n', 'is not valid YAML'],
  [
    'two samples in a file',
    'samples/allowed-x.yaml',
    '# X.\nkind: Pod\n---\nkind: Pod\n',
    'a sample is one object',
  ],
  [
    'an inventory that is no YAML',
    'inventory.yaml',
    'kind: Namespace\nmetadata:\n name: a\n  labels: {}\n',
    '',
  ],
  ['an inventory of something else', 'inventory.yaml', 'a: 1\n', 'is no Kubernetes object'],
])('%s: exit code 3', async (_, file, text, words) => {
  const folder = temporaryDirectory();
  await inFolder(folder, 'new', 'team-label');
  write(folder, { [`catalogue/team-label/${file}`]: text });
  const { notEvaluated, exitCode } = await tested(folder);
  expect(notEvaluated).toEqual([
    expect.objectContaining({
      file: `catalogue/team-label/${file}`,
      message: expect.stringContaining(words) as string,
    }),
  ]);
  expect(exitCode).toBe(3);
});

test.each([
  [
    'nowhere',
    /^error: nowhere is no folder: give one of policies, or make one by `fleetkeep policy new NAME`/,
  ],
  ['empty', /^error: empty holds no ConstraintTemplate/],
])('%s: exit code 2', async (name, message) => {
  const folder = temporaryDirectory();
  write(folder, { 'empty/x.txt': '' });
  const { stderr, exitCode } = await inFolder(folder, 'test', name);
  expect(stderr).toMatch(message);
  expect(exitCode).toBe(2);
});

test('the catalogue itself, where there is no folder of one’s own', async () => {
  const { samples, exitCode } = await tested(temporaryDirectory());
  expect(exitCode).toBe(0);
  expect(samples.length).toBeGreaterThan(300);
}, 300_000);
