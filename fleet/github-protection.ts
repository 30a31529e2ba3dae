import {
  type GithubControl,
  githubControlNames,
  githubControls,
  isPlannedControl,
  planAllows,
} from './github-controls';
import { suggestion } from './names';
import type { GithubPlan } from './resolved-fleet';

/** A check that must be green, pinned to the app that may report it: else any token can post the status. */
export interface RequiredCheck {
  /** Name of the check run, for instance `policy`. */
  readonly context: string;
  /** Id of the GitHub App that reports it; 15368 is GitHub Actions. */
  readonly appId: number;
}

/** What Flux reads the repository with. Neither is a person's token, and neither can write. */
export type FluxCredential =
  /** A GitHub App with read access to contents; its key is a Secret of the cluster. */
  | { readonly kind: 'github-app' }
  /** Read-only deploy keys: cluster to OpenSSH public key. */
  | { readonly kind: 'deploy-key'; readonly publicKeys: Readonly<Record<string, string>> };

/** Settings of the organisation that Terraform may keep; without them they are read and asserted only. */
export interface OrganisationSettingsProps {
  /** GitHub wants it with every change. */
  readonly billingEmail: string;
}

/** How the repository is protected. Every default is the hardened one. */
export interface GithubProtectionProps {
  /**
   * What the declaration knowingly goes without, because the plan cannot do it or it is done elsewhere.
   *
   * @default - nothing: what the plan cannot do is an error that says what would be lost
   */
  readonly without?: readonly GithubControl[];
  /**
   * Whether GitHub Secret Protection (secret scanning of private repositories) is bought.
   *
   * @default - true with plan `enterprise`
   */
  readonly secretProtection?: boolean;
  /**
   * Classic branch protection beside the rulesets, for scanners that read only that (checkov, Trivy).
   *
   * @default false
   */
  readonly classicProtection?: boolean;
  /**
   * Checks that a pull request must pass, on a branch that is up to date.
   *
   * @default - the jobs `policy` and `synth` of the workflow that Fleetkeep writes, reported by GitHub Actions
   */
  readonly requiredChecks?: readonly RequiredCheck[];
  /**
   * Id of the only GitHub App that may create tags.
   *
   * @default - nobody creates tags
   */
  readonly releaseAppId?: number;
  /**
   * Slugs of the teams that approve an apply to production.
   *
   * @default - the teams that own production's paths
   */
  readonly deploymentReviewers?: readonly string[];
  /** @default - a GitHub App */
  readonly fluxCredential?: FluxCredential;
  /** @default - the organisation's settings are read and asserted, never written */
  readonly organisationSettings?: OrganisationSettingsProps;
  /**
   * Label of the runners of the workflows that Fleetkeep writes. GitHub's own reach neither a private state nor a
   * private API server: give one in a hub's network once state is private.
   *
   * @default 'ubuntu-24.04'
   */
  readonly runner?: string;
  /**
   * `existing` takes over a repository that is there already, by an import block.
   *
   * @default 'new'
   */
  readonly adopt?: 'new' | 'existing';
  /**
   * `existing` leaves the teams to whoever made them (an identity provider, another Terraform) and only grants access.
   *
   * @default 'managed'
   */
  readonly teamSource?: 'managed' | 'existing';
}

/** {@link GithubProtectionProps} with every default filled in. */
export interface ResolvedProtection {
  readonly without: ReadonlySet<GithubControl>;
  readonly secretProtection: boolean;
  readonly classicProtection: boolean;
  readonly requiredChecks: readonly RequiredCheck[];
  readonly releaseAppId?: number;
  readonly fluxCredential: FluxCredential;
  readonly organisationSettings?: OrganisationSettingsProps;
  readonly runner: string;
  readonly adopt: 'new' | 'existing';
  readonly teamSource: 'managed' | 'existing';
}

/** https://api.github.com/apps/github-actions */
export const githubActionsAppId = 15368;

/** The workflow's jobs that judge a pull request. */
export const defaultChecks: readonly RequiredCheck[] = [
  { context: 'policy', appId: githubActionsAppId },
  { context: 'synth', appId: githubActionsAppId },
];

/** GitHub's own. */
export const defaultRunner = 'ubuntu-24.04';

export function resolveProtection(props: GithubProtectionProps, plan: GithubPlan): ResolvedProtection {
  return {
    without: new Set(props.without),
    secretProtection: props.secretProtection ?? plan === 'enterprise',
    classicProtection: props.classicProtection ?? false,
    requiredChecks: props.requiredChecks ?? defaultChecks,
    releaseAppId: props.releaseAppId,
    fluxCredential: props.fluxCredential ?? { kind: 'github-app' },
    organisationSettings: props.organisationSettings,
    runner: props.runner ?? defaultRunner,
    adopt: props.adopt ?? 'new',
    teamSource: props.teamSource ?? 'managed',
  };
}

/** @returns what is wrong with the declaration itself; what a plan cannot do is judged when Terraform is synthesised */
export function protectionProblems(props: GithubProtectionProps, plan: GithubPlan): readonly string[] {
  return [
    ...withoutProblems(props, plan),
    ...checkProblems(props.requiredChecks ?? defaultChecks),
    ...(props.releaseAppId === undefined || isAppId(props.releaseAppId)
      ? []
      : [
          `github.releaseAppId ${props.releaseAppId} is no id of a GitHub App; it is a number on the App's page`,
        ]),
    ...(props.deploymentReviewers ?? [])
      .filter((slug) => !/^[a-z\d][\w-]*$/i.test(slug))
      .map((slug) => `github.deploymentReviewers '${slug}' is no slug of a team; write e.g. 'production'`),
    ...((props.deploymentReviewers ?? []).length > 6
      ? [`github.deploymentReviewers names ${props.deploymentReviewers?.length} teams; GitHub takes 6`]
      : []),
    ...(props.runner === undefined || /^[\w.-]+$/.test(props.runner)
      ? []
      : [`github.runner '${props.runner}' is no label of a runner; write e.g. 'ubuntu-24.04'`]),
    ...keyProblems(props.fluxCredential),
    ...(props.organisationSettings === undefined ||
    /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(props.organisationSettings.billingEmail)
      ? []
      : [
          `github.organisationSettings.billingEmail '${props.organisationSettings.billingEmail}' is no e-mail address; GitHub sends invoices to it`,
        ]),
  ];
}

function withoutProblems(props: GithubProtectionProps, plan: GithubPlan): readonly string[] {
  const secretProtection = props.secretProtection ?? plan === 'enterprise';
  return (props.without ?? []).flatMap((name: string) => {
    if (!githubControlNames.includes(name)) {
      return [`github.without '${name}' is no control${suggestion(name, githubControlNames)}`];
    }
    // Giving up what one can have would weaken the repository by a word in a list.
    if (isPlannedControl(name) && planAllows(name, plan, secretProtection)) {
      return [
        `github.without '${name}': plan '${plan}' can do it, and without it ${githubControls[name].lost}; take it out of the list`,
      ];
    }
    return [];
  });
}

function checkProblems(checks: readonly RequiredCheck[]): readonly string[] {
  if (checks.length === 0) {
    return [
      `github.requiredChecks is empty: nothing would judge a pull request; leave it out for the default`,
    ];
  }
  return checks.flatMap(({ context, appId }) => [
    ...(context.trim() === '' ? [`github.requiredChecks: a context is empty; write the check's name`] : []),
    ...(isAppId(appId)
      ? []
      : [
          `github.requiredChecks '${context}': appId ${appId} is no id of a GitHub App; GitHub Actions is ${githubActionsAppId}`,
        ]),
  ]);
}

function keyProblems(credential: FluxCredential | undefined): readonly string[] {
  if (credential?.kind !== 'deploy-key') return [];
  return Object.entries(credential.publicKeys).flatMap(([cluster, key]) => {
    if (/PRIVATE KEY/.test(key)) {
      return [
        `github.fluxCredential: the key of '${cluster}' is a private key, which never leaves the cluster; give the public one (*.pub)`,
      ];
    }
    return /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa) [A-Za-z\d+/]+={0,2}( .*)?$/.test(key.trim())
      ? []
      : [
          `github.fluxCredential: the key of '${cluster}' is no OpenSSH public key; make one with ssh-keygen -t ed25519`,
        ];
  });
}

function isAppId(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}
