import '../support/cdktf-matchers';

import { BranchProtection } from '@cdktf/provider-github/lib/branch-protection';
import { RepositoryRuleset } from '@cdktf/provider-github/lib/repository-ruleset';

import { githubControls, isPlannedControl, lostControls } from '../../fleet/github-controls';
import type { GithubProps } from '../../fleet/github-props';

import { census, containing, includes, parsed, problemsOf, resources, stackIn, synth } from './synth';

const github: GithubProps = {
  owner: 'acme',
  repository: 'fleet',
  plan: 'enterprise',
  approvals: 2,
  codeOwners: { '*': ['@acme/platform'], '/policies/': ['@acme/security'] },
};

function protection(props: Partial<GithubProps> = {}): string {
  return stackIn(synth({ fleet: { github: { ...github, ...props } } }), 'protection');
}

function ruleset(stack: string, name: string): Readonly<Record<string, unknown>> | undefined {
  return resources(stack, 'github_repository_ruleset').find((candidate) => candidate['name'] === name);
}

describe('rulesets', () => {
  const stack = protection();

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

  test('review: approvals, owners, last push, stale reviews, threads, checks of a pinned app on an up-to-date branch', () => {
    expect(stack).toHaveResourceWithProperties(RepositoryRuleset, {
      name: 'review',
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
      rules: {
        pull_request: {
          required_approving_review_count: 2,
          require_code_owner_review: true,
          require_last_push_approval: true,
          dismiss_stale_reviews_on_push: true,
          required_review_thread_resolution: true,
        },
        required_status_checks: {
          strict_required_status_checks_policy: true,
          do_not_enforce_on_create: true,
          required_check: [
            { context: 'policy', integration_id: 15368 },
            { context: 'synth', integration_id: 15368 },
          ],
        },
      },
    });
  });

  test('the gate can be an app of your own', () => {
    const own = protection({ requiredChecks: [{ context: 'fleetkeep', appId: 4711 }] });
    expect(ruleset(own, 'review')).toMatchObject({
      rules: { required_status_checks: { required_check: [{ context: 'fleetkeep', integration_id: 4711 }] } },
    });
  });

  test('tags stay where they are', () => {
    expect(ruleset(stack, 'immutable-tags')).toMatchObject({
      target: 'tag',
      enforcement: 'active',
      conditions: { ref_name: { include: ['~ALL'], exclude: [] } },
      rules: { update: true, deletion: true, non_fast_forward: true },
    });
  });

  test('tags are created by the release App only; without one, by nobody', () => {
    expect(ruleset(stack, 'tag-creation')).toMatchObject({ target: 'tag', rules: { creation: true } });
    expect(ruleset(stack, 'tag-creation')).not.toHaveProperty('bypass_actors');
    expect(ruleset(protection({ releaseAppId: 99 }), 'tag-creation')).toMatchObject({
      bypass_actors: [{ actor_type: 'Integration', actor_id: 99, bypass_mode: 'always' }],
    });
  });

  test('state and private keys cannot be pushed', () => {
    expect(ruleset(stack, 'push')).toMatchObject({
      target: 'push',
      enforcement: 'active',
      rules: {
        file_path_restriction: {
          restricted_file_paths: expect.arrayContaining([
            '**/*.tfstate',
            '**/id_ed25519',
            '**/*.pem',
          ]) as unknown,
        },
      },
    });
  });

  test('nobody passes any other ruleset, an app that releases neither', () => {
    const rulesets = resources(protection({ releaseAppId: 99 }), 'github_repository_ruleset');
    expect(rulesets).toHaveLength(5);
    expect(rulesets.filter((each) => 'bypass_actors' in each).map(({ name }) => name)).toEqual([
      'tag-creation',
    ]);
  });

  test('a linear history where pull requests are squashed', () => {
    expect(protection({ mergeMode: 'squash' })).toHaveResourceWithProperties(RepositoryRuleset, {
      name: 'integrity',
      rules: includes({ required_linear_history: true }),
    });
  });
});

describe('before anything is protected', () => {
  const stack = protection({ classicProtection: true });
  const checks = Object.values(parsed(stack).data?.['github_rest_api'] ?? {});

  test('main was found, signed', () => {
    expect(checks).toContainEqual(
      includes({
        endpoint: 'repos/acme/fleet/branches/main',
        lifecycle: {
          postcondition: [
            includes({ condition: '${self.code == 200}' }),
            includes({
              condition: '${try(jsondecode(self.body).commit.commit.verification.verified, false)}',
            }),
          ],
        },
      }),
    );
  });

  test('GitHub takes every line of CODEOWNERS', () => {
    expect(checks).toContainEqual(
      includes({
        endpoint: 'repos/acme/fleet/codeowners/errors?ref=main',
        lifecycle: {
          postcondition: [
            includes({ condition: '${self.code == 200}' }),
            includes({ condition: '${length(try(jsondecode(self.body).errors, ["unreadable"])) == 0}' }),
          ],
        },
      }),
    );
  });

  test('every team that owns something can approve', () => {
    const teams = Object.values(parsed(stack).data?.['github_team'] ?? {});
    expect(teams.map(({ slug }) => slug)).toEqual(['platform', 'security']);
    for (const team of teams) {
      expect(team).toMatchObject({
        lifecycle: { postcondition: [{ condition: '${length(self.members) >= 2}' }] },
      });
    }
  });

  test('every rule waits for all of that', () => {
    const rules = ['github_repository_ruleset', 'github_branch_protection'].flatMap((type) =>
      resources(stack, type),
    );
    expect(rules).toHaveLength(6);
    for (const rule of rules) {
      expect(rule['depends_on']).toEqual([
        containing('data.github_repository.'),
        containing('data.github_rest_api.'),
        containing('data.github_team.'),
        containing('data.github_team.'),
        containing('data.github_rest_api.'),
      ]);
    }
  });
});

describe('classic protection', () => {
  test('is off until the switch is on', () => {
    expect(resources(protection(), 'github_branch_protection')).toEqual([]);
  });

  test('says what the rulesets say, administrators included', () => {
    expect(protection({ classicProtection: true })).toHaveResourceWithProperties(BranchProtection, {
      pattern: 'main',
      enforce_admins: true,
      allows_deletions: false,
      allows_force_pushes: false,
      require_signed_commits: true,
      require_conversation_resolution: true,
      required_linear_history: false,
      required_pull_request_reviews: [
        {
          required_approving_review_count: 2,
          require_code_owner_reviews: true,
          require_last_push_approval: true,
          dismiss_stale_reviews: true,
        },
      ],
      required_status_checks: [{ strict: true, contexts: ['15368:policy', '15368:synth'] }],
    });
  });
});

describe('what a plan cannot do', () => {
  const problems = (props: Partial<GithubProps>): readonly string[] => problemsOf(() => protection(props));
  const every = Object.keys(githubControls).filter(isPlannedControl);

  test.each([
    ['enterprise', []],
    ['team', ['environment-reviewers', 'secret-scanning']],
    ['free', every],
  ] as const)('%s: each is an error that says what is lost, until it is accepted by name', (plan, lost) => {
    const said = problems({ plan });
    expect(said.map((problem) => /goes without '([\w-]+)'/.exec(problem)?.[1])).toEqual([...lost]);
    for (const control of lost) {
      expect(said.join('\n')).toContain(githubControls[control].lost);
      expect(said.join('\n')).toContain(`without: ['${control}']`);
    }
    expect(problems({ plan, without: lost })).toEqual([]);
  });

  test('secret scanning can be bought with team', () => {
    expect(problems({ plan: 'team', without: ['environment-reviewers'], secretProtection: true })).toEqual(
      [],
    );
    expect(problems({ plan: 'enterprise', secretProtection: false })).toEqual([
      containing('buy GitHub Secret Protection and set github.secretProtection: true'),
    ]);
  });

  test('what was accepted is not written', () => {
    const free = protection({ plan: 'free', without: lostControls('free', false), classicProtection: true });
    expect(resources(free, 'github_repository_ruleset')).toEqual([]);
    expect(resources(free, 'github_branch_protection')).toEqual([]);
  });

  test('production needs somebody who can approve it', () => {
    expect(problems({ codeOwners: { '*': ['@jane'] } })).toEqual([
      containing('nobody would approve an apply to production; name a team'),
    ]);
  });
});

test('tripwire: what protection is made of', () => {
  expect(census(protection())).toMatchSnapshot();
});
