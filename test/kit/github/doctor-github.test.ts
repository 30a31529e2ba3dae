import type { ControlState } from '../../../kit/core/github/control';
import type { GithubReport } from '../../../kit/core/github/judge';
import { fleetkeepHere, type Outcome } from '../support/cli';
import { expectToMatchSchema } from '../support/schemas';
import { testToken } from './fleet-repository';
import { GithubServer } from './github-server';
import { changedRuleset, environment, healthyRepository, history } from './repository';

const base = '/repos/acme/fleet';

let server: GithubServer;
afterEach(() => server.stop());

function doctor(
  args: readonly string[] = [],
  variables: Record<string, string> = { GH_TOKEN: testToken },
): Promise<Outcome> {
  return fleetkeepHere(
    ['doctor', 'github', '--github', 'acme/fleet', '--api', server.url, ...args],
    undefined,
    { variables: { PATH: process.env['PATH'], ...variables } },
  );
}

async function report(args: readonly string[] = []): Promise<GithubReport & Pick<Outcome, 'exitCode'>> {
  const { exitCode, stdout } = await doctor(['-o', 'json', ...args]);
  expectToMatchSchema('doctor-github', stdout);
  return { ...(JSON.parse(stdout) as GithubReport), exitCode };
}

function stateOf({ controls }: GithubReport, name: string): ControlState | undefined {
  return controls.find(({ control }) => control === name)?.state;
}

function withoutRule(type: string) {
  return ({ rules }: Record<string, unknown>): object => ({
    rules: (rules as { type: string }[]).filter((rule) => rule.type !== type),
  });
}

function withParameter(type: string, parameter: string, value: unknown) {
  return ({ rules }: Record<string, unknown>): object => ({
    rules: (rules as { type: string; parameters?: object }[]).map((rule) =>
      rule.type === type ? { ...rule, parameters: { ...rule.parameters, [parameter]: value } } : rule,
    ),
  });
}

test('the example fleet, as its stacks write it: every control met, Scorecard tier 5', async () => {
  server = await GithubServer.start(healthyRepository());
  const found = await report();
  expect(found.controls.filter(({ state }) => state !== 'met')).toEqual([]);
  expect(found.scorecardTier).toBe(5);
  expect(found.exitCode).toBe(0);
});

describe('what is weaker or missing is said, with its control', () => {
  const rulesets: readonly [
    string,
    string,
    (found: Record<string, unknown>) => object,
    ControlState,
    number,
  ][] = [
    ['integrity', 'signed-commits', withoutRule('required_signatures'), 'missing', 5],
    ['integrity', 'no-force-push', withoutRule('non_fast_forward'), 'missing', 0],
    ['integrity', 'no-deletion', withoutRule('deletion'), 'missing', 0],
    ['integrity', 'signed-commits', () => ({ enforcement: 'evaluate' }), 'missing', 0],
    ['review', 'approvals', withParameter('pull_request', 'required_approving_review_count', 1), 'weaker', 3],
    ['review', 'approvals', withoutRule('pull_request'), 'missing', 1],
    [
      'review',
      'code-owners',
      withParameter('pull_request', 'require_code_owner_review', false),
      'missing',
      3,
    ],
    ['review', 'last-push', withParameter('pull_request', 'require_last_push_approval', false), 'missing', 1],
    [
      'review',
      'stale-reviews',
      withParameter('pull_request', 'dismiss_stale_reviews_on_push', false),
      'missing',
      4,
    ],
    [
      'review',
      'threads',
      withParameter('pull_request', 'required_review_thread_resolution', false),
      'missing',
      5,
    ],
    ['review', 'policy-check', withoutRule('required_status_checks'), 'missing', 1],
    [
      'review',
      'policy-check',
      withParameter('required_status_checks', 'required_status_checks', [{ context: 'policy' }]),
      'weaker',
      5,
    ],
    [
      'review',
      'up-to-date',
      withParameter('required_status_checks', 'strict_required_status_checks_policy', false),
      'missing',
      1,
    ],
    [
      'review',
      'bypass',
      () => ({ bypass_actors: [{ actor_type: 'RepositoryRole', actor_id: 5, bypass_mode: 'always' }] }),
      'weaker',
      4,
    ],
    ['review', 'bypass', () => ({ bypass_actors: undefined }), 'unreadable', -1],
    ['immutable-tags', 'tags', withoutRule('update'), 'weaker', 5],
    ['push', 'push-rules', withoutRule('file_path_restriction'), 'missing', 5],
  ];

  test.each(rulesets)('ruleset %s: %s', async (name, control, change, state, tier) => {
    server = await GithubServer.start(healthyRepository());
    server.tell(...changedRuleset(name, change));
    const found = await report();
    expect(stateOf(found, control)).toBe(state);
    expect(found.scorecardTier ?? -1).toBe(tier);
    expect(found.exitCode).toBe(state === 'unreadable' ? 3 : 1);
  });

  test.each<[string, string, unknown, ControlState]>([
    [
      'two-factor',
      '/orgs/acme',
      { two_factor_requirement_enabled: false, default_repository_permission: 'none' },
      'missing',
    ],
    ['two-factor', '/orgs/acme', { login: 'acme' }, 'unreadable'],
    [
      'base-permission',
      '/orgs/acme',
      { two_factor_requirement_enabled: true, default_repository_permission: 'read' },
      'weaker',
    ],
    ['deploy-keys', `${base}/keys`, [{ id: 1, title: 'old CI', read_only: false }], 'weaker'],
    ['administrators', `${base}/collaborators`, ['a', 'b', 'c', 'd'].map((login) => ({ login })), 'weaker'],
    ['actions', `${base}/actions/permissions`, { enabled: true, allowed_actions: 'all' }, 'weaker'],
    [
      'workflow-token',
      `${base}/actions/permissions/workflow`,
      { default_workflow_permissions: 'write', can_approve_pull_request_reviews: false },
      'weaker',
    ],
    ['environments', `${base}/environments`, { total_count: 0, environments: [] }, 'missing'],
    ['environments', `${base}/environments`, environment({ deployment_branch_policy: null }), 'weaker'],
    ['production-gate', `${base}/environments`, { total_count: 0, environments: [] }, 'missing'],
    ['production-gate', `${base}/environments`, environment({ protection_rules: [] }), 'weaker'],
    [
      'code-owners-file',
      `${base}/codeowners/errors`,
      { errors: [{ line: 3, kind: 'Unknown owner' }] },
      'weaker',
    ],
    ['history-signed', '/graphql', history([{ isValid: true }, null, { isValid: false }]), 'weaker'],
    ['history-signed', '/graphql', { data: { repository: { ref: null } } }, 'missing'],
    [
      'history-kept',
      `${base}/activity`,
      [{ activity_type: 'force_push', timestamp: '2026-10-01T08:00:00Z' }],
      'weaker',
    ],
    ['audit-log', '/orgs/acme/audit-log', [{ action: 'protected_branch.policy_override' }], 'weaker'],
  ])('%s from %s', async (control, path, body, state) => {
    server = await GithubServer.start(healthyRepository());
    server.tell(path, { body });
    const found = await report();
    expect(stateOf(found, control)).toBe(state);
    expect(found.exitCode).toBe(state === 'unreadable' ? 3 : 1);
    expect(found.controls.find((each) => each.control === control)?.fix).not.toBe('');
  });

  test('classic protection counts as the rulesets do, and lets administrators pass where it does', async () => {
    server = await GithubServer.start(healthyRepository());
    server.tell(`${base}/rulesets`, { body: [] });
    server.tell(`${base}/branches/main/protection`, {
      body: {
        required_status_checks: { strict: true, checks: [{ context: 'policy', app_id: 15368 }] },
        enforce_admins: { enabled: false },
        required_pull_request_reviews: {
          dismiss_stale_reviews: true,
          require_code_owner_reviews: true,
          require_last_push_approval: true,
          required_approving_review_count: 2,
        },
        required_signatures: { enabled: true },
        allow_force_pushes: { enabled: false },
        allow_deletions: { enabled: false },
        required_conversation_resolution: { enabled: true },
      },
    });
    const found = await report();
    expect(stateOf(found, 'signed-commits')).toBe('met');
    expect(stateOf(found, 'bypass')).toBe('weaker');
    expect(stateOf(found, 'tags')).toBe('missing');
    expect(found.scorecardTier).toBe(4);
  });
});

describe('what GitHub does not say', () => {
  test('a 403 is unreadable, names what the token lacks, and is never a pass', async () => {
    server = await GithubServer.start(healthyRepository());
    server.tell(`${base}/keys`, {
      status: 403,
      body: { message: 'Resource not accessible by personal access token' },
      headers: { 'x-accepted-github-permissions': 'administration=read' },
    });
    const found = await report();
    expect(found.exitCode).toBe(3);
    expect(found.controls.find(({ control }) => control === 'deploy-keys')).toMatchObject({
      state: 'unreadable',
      found: '403 Resource not accessible by personal access token; it needs administration=read',
    });
  });

  test('a control can be accepted by name, and a name that is none is refused', async () => {
    server = await GithubServer.start(healthyRepository());
    server.tell('/orgs/acme/audit-log', { status: 404, body: { message: 'Not Found' } });
    expect((await report()).exitCode).toBe(3);
    const accepted = await report(['--without', 'audit-log']);
    expect(stateOf(accepted, 'audit-log')).toBe('accepted');
    expect(accepted.exitCode).toBe(0);
    const wrong = await doctor(['--without', 'audit']);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain("--without 'audit' is no control");
  });

  test('a rate limit is waited for, and tried again', async () => {
    server = await GithubServer.start(healthyRepository());
    const headers = { 'retry-after': '1' };
    server.tell(
      `${base}/keys`,
      { status: 429, body: { message: 'You have exceeded a secondary rate limit' }, headers, times: 1 },
      { body: [] },
    );
    const found = await report();
    expect(stateOf(found, 'deploy-keys')).toBe('met');
    expect(server.requests.filter(({ path }) => path === `${base}/keys`)).toHaveLength(2);
  });

  test('a rate limit that lasts is said, not waited for', async () => {
    server = await GithubServer.start(healthyRepository());
    const reset = String(Math.floor(Date.now() / 1000) + 3600);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    server.tell(`${base}/keys`, { status: 403, body: { message: 'API rate limit exceeded' }, headers });
    const found = await report();
    expect(found.controls.find(({ control }) => control === 'deploy-keys')).toMatchObject({
      state: 'unreadable',
      found: "GitHub's rate limit is used up (API rate limit exceeded)",
    });
  });

  test('every page of a list is read', async () => {
    server = await GithubServer.start(healthyRepository(), 2);
    const keys = ['a', 'b', 'c', 'd', 'e'].map((title, id) => ({ id, title, read_only: title !== 'e' }));
    server.tell(`${base}/keys`, { body: keys });
    const found = await report();
    expect(found.controls.find(({ control }) => control === 'deploy-keys')?.found).toBe("can write: 'e'");
    expect(found.scorecardTier).toBe(5);
  });

  test('a repository that is not there, or a token that is not taken', async () => {
    server = await GithubServer.start(healthyRepository());
    server.tell(base, { status: 404, body: { message: 'Not Found' } });
    expect(await doctor()).toMatchObject({
      exitCode: 2,
      stderr:
        'error: acme/fleet cannot be read with the classic personal token of GH_TOKEN: there is none, or the token may not see it\n',
    });
    server.tell(base, { status: 401, body: { message: 'Bad credentials' } });
    expect((await doctor()).stderr).toContain('401 Bad credentials');
  });

  test('no token: what to set; and a token is never printed', async () => {
    server = await GithubServer.start(healthyRepository());
    const without = await doctor([], {});
    expect(without).toMatchObject({ exitCode: 2, stdout: '' });
    expect(without.stderr).toContain('no token: set GH_TOKEN or GITHUB_TOKEN');
    expect(server.requests).toEqual([]);
    server.tell(`${base}/keys`, { status: 403, body: { message: 'Forbidden' } });
    for (const format of ['table', 'json', 'yaml']) {
      const { stdout, stderr } = await doctor(['-o', format]);
      expect(stdout + stderr).not.toContain(testToken);
      expect(stdout).toContain('deploy-keys');
    }
    expect(server.requests.every(({ authorization }) => authorization === `token ${testToken}`)).toBe(true);
  });

  test.each([
    'http://api.acme.example',
    'http://localhost:1@evil.example',
    'https://acme@evil.example',
    'api.acme.example',
  ])('a token goes nowhere but over TLS, and to nobody else: %s', async (api) => {
    server = await GithubServer.start(healthyRepository());
    const { exitCode, stderr } = await doctor(['--api', api]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`--api '${api}' is no https address`);
  });
});
