import '../support/cdktf-matchers';

import { ActionsRepositoryPermissions } from '@cdktf/provider-github/lib/actions-repository-permissions';
import { Repository } from '@cdktf/provider-github/lib/repository';
import { RepositoryRuleset } from '@cdktf/provider-github/lib/repository-ruleset';
import { WorkflowRepositoryPermissions } from '@cdktf/provider-github/lib/workflow-repository-permissions';

import type { GithubProps } from '../../fleet/github-props';

import { census, containing, includes, parsed, resources, stackIn, synth } from './synth';

const github: GithubProps = {
  owner: 'acme',
  repository: 'fleet',
  plan: 'team',
  approvals: 2,
  codeOwners: { '*': ['@acme/platform'], '/policies/': ['@acme/security'] },
};

function stacksWith(props: Partial<GithubProps> = {}): ReadonlyMap<string, string> {
  return synth({ fleet: { github: { ...github, ...props } } });
}

describe('github', () => {
  const stack = stackIn(stacksWith(), 'github');

  test('the repository is private, empty and stays', () => {
    expect(stack).toHaveResourceWithProperties(Repository, {
      visibility: 'private',
      auto_init: false,
      archive_on_destroy: true,
      vulnerability_alerts: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  test('merge commits keep signatures; squash is a choice; rebase never', () => {
    const modes = (text: string): unknown => resources(text, 'github_repository')[0];
    expect(modes(stack)).toMatchObject({
      allow_merge_commit: true,
      allow_squash_merge: false,
      allow_rebase_merge: false,
    });
    expect(modes(stackIn(stacksWith({ mergeMode: 'squash' }), 'github'))).toMatchObject({
      allow_merge_commit: false,
      allow_squash_merge: true,
      allow_rebase_merge: false,
    });
  });

  test('workflows read only, and approve nothing', () => {
    expect(stack).toHaveResourceWithProperties(WorkflowRepositoryPermissions, {
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    });
    expect(stack).toHaveResourceWithProperties(ActionsRepositoryPermissions, { allowed_actions: 'selected' });
  });

  test('the owners of paths are visible teams that can write, no more', () => {
    expect(resources(stack, 'github_team').map(({ name, privacy }) => [name, privacy])).toEqual([
      ['platform', 'closed'],
      ['security', 'closed'],
    ]);
    const permissions = resources(stack, 'github_team_repository').map(({ permission }) => permission);
    expect(permissions).toEqual(['push', 'push']);
  });

  test('nothing writes content', () => {
    for (const text of stacksWith().values()) {
      expect(text).not.toMatch(/"github_(repository_file|branch|branch_default|issue|release)"/);
    }
  });

  test('tripwire: what the repository is made of', () => {
    expect(census(stack)).toMatchSnapshot();
  });
});

describe('protection', () => {
  const stack = stackIn(stacksWith(), 'protection');

  test('integrity: signed, never forced, never deleted', () => {
    expect(stack).toHaveResourceWithProperties(RepositoryRuleset, {
      name: 'integrity',
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      rules: includes({
        required_signatures: true,
        non_fast_forward: true,
        deletion: true,
        required_linear_history: false,
      }),
    });
  });

  test('review: approvals, owners, last push, stale reviews, threads', () => {
    expect(stack).toHaveResourceWithProperties(RepositoryRuleset, {
      name: 'review',
      rules: {
        pull_request: {
          required_approving_review_count: 2,
          require_code_owner_review: true,
          require_last_push_approval: true,
          dismiss_stale_reviews_on_push: true,
          required_review_thread_resolution: true,
        },
      },
    });
  });

  test('tags stay where they are', () => {
    expect(stack).toHaveResourceWithProperties(RepositoryRuleset, {
      target: 'tag',
      conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
      rules: { update: true, deletion: true, non_fast_forward: true },
    });
  });

  test('nobody passes any of them', () => {
    const rulesets = resources(stack, 'github_repository_ruleset');
    expect(rulesets).toHaveLength(3);
    for (const ruleset of rulesets) expect(ruleset).not.toHaveProperty('bypass_actors');
  });

  test('a linear history where pull requests are squashed', () => {
    expect(stackIn(stacksWith({ mergeMode: 'squash' }), 'protection')).toHaveResourceWithProperties(
      RepositoryRuleset,
      { name: 'integrity', rules: includes({ required_linear_history: true }) },
    );
  });

  test('nothing is protected before main was found, signed', () => {
    const head = Object.values(parsed(stack).data?.['github_rest_api'] ?? {})[0];
    expect(head).toMatchObject({
      endpoint: 'repos/acme/fleet/branches/main',
      lifecycle: {
        postcondition: [
          { condition: '${self.code == 200}' },
          { condition: '${try(jsondecode(self.body).commit.commit.verification.verified, false)}' },
        ],
      },
    });
    for (const ruleset of resources(stack, 'github_repository_ruleset')) {
      expect(ruleset['depends_on']).toEqual([
        containing('data.github_repository.'),
        containing('data.github_rest_api.'),
      ]);
    }
  });

  test('tripwire: what protection is made of', () => {
    expect(census(stack)).toMatchSnapshot();
  });
});
