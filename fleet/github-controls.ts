import type { GithubPlan } from './resolved-fleet';

/** A control that not every owner can have: what goes lost without it, and who can have it for a private repository. */
interface GithubControlSpec {
  readonly lost: string;
  readonly plans: readonly GithubPlan[];
  /** What has to be bought besides. */
  readonly product?: string;
}

/**
 * What the plan of a repository's owner decides, for private repositories.
 *
 * Sources: https://docs.github.com/get-started/learning-about-github/githubs-plans and the notes on availability in
 * the pages on rulesets, push rulesets, environments and secret scanning.
 */
export const githubControls = {
  integrity: {
    lost: 'anybody who can write may push unsigned commits, rewrite the history and delete the default branch',
    plans: ['team', 'enterprise'],
  },
  review: {
    lost: 'nothing has to be reviewed, approved by code owners or judged by the policies before it reaches a cluster',
    plans: ['team', 'enterprise'],
  },
  tags: {
    lost: 'tags can be made, moved and deleted by anybody who can write',
    plans: ['team', 'enterprise'],
  },
  'push-rules': {
    lost: 'private keys and Terraform state can be pushed to any branch',
    plans: ['team', 'enterprise'],
  },
  environments: {
    lost: 'any branch can apply: identities are not bound to the default branch',
    plans: ['team', 'enterprise'],
  },
  'environment-reviewers': {
    lost: 'nobody approves an apply to production after its pull request was merged',
    plans: ['enterprise'],
  },
  'secret-scanning': {
    lost: 'credentials that are pushed are neither found nor refused',
    plans: ['team', 'enterprise'],
    product: 'GitHub Secret Protection',
  },
} as const satisfies Readonly<Record<string, GithubControlSpec>>;

/** A control that the plan decides. */
export type PlannedControl = keyof typeof githubControls;

/**
 * What `github.without` may name: what the plan decides, and what an organisation may have elsewhere (two factors at
 * its identity provider) or not at all (a personal account has no organisation settings).
 */
export type GithubControl = PlannedControl | 'two-factor-authentication' | 'organisation-settings';

export const githubControlNames: readonly string[] = [
  ...Object.keys(githubControls),
  'two-factor-authentication',
  'organisation-settings',
];

export function isPlannedControl(name: string): name is PlannedControl {
  return Object.hasOwn(githubControls, name);
}

/**
 * Whether the owner can have a control.
 *
 * @param secretProtection whether GitHub Secret Protection was bought
 */
export function planAllows(control: PlannedControl, plan: GithubPlan, secretProtection: boolean): boolean {
  const spec: GithubControlSpec = githubControls[control];
  return spec.plans.includes(plan) && (spec.product === undefined || secretProtection);
}

/** The controls that the owner cannot have, in the order of the table. */
export function lostControls(plan: GithubPlan, secretProtection: boolean): readonly PlannedControl[] {
  return Object.keys(githubControls)
    .filter(isPlannedControl)
    .filter((control) => !planAllows(control, plan, secretProtection));
}

/** One sentence: what goes lost, and what to do. */
export function lossOf(control: PlannedControl, plan: GithubPlan): string {
  const spec: GithubControlSpec = githubControls[control];
  const [lowest] = spec.plans;
  const buy =
    !spec.plans.includes(plan) || spec.product === undefined
      ? `take '${lowest}'`
      : `buy ${spec.product} and set github.secretProtection: true`;
  return (
    `github.plan '${plan}' goes without '${control}': ${spec.lost}; ` +
    `${buy}, or accept it by name: without: ['${control}']`
  );
}
