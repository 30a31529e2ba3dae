import { accountStep } from '../../../../kit/core/bootstrap/account-step';
import { findAdoptables } from '../../../../kit/core/bootstrap/adoption';
import type { Look } from '../../../../kit/core/bootstrap/step';
import type { RepositoryFacts, StackJson } from '../../../../kit/core/bootstrap/synthesised';
import type { GithubClient } from '../../../../kit/core/github/client';
import { clientOf, repositoryFacts, testToken } from '../../github/fleet-repository';
import { GithubServer, type Reply } from '../../github/github-server';

let server: GithubServer;
afterEach(() => server.stop());

async function client(base: Readonly<Record<string, unknown>>): Promise<GithubClient> {
  server = await GithubServer.start(base);
  return clientOf(server);
}

const healthy = {
  '/users/acme': { login: 'acme', type: 'Organization' },
  '/orgs/acme': { login: 'acme', plan: { name: 'enterprise' } },
};
const scopes = (list: string): Reply => ({ status: 200, body: {}, headers: { 'x-oauth-scopes': list } });

async function look(
  tell: Readonly<Record<string, Reply>>,
  told: Partial<RepositoryFacts> = {},
): Promise<Look> {
  const github = await client(healthy);
  server.tell('/rate_limit', scopes('repo, admin:org'));
  for (const [path, reply] of Object.entries(tell)) server.tell(path, reply);
  return accountStep(() => ({ ...repositoryFacts, ...told }), github).look();
}

describe('before anything is made', () => {
  test('the organisation is there, with the plan and the rights', async () => {
    expect(await look({})).toEqual({ kind: 'done', found: "'acme' is there, plan 'enterprise'" });
  });

  test('a token of a kind without scopes is asked no scopes', async () => {
    expect(await look({ '/rate_limit': { body: {} } })).toMatchObject({ kind: 'done' });
  });

  test('a personal account has no teams to make', async () => {
    const tell = {
      '/users/acme': { body: { login: 'acme', type: 'User' } },
      '/orgs/acme': { status: 404, body: { message: 'Not Found' } },
      '/rate_limit': scopes('repo'),
    };
    expect(await look(tell)).toEqual({
      kind: 'done',
      found: "'acme' is there; its plan is not shown to this token: 'enterprise' is taken on trust",
    });
  });

  test.each<[string, Readonly<Record<string, Reply>>, string, string]>([
    [
      'an owner that does not exist',
      { '/users/acme': { status: 404, body: { message: 'Not Found' } } },
      "there is no account 'acme' on github.com",
      "set github.owner in fleet.ts to the organisation's login",
    ],
    [
      'a token with too few rights',
      { '/rate_limit': scopes('repo, read:org') },
      'the classic personal token of GH_TOKEN lacks admin:org',
      'add admin:org to it: https://github.com/settings/tokens',
    ],
    [
      'a token that is not taken',
      { '/rate_limit': { status: 401, body: { message: 'Bad credentials' } } },
      'GitHub does not take the classic personal token of GH_TOKEN: 401 Bad credentials',
      'make a new token',
    ],
    [
      'a plan that cannot protect private branches',
      { '/orgs/acme': { body: { login: 'acme', plan: { name: 'free' } } } },
      "fleet.ts counts on plan 'enterprise', and 'acme' has 'free', which cannot do all of it",
      "set github.plan to 'free', and synth says what is lost",
    ],
    [
      'a refusal',
      { '/users/acme': { status: 403, body: { message: 'Forbidden' } } },
      "GitHub does not say who 'acme' is: 403 Forbidden",
      'give the classic personal token of GH_TOKEN the rights',
    ],
    [
      'a plan that is not told',
      { '/orgs/acme': { status: 403, body: { message: 'Forbidden' } } },
      "GitHub does not say which plan 'acme' has: 403 Forbidden",
      'give the classic personal token of GH_TOKEN the rights',
    ],
  ])('%s: named, not printed', async (_title, tell, found, fix) => {
    const stopped = await look(tell);
    expect(stopped).toMatchObject({
      kind: 'stopped',
      found: expect.stringContaining(found) as string,
      fix: expect.stringContaining(fix) as string,
    });
    expect(JSON.stringify(stopped)).not.toContain(testToken);
  });

  test.each(['team', 'business'])('GitHub calls the plan team %s', async (name) => {
    const tell = { '/orgs/acme': { body: { login: 'acme', plan: { name } } } };
    expect(await look(tell, { plan: 'team' })).toMatchObject({ kind: 'done' });
    await server.stop();
    expect(await look(tell, { plan: 'enterprise' })).toMatchObject({ kind: 'stopped' });
  });
});

describe('what is there already', () => {
  const json: StackJson = {
    resource: {
      github_repository: { fleet: { name: 'fleet' } },
      github_team: { platform: { name: 'platform' }, security: { name: 'security' } },
      github_actions_variable: { plan: { variable_name: 'AZURE_PLAN_CLIENT_ID' } },
      github_repository_deploy_key: { flux: { key: 'ssh-ed25519 AAAA flux' } },
      github_repository_ruleset: {
        integrity: { name: 'integrity', target: 'branch' },
        push: { name: 'push', target: 'push' },
      },
      github_branch_protection: { main: { pattern: 'main' } },
    },
  };
  const stack = { name: 'github', folder: '', needs: [], json };
  const base = '/repos/acme/fleet';
  const existing = {
    [base]: { size: 12, pushed_at: '2026-10-01T08:00:00Z' },
    '/orgs/acme/teams/security': { slug: 'security' },
    [`${base}/actions/variables/AZURE_PLAN_CLIENT_ID`]: { name: 'AZURE_PLAN_CLIENT_ID' },
    [`${base}/keys`]: [{ id: 7, title: 'by hand', key: 'ssh-ed25519 AAAA' }],
    [`${base}/rulesets`]: [
      { id: 9, name: 'integrity', target: 'branch' },
      { id: 10, name: 'push', target: 'tag' },
    ],
    [`${base}/branches/main/protection`]: {},
  };

  test('is found with the id that an import takes, once for each address', async () => {
    const found = await findAdoptables(stack, new Set(), repositoryFacts, await client(existing));
    expect(found.map(({ address, id }) => [address, id])).toEqual([
      ['github_repository.fleet', 'fleet'],
      ['github_team.security', 'security'],
      ['github_actions_variable.plan', 'fleet:AZURE_PLAN_CLIENT_ID'],
      ['github_repository_deploy_key.flux', 'fleet:7'],
      ['github_repository_ruleset.integrity', 'fleet:9'],
      ['github_branch_protection.main', 'fleet:main'],
    ]);
    expect(found[0]?.what).toBe(
      "the repository 'acme/fleet' (with content, last pushed 2026-10-01T08:00:00Z)",
    );
  });

  test('what Terraform knows, or fleet.ts takes over itself, is not asked for', async () => {
    const adopting = {
      ...stack,
      json: { ...json, import: [{ to: 'github_repository.fleet', id: 'fleet' }] },
    };
    const known = new Set(['github_team.security', 'github_actions_variable.plan']);
    const found = await findAdoptables(adopting, known, repositoryFacts, await client(existing));
    expect(found.map(({ address }) => address)).toEqual([
      'github_repository_deploy_key.flux',
      'github_repository_ruleset.integrity',
      'github_branch_protection.main',
    ]);
  });

  test("without a repository there is nothing in it; teams are the organisation's", async () => {
    const github = await client({ '/orgs/acme/teams/security': { slug: 'security' } });
    const found = await findAdoptables(stack, new Set(), repositoryFacts, github);
    expect(found.map(({ address }) => address)).toEqual(['github_team.security']);
    expect(server.requests.filter(({ path }) => path.startsWith(`${base}/`))).toEqual([]);
  });

  test('what GitHub does not say is no "no"', async () => {
    const github = await client(existing);
    server.tell(base, { status: 403, body: { message: 'Forbidden' } });
    await expect(findAdoptables(stack, new Set(), repositoryFacts, github)).rejects.toThrow(
      'GitHub does not say whether github_repository.fleet is there already: 403 Forbidden',
    );
  });
});
