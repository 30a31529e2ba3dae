import { githubControlNames, lostControls } from '../../../fleet/github-controls';
import { readBackStep } from '../../../kit/core/bootstrap/read-back-step';
import type { Look } from '../../../kit/core/bootstrap/step';
import type { RepositoryFacts } from '../../../kit/core/bootstrap/synthesised';
import { acceptedControls } from '../../../kit/core/github/accepted';
import { judge } from '../../../kit/core/github/judge';
import { readLive } from '../../../kit/core/github/live';
import { clientOf, repositoryFacts } from './fleet-repository';
import { GithubServer, type Reply } from './github-server';
import { changedRuleset, environment, healthyRepository } from './repository';

const base = '/repos/acme/fleet';
let server: GithubServer;
afterEach(() => server.stop());

async function readBack(facts: RepositoryFacts, tell: Readonly<Record<string, Reply>>): Promise<Look> {
  server = await GithubServer.start(healthyRepository());
  for (const [path, reply] of Object.entries(tell)) server.tell(path, reply);
  const client = await clientOf(server);
  return readBackStep(() => facts, client).look();
}

test('every name of github.without is a control that is read back', async () => {
  server = await GithubServer.start(healthyRepository());
  const live = await readLive(await clientOf(server), 'acme', 'fleet');
  if ('kind' in live) throw new Error('nothing was read');
  const known = judge(live).controls.map(({ control }) => control);
  for (const name of githubControlNames) {
    const controls = acceptedControls({ plan: 'enterprise', without: [name] });
    expect([name, controls.length > 0]).toEqual([name, true]);
    expect(controls.filter((control) => !known.includes(control))).toEqual([]);
  }
});

describe('after protection', () => {
  test('all is as declared', async () => {
    expect(await readBack(repositoryFacts, {})).toEqual({
      kind: 'done',
      found: expect.stringMatching(
        /^\d\d controls met, 0 accepted by name, Scorecard's branch protection at tier 5 of 5$/,
      ) as string,
    });
  });

  test('what the plan cannot do was accepted by name; an audit log that it has not is no question', async () => {
    const team = { ...repositoryFacts, plan: 'team', without: lostControls('team', false) };
    const found = await readBack(team, {
      '/orgs/acme/audit-log': { status: 404, body: { message: 'Not Found' } },
      [`${base}/environments`]: { body: environment({ protection_rules: [] }) },
    });
    expect(found).toMatchObject({
      kind: 'done',
      found: expect.stringContaining('2 accepted by name') as string,
    });
  });

  test('who accepts that nobody approves an apply did not accept that any branch applies', async () => {
    const without = { ...repositoryFacts, without: ['environment-reviewers'] };
    const found = await readBack(without, {
      [`${base}/environments`]: { body: environment({ deployment_branch_policy: null }) },
    });
    expect(found).toMatchObject({
      kind: 'stopped',
      found: expect.stringContaining('environments is weaker (any branch applies in apply-prod)') as string,
    });
  });

  test('who accepts that nobody reviews did not accept that somebody pushes unsigned', async () => {
    const without = { ...repositoryFacts, without: ['review'] };
    const [path, reply] = changedRuleset('integrity', () => ({
      bypass_actors: [{ actor_type: 'Team', actor_id: 7, bypass_mode: 'always' }],
    }));
    const found = await readBack(without, { [path]: reply });
    expect(found).toMatchObject({
      kind: 'stopped',
      found: expect.stringContaining('bypass is weaker') as string,
    });
  });

  test('what does not hold is said, though Terraform was told that it does', async () => {
    const found = await readBack(repositoryFacts, { [`${base}/rulesets`]: { body: [] } });
    expect(found).toMatchObject({
      kind: 'stopped',
      found: expect.stringContaining("signed-commits is missing ('main' takes unsigned commits)") as string,
      fix: expect.stringContaining("deploy the stack 'protection' again") as string,
    });
  });

  test('what cannot be read is no pass', async () => {
    const found = await readBack(repositoryFacts, {
      [`${base}/keys`]: { status: 403, body: { message: 'Forbidden' } },
    });
    expect(found).toMatchObject({
      kind: 'stopped',
      found: expect.stringContaining('deploy-keys is unreadable (403 Forbidden)') as string,
    });
  });
});
