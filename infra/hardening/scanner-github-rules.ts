/** A rule of checkov's over GitHub, and how the stacks `github` and `protection` stand to it. */
export interface GithubRule {
  /** For instance `CKV_GIT_1`. */
  readonly id: string;
  /** The rule's own words. */
  readonly check: string;
  /**
   * `passes`: judged by default. `with-classic-protection`: it reads no rulesets, so it is judged, and passes, only with
   * `github.classicProtection`. `nothing-to-judge`: the stacks have no resource of the kind.
   */
  readonly holds: 'passes' | 'with-classic-protection' | 'nothing-to-judge';
  readonly reason: string;
}

/** All that checkov has: none fails. */
export const githubRules: readonly GithubRule[] = [
  {
    id: 'CKV_GIT_1',
    check: 'The repository is private',
    holds: 'passes',
    reason: 'It is, always.',
  },
  {
    id: 'CKV_GIT_2',
    check: 'Webhooks do not use insecure SSL',
    holds: 'nothing-to-judge',
    reason: 'There is no webhook: Flux pulls.',
  },
  {
    id: 'CKV_GIT_3',
    check: 'The repository has vulnerability alerts enabled',
    holds: 'passes',
    reason: 'With security updates by Dependabot.',
  },
  {
    id: 'CKV_GIT_4',
    check: 'Secrets of environments, organisations and repositories are encrypted',
    holds: 'nothing-to-judge',
    reason: 'There is no secret: workflows sign in by OIDC, and synth refuses one in clear.',
  },
  {
    id: 'CKV_GIT_5',
    check: 'Pull requests take at least two approvals',
    holds: 'with-classic-protection',
    reason: 'The example fleet asks for two, by a ruleset, which the rule does not read.',
  },
  {
    id: 'CKV_GIT_6',
    check: 'All commits are signed',
    holds: 'with-classic-protection',
    reason: 'A ruleset asks for it, which the rule does not read.',
  },
  {
    id: 'CKV2_GIT_1',
    check: 'The repository has branch protection associated',
    holds: 'passes',
    reason: 'By rulesets.',
  },
];
