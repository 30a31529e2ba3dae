import { lostControls } from '../../fleet/github-controls';
import type { GithubProps } from '../../fleet/github-props';
import type { GithubPlan, MergeMode, ResolvedFleet } from '../../fleet/resolved-fleet';
import { resolve } from '../infra/synth';
import type { BenchAnswer } from './support/bench-answers';
import type { BenchEnvironment } from './support/bench-environment';
import { codeOwnerErrors, organisation, signedRepository, teamsOf } from './support/github-answers';
import './support/matchers';
import { describeTerraform } from './support/requirements';
import { synthesisedFleet } from './support/synthesised-fleet';
import { terraformBench } from './support/terraform-bench';

const now = new Date('2026-12-01T09:00:00Z');
const publicKeys = { 'prod-weu': `ssh-ed25519 ${'A'.repeat(68)} flux` };

function fleetWith(props: Partial<GithubProps>): ResolvedFleet {
  const plan: GithubPlan = props.plan ?? 'enterprise';
  return resolve({
    fleet: {
      github: {
        owner: 'acme',
        repository: 'fleet',
        plan,
        approvals: 2,
        without: lostControls(plan, plan === 'enterprise'),
        owners: { platform: ['@acme/platform'], security: ['@acme/security'] },
        ...props,
      },
    },
  });
}

function benchOf(fleet: ResolvedFleet, ...data: readonly BenchAnswer[]): Promise<BenchEnvironment> {
  return terraformBench(synthesisedFleet(fleet, now), { data: [...signedRepository(fleet), ...data] });
}

const choices: readonly [GithubPlan, MergeMode, Partial<GithubProps>][] = [
  ['free', 'merge', {}],
  ['free', 'squash', { fluxCredential: { kind: 'deploy-key', publicKeys } }],
  ['team', 'merge', { classicProtection: true, releaseAppId: 99 }],
  ['team', 'squash', { teamSource: 'existing' }],
  ['enterprise', 'merge', { organisationSettings: { billingEmail: 'billing@acme.example' } }],
  ['enterprise', 'squash', { adopt: 'existing', classicProtection: true }],
];

describeTerraform('GitHub, for each plan and merge mode', () => {
  test.each(choices)(
    '%s, %s: both stacks apply, and a second plan is empty',
    async (plan, mergeMode, props) => {
      const bench = await benchOf(fleetWith({ plan, mergeMode, ...props }));
      await expect(bench.stack('github')).toApplyAndSettle();
      await expect(bench.stack('protection')).toApplyAndSettle();
    },
  );

  test.each([
    {
      told: 'two factors are not required',
      stack: 'github',
      answer: organisation({ two_factor_requirement_enabled: false }),
      says: "The organisation 'acme' does not require two-factor authentication",
    },
    {
      told: 'every member may read everything',
      stack: 'github',
      answer: organisation({ default_repository_permission: 'read' }),
      says: "Every member of 'acme' has 'read' access to every repository",
    },
    {
      told: 'members may fork',
      stack: 'github',
      answer: organisation({ members_can_fork_private_repositories: true }),
      says: "Members of 'acme' can fork private repositories",
    },
    {
      told: 'a team has no members',
      stack: 'protection',
      answer: teamsOf(0),
      says: "The team 'platform' has 0 members: nobody could approve what it owns",
    },
    {
      told: 'CODEOWNERS names a team that cannot write',
      stack: 'protection',
      answer: codeOwnerErrors(fleetWith({}), [
        { line: 3, kind: 'Unknown owner', source: '/policies/ @acme/security' },
      ]),
      says: 'line 3: Unknown owner: /policies/ @acme/security',
    },
  ])('$told: stack $stack stops', async ({ stack, answer, says }) => {
    const bench = await benchOf(fleetWith({}), answer);
    const { succeeded, errors } = await bench.stack(stack).plan();
    expect(succeeded).toBe(false);
    // Terraform breaks long lines.
    expect(errors.map(({ detail }) => detail.replaceAll('\n', ' ')).join(' ')).toContain(says);
  });

  test('the repository and the settings of the organisation are never destroyed', async () => {
    const settings = { billingEmail: 'billing@acme.example' };
    const bench = await benchOf(fleetWith({ organisationSettings: settings }));
    await expect(bench.stack('github')).toApplyAndSettle();
    for (const type of ['github_organization_settings', 'github_repository']) {
      const { succeeded, errors } = await bench.stack('github').destroyPlan(type);
      expect(succeeded).toBe(false);
      expect(errors.map(({ detail }) => detail).join()).toContain('lifecycle.prevent_destroy');
    }
    // Settings that leave the declaration stay as they are: destroying them would put an example's e-mail address in.
    bench.replace(synthesisedFleet(fleetWith({}), now));
    const { succeeded, changes } = await bench.stack('github').planNow();
    expect(succeeded).toBe(true);
    expect(changes.filter(({ action }) => action === 'delete')).toEqual([]);
  });
});
