import '../support/cdktf-matchers';

import { ActionsRepositoryPermissions } from '@cdktf/provider-github/lib/actions-repository-permissions';
import { Repository } from '@cdktf/provider-github/lib/repository';
import { RepositoryDependabotSecurityUpdates } from '@cdktf/provider-github/lib/repository-dependabot-security-updates';
import { WorkflowRepositoryPermissions } from '@cdktf/provider-github/lib/workflow-repository-permissions';

import type { GithubProps } from '../../fleet/github-props';

import { census, parsed, resources, stackIn, synth } from './synth';

const github: GithubProps = {
  owner: 'acme',
  repository: 'fleet',
  plan: 'enterprise',
  approvals: 2,
  owners: { platform: ['@acme/platform'], production: ['@acme/production'], security: ['@acme/security'] },
};
const team: Partial<GithubProps> = { plan: 'team', without: ['environment-reviewers', 'secret-scanning'] };

function githubStack(props: Partial<GithubProps> = {}): string {
  const clusters = { 'dev-weu': { stage: 'dev' }, 'prod-weu': {} };
  return stackIn(synth({ fleet: { github: { ...github, ...props } }, clusters }), 'github');
}

function dataOf(text: string, type: string): readonly Readonly<Record<string, unknown>>[] {
  return Object.values(parsed(text).data?.[type] ?? {});
}

describe('the repository', () => {
  const stack = githubStack();

  test('is private, empty and stays', () => {
    expect(stack).toHaveResourceWithProperties(Repository, {
      visibility: 'private',
      auto_init: false,
      archive_on_destroy: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  test('merge commits keep signatures; squash is a choice; rebase never', () => {
    const modes = (text: string): unknown => resources(text, 'github_repository')[0];
    expect(modes(stack)).toMatchObject({
      allow_merge_commit: true,
      allow_squash_merge: false,
      allow_rebase_merge: false,
      allow_auto_merge: false,
    });
    expect(modes(githubStack({ mergeMode: 'squash' }))).toMatchObject({
      allow_merge_commit: false,
      allow_squash_merge: true,
      allow_rebase_merge: false,
    });
  });

  test('Dependabot alerts and updates are on', () => {
    expect(stack).toHaveResourceWithProperties(Repository, { vulnerability_alerts: true });
    expect(stack).toHaveResourceWithProperties(RepositoryDependabotSecurityUpdates, { enabled: true });
  });

  test('secrets are searched and refused where that was bought', () => {
    const scanning = {
      security_and_analysis: {
        secret_scanning: { status: 'enabled' },
        secret_scanning_push_protection: { status: 'enabled' },
      },
    };
    expect(stack).toHaveResourceWithProperties(Repository, scanning);
    expect(
      githubStack({ ...team, secretProtection: true, without: ['environment-reviewers'] }),
    ).toHaveResourceWithProperties(Repository, scanning);
    expect(resources(githubStack(team), 'github_repository')[0]).not.toHaveProperty('security_and_analysis');
  });

  test('workflows read only, approve nothing, and run known actions', () => {
    expect(stack).toHaveResourceWithProperties(WorkflowRepositoryPermissions, {
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    });
    expect(stack).toHaveResourceWithProperties(ActionsRepositoryPermissions, {
      allowed_actions: 'selected',
      allowed_actions_config: {
        github_owned_allowed: true,
        verified_allowed: false,
        patterns_allowed: ['hashicorp/setup-terraform@*'],
      },
    });
  });

  test('one that exists is taken over by an import block, a new one is not', () => {
    const adopted = JSON.parse(githubStack({ adopt: 'existing' })) as { import?: readonly unknown[] };
    expect(adopted.import).toEqual([
      { id: 'fleet', to: expect.stringMatching(/^github_repository\./) as string },
    ]);
    expect(JSON.parse(stack)).not.toHaveProperty('import');
  });

  test('nothing calls the clusters from outside: they poll', () => {
    expect(resources(stack, 'github_repository_webhook')).toEqual([]);
  });

  test('nothing writes content', () => {
    for (const text of synth({ fleet: { github } }).values()) {
      expect(text).not.toMatch(/"github_(repository_file|branch|branch_default|issue|release)"/);
    }
  });

  test('tripwire: what the stack is made of', () => {
    expect(census(stack)).toMatchSnapshot();
  });
});

describe('teams', () => {
  test('the owners of paths are visible teams that can write, no more', () => {
    const stack = githubStack();
    expect(resources(stack, 'github_team').map(({ name, privacy }) => [name, privacy])).toEqual([
      ['platform', 'closed'],
      ['production', 'closed'],
      ['security', 'closed'],
    ]);
    const permissions = resources(stack, 'github_team_repository').map(({ permission }) => permission);
    expect(permissions).toEqual(['push', 'push', 'push']);
  });

  test('teams that somebody else keeps are read, and given the same access', () => {
    const stack = githubStack({ teamSource: 'existing' });
    expect(resources(stack, 'github_team')).toEqual([]);
    expect(dataOf(stack, 'github_team').map(({ slug }) => slug)).toEqual([
      'platform',
      'production',
      'security',
    ]);
    expect(resources(stack, 'github_team_repository')).toHaveLength(3);
  });
});

describe('environments', () => {
  const environments = (stack: string): Readonly<Record<string, Readonly<Record<string, unknown>>>> =>
    Object.fromEntries(
      resources(stack, 'github_repository_environment').map((environment) => [
        String(environment['environment']),
        environment,
      ]),
    );

  test('one for each stage with clusters, and one for what they share', () => {
    expect(Object.keys(environments(githubStack()))).toEqual([
      'apply-shared',
      'apply-stage-dev',
      'apply-stage-prod',
    ]);
  });

  test('production is approved by its own team, by somebody else than who started it, administrators too', () => {
    for (const name of ['apply-shared', 'apply-stage-prod']) {
      expect(environments(githubStack())[name]).toMatchObject({
        prevent_self_review: true,
        can_admins_bypass: false,
        reviewers: [{ teams: [expect.stringContaining('github_team.')] }],
      });
    }
    expect(environments(githubStack())['apply-stage-dev']).not.toHaveProperty('reviewers');
  });

  test('whoever approves can be named', () => {
    const stack = githubStack({ deploymentReviewers: ['duty'] });
    expect(environments(stack)['apply-stage-prod']).toMatchObject({
      reviewers: [{ teams: [expect.stringContaining('_duty')] }],
    });
    expect(resources(stack, 'github_team').map(({ name }) => name)).toContain('duty');
  });

  test('only the default branch applies', () => {
    const stack = githubStack();
    for (const environment of Object.values(environments(stack))) {
      expect(environment).toMatchObject({
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      });
    }
    const policies = resources(stack, 'github_repository_environment_deployment_policy');
    expect(policies.map(({ branch_pattern }) => branch_pattern)).toEqual(['main', 'main', 'main']);
  });

  test('without the plan for it nobody approves, as the declaration said', () => {
    for (const environment of Object.values(environments(githubStack(team)))) {
      expect(environment).not.toHaveProperty('reviewers');
    }
  });
});

describe('variables', () => {
  const variables = (text: string, type: string): readonly unknown[] =>
    resources(text, type).map(({ variable_name: name, environment, value }) => [name, environment, value]);

  test('say which identity of Azure each job is, from the state of who deploys', () => {
    const stack = githubStack();
    const state = expect.stringMatching(/^\$\{data\.terraform_remote_state\..*plan_client_id/) as string;
    expect(variables(stack, 'github_actions_variable')).toEqual([['AZURE_PLAN_CLIENT_ID', undefined, state]]);
    const applies = ['apply-shared', 'apply-stage-dev', 'apply-stage-prod'].map((name) => [
      'AZURE_APPLY_CLIENT_ID',
      expect.stringContaining('github_repository_environment.') as string,
      expect.stringContaining(`apply_client_ids["${name}"]`) as string,
    ]);
    expect(variables(stack, 'github_actions_environment_variable')).toEqual(applies);
  });

  test('come from where that state is: a file on the first day, the storage ever after', () => {
    const backend = (stateBackend: 'local' | 'azurerm'): unknown =>
      dataOf(
        stackIn(synth({ fleet: { github } }, { firstDay: { stateBackend } }), 'github'),
        'terraform_remote_state',
      )[0];
    expect(backend('local')).toMatchObject({ backend: 'local', config: { path: '../../../state.tfstate' } });
    expect(backend('azurerm')).toMatchObject({ backend: 'azurerm', config: { key: 'state.tfstate' } });
  });
});

describe('the organisation', () => {
  const organisation = (stack: string): unknown => dataOf(stack, 'github_organization')[0];

  test('two factors and what members may do are asserted, by a token that can see it', () => {
    expect(organisation(githubStack())).toMatchObject({
      name: 'acme',
      summary_only: false,
      lifecycle: {
        postcondition: [
          { condition: '${self.two_factor_requirement_enabled == true}' },
          { condition: '${self.default_repository_permission == "none"}' },
          { condition: '${self.members_can_fork_private_repositories == false}' },
        ],
      },
    });
  });

  test('the repository waits for that', () => {
    expect(resources(githubStack(), 'github_repository')[0]).toMatchObject({
      depends_on: [expect.stringMatching(/^data\.github_organization\./)],
    });
  });

  test('what is done elsewhere is left out by name', () => {
    expect(organisation(githubStack({ without: ['two-factor-authentication'] }))).toMatchObject({
      lifecycle: { postcondition: { length: 2 } },
    });
    const neither = githubStack({ without: ['two-factor-authentication', 'organisation-settings'] });
    expect(organisation(neither)).toBeUndefined();
  });

  test('settings are written only when asked for, and never destroyed', () => {
    expect(resources(githubStack(), 'github_organization_settings')).toEqual([]);
    const stack = githubStack({ organisationSettings: { billingEmail: 'billing@acme.example' } });
    expect(resources(stack, 'github_organization_settings')).toEqual([
      expect.objectContaining({
        billing_email: 'billing@acme.example',
        default_repository_permission: 'none',
        members_can_fork_private_repositories: false,
        lifecycle: { prevent_destroy: true },
      }),
    ]);
    expect(JSON.parse(stack)).not.toHaveProperty('removed');
  });

  test('settings that leave the declaration are forgotten, not destroyed', () => {
    expect(JSON.parse(githubStack())).toMatchObject({
      removed: [{ from: 'github_organization_settings.organisation', lifecycle: { destroy: false } }],
    });
  });
});

describe("Flux's credential", () => {
  const publicKey = `ssh-ed25519 ${'A'.repeat(68)} flux`;

  test('is no key of the repository where it is a GitHub App', () => {
    expect(resources(githubStack(), 'github_repository_deploy_key')).toEqual([]);
  });

  test('a deploy key cannot write', () => {
    const publicKeys = { 'dev-weu': publicKey, 'prod-weu': publicKey };
    const stack = githubStack({ fluxCredential: { kind: 'deploy-key', publicKeys } });
    expect(resources(stack, 'github_repository_deploy_key')).toEqual([
      expect.objectContaining({ title: 'Flux on dev-weu', key: publicKey, read_only: true }),
      expect.objectContaining({ title: 'Flux on prod-weu', key: publicKey, read_only: true }),
    ]);
  });
});
