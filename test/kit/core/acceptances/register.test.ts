import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import type { ListedAcceptance } from '../../../../kit/core/acceptances/list';
import type { Finding } from '../../../../kit/core/check/finding';
import { ownersOf } from '../../../../kit/core/acceptances/code-owners';
import {
  acceptance,
  acceptancePath,
  acceptedCluster,
  constraints,
  inDays,
  privilegedCluster,
} from '../../support/acceptances';
import { fleetkeepHere } from '../../support/cli';
import { deployment, manifests } from '../../support/manifests';
import { commit, type Files, git, makeRepository, write } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

async function list(directory: string): Promise<readonly ListedAcceptance[]> {
  const { stdout } = await fleetkeepHere(['get', 'acceptances', '--repository', directory, '-o', 'json']);
  expectToMatchSchema('acceptances', stdout);
  return JSON.parse(stdout) as readonly ListedAcceptance[];
}

const clean = { 'apps/web.yaml': manifests(deployment('web', false)) };
test.each<[string, Files]>([
  ['accepted', acceptedCluster()],
  ['expiring', acceptedCluster({ expiresAt: inDays(10) })],
  ['expired', acceptedCluster({ createdAt: inDays(-20), expiresAt: inDays(-1) })],
  ['unused', { ...acceptedCluster(), ...clean }],
  ['proposed', { ...privilegedCluster(), [acceptancePath]: acceptance() }],
])('an acceptance is %s', async (state, files) => {
  expect((await list(makeRepository(files))).map((one) => one.state)).toEqual([state]);
});

test('approval is what Git knows', async () => {
  const owners = { '.github/CODEOWNERS': '* @acme/platform\n/.securitytower/ @acme/security # risks\n' };
  const directory = makeRepository({ ...privilegedCluster(), ...owners });
  git(directory, 'switch', '--quiet', '--create', 'risk');
  write(directory, acceptedCluster());
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--author', 'Ann <ann@acme.example>', '--message', 'accept');
  const commitId = git(directory, 'rev-parse', 'HEAD');
  git(directory, 'switch', '--quiet', 'main');
  git(directory, 'merge', '--quiet', '--no-ff', '--message', 'Merge pull request #12 from acme/risk', 'risk');
  const [merged] = await list(directory);
  expect(merged?.approval).toEqual({
    author: 'Ann <ann@acme.example>',
    commit: commitId,
    signed: false,
    mergedBy: 'Test <test@localhost>',
    pullRequest: 12,
    codeOwners: ['@acme/security'],
    approvers: 'unknown',
    required: 1,
  });
  write(directory, {
    '.securitytower/more.yaml': acceptance().replace('ra-1', 'ra-2').replace('name: web', 'name: "*"'),
  });
  const uncommitted = (await list(directory)).find(({ name }) => name === 'ra-2');
  expect(uncommitted?.approval).toMatchObject({ author: null, mergedBy: null, signed: null, required: 2 });
});

test('the last pattern of CODEOWNERS wins', () => {
  const text = '* @a\n/.securitytower/ @b @c\n/.securitytower/acceptances/open.yaml\n# /x @d\n';
  expect(ownersOf('.securitytower/acceptances/ra-1.yaml', text)).toEqual(['@b', '@c']);
  expect(ownersOf('.securitytower/acceptances/open.yaml', text)).toEqual([]);
  expect(ownersOf('x', text)).toEqual(['@a']);
});

test('what objects exclude themselves from is listed as never ending', async () => {
  const web = deployment('web', true) as { metadata: object };
  const annotations = { 'phylake.io/policy.exclusion.k8spspprivilegedcontainer': 'we know' };
  const files = {
    ...privilegedCluster(),
    'apps/web.yaml': manifests({ ...web, metadata: { ...web.metadata, annotations } }),
  };
  expect(await list(makeRepository(files))).toEqual([
    expect.objectContaining({
      policy: 'K8sPSPPrivilegedContainer',
      reason: 'we know',
      source: 'annotation',
      state: 'proposed',
      expiresAt: null,
      owner: null,
    }),
  ]);
});

describe('describe acceptance', () => {
  const describeOne = (directory: string, name: string, ...args: readonly string[]) =>
    fleetkeepHere(['describe', 'acceptance', name, '--repository', directory, ...args]);

  test('what it is about, when it ends, who let it in, what it covers', async () => {
    const { stdout, exitCode } = await describeOne(makeRepository(acceptedCluster()), 'ra-1');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Name: +ra-1\nState: +accepted: in force; \d+ days left\n/);
    expect(stdout).toMatch(/\nAbout: +shop\/Deployment\/web \(apps\/v1\) in prod, and what it owns\n/);
    expect(stdout).toContain(`fail from ${inDays(20)}T00:00:00Z`);
    expect(stdout).toContain(`denies from ${inDays(34)}T00:00:00Z`);
    expect(stdout).toMatch(/written by Test <test@localhost> in [0-9a-f]{12}, not signed\n/);
    expect(stdout).toContain('reviews needed: 1; who gave them: unknown to Git');
    expect(stdout).toMatch(/\nCovers: +prod: .*privileged/);
  });

  test('as JSON, with the findings', async () => {
    const { stdout } = await describeOne(makeRepository(acceptedCluster()), 'ra-1', '-o', 'json');
    expectToMatchSchema('describe-acceptance', stdout);
    expect(JSON.parse(stdout)).toMatchObject({
      acceptances: [{ name: 'ra-1', state: 'accepted' }],
      findings: [{ state: 'accepted', acceptance: { name: 'ra-1' } }],
    });
  });

  test('one that there is not', async () => {
    const { stdout, stderr, exitCode } = await describeOne(makeRepository(acceptedCluster()), 'ra-2');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toBe("error: there is no acceptance 'ra-2': did you mean ra-1?\n");
  });
});

describe('accept', () => {
  const said = ['--owner', 'shop@acme.example', '--reason', 'The driver', '--ticket', 'SHOP-1'];
  const accept = (directory: string, ...args: readonly string[]) =>
    fleetkeepHere(['accept', ...args, '--repository', directory]);
  const fingerprint = async (directory: string): Promise<string> => {
    const { stdout } = await fleetkeepHere(['get', 'findings', '--repository', directory, '-o', 'json']);
    return (JSON.parse(stdout) as readonly Finding[])[0]?.fingerprint ?? '';
  };

  test('create, renew, revoke: the file is what synth compiles, and nothing more happens', async () => {
    const directory = makeRepository(privilegedCluster());
    const of = await fingerprint(directory);
    const created = await accept(
      directory,
      'create',
      'ra-7',
      '--fingerprint',
      of.slice(0, 12),
      '--days',
      '30',
      ...said,
    );
    expect(created).toMatchObject({ exitCode: 0, stderr: '' });
    const path = '.securitytower/acceptances/ra-7.yaml';
    const text = readFileSync(join(directory, path), 'utf8');
    expect(text).toContain('value: true');
    expect(text.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=https://fleetkeep.dev/schemas/risk-acceptance.schema.json',
    );
    expectToMatchSchema('risk-acceptance', JSON.stringify(parse(text)));
    expect(text).not.toContain('approv');
    expect((await list(directory)).map(({ state }) => state)).toEqual(['proposed']);
    write(directory, { 'policies/constraint.yaml': constraints(text) });
    expect((await list(directory)).map(({ state, daysLeft }) => `${state} ${daysLeft}`)).toEqual([
      'accepted 29',
    ]);

    write(directory, { [path]: `# Why we may.\n${text}` });
    expect(await accept(directory, 'renew', 'ra-7', '--days', '10', '--ticket', 'SHOP-2')).toMatchObject({
      exitCode: 0,
    });
    const renewed = readFileSync(join(directory, path), 'utf8');
    expect(renewed).toContain('# Why we may.');
    expect(renewed).toContain('ticket: SHOP-2');
    expect((await list(directory)).map(({ daysLeft }) => daysLeft)).toEqual([9]);

    expect(await accept(directory, 'revoke', 'ra-7')).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(directory, path))).toBe(false);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['nothing said', ['create', 'ra-7'], /say --fingerprint, --owner, --reason, --ticket, --days/],
    [
      'past the cap',
      ['create', 'ra-7', '--fingerprint', 'FOUND', '--days', '31', ...said],
      /--days '31' is not 1 to 30, the cap of a policy of severity/,
    ],
    [
      'a fingerprint of nothing',
      ['create', 'ra-7', '--fingerprint', 'xyz', '--days', '30', ...said],
      /--fingerprint 'xyz' is of no finding/,
    ],
    [
      'a name that is none',
      ['create', 'RA 7', '--fingerprint', 'FOUND', '--days', '30', ...said],
      /metadata.name is "RA 7"/,
    ],
    [
      'a name that is taken',
      ['create', 'ra-1', '--fingerprint', 'FOUND', '--days', '30', ...said],
      /there is an acceptance 'ra-1' in .*ra-1.yaml/,
    ],
    ['an unknown one', ['renew', 'ra-7', '--days', '3'], /there is no acceptance 'ra-7': there are ra-1/],
    ['no end', ['renew', 'ra-1'], /say --days/],
    ['an unknown one to revoke', ['revoke', 'ra-7'], /there is no acceptance 'ra-7'/],
  ])('%s: exit code 2 and nothing written', async (_, args, message) => {
    const directory = makeRepository({ ...privilegedCluster(), [acceptancePath]: acceptance() });
    commit(directory);
    const found = args.includes('FOUND') ? await fingerprint(directory) : '';
    const { stderr, exitCode } = await accept(
      directory,
      ...args.map((arg) => (arg === 'FOUND' ? found : arg)),
    );
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
    expect(git(directory, 'status', '--short')).toBe('');
  });
});
