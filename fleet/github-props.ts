import { isCodeOwner, ownersOf, teamOf } from './code-owners';
import { type OwnedLayout, type RepositoryOwners, derivedCodeOwners } from './derived-code-owners';
import { type GithubProtectionProps, protectionProblems, resolveProtection } from './github-protection';
import { CodeOwner, GithubPlan, MergeMode, ResolvedGithub } from './resolved-fleet';

/** The repository that rules the fleet, and how it is protected. */
export interface GithubProps extends GithubProtectionProps {
  /** Organisation or user that owns the repository. */
  readonly owner: string;
  readonly repository: string;
  /**
   * Name of a GitHub Enterprise Server, for instance `github.acme.example`.
   *
   * @default 'github.com'
   */
  readonly host?: string;
  /** GitHub's plan of the owner: it decides what can be protected. */
  readonly plan: GithubPlan;
  /**
   * Who answers for what; CODEOWNERS is derived from it, by what each path reaches when it is rendered.
   *
   * @default - none: `codeOwners` says it all
   */
  readonly owners?: RepositoryOwners;
  /**
   * CODEOWNERS, after what `owners` gives: pattern to owners, the last match wins. Every production path must have an
   * owner.
   *
   * @default - what `owners` gives
   */
  readonly codeOwners?: Readonly<Record<string, readonly CodeOwner[]>>;
  /** @default 'main' */
  readonly defaultBranch?: string;
  /**
   * Approving reviews by people other than the author.
   *
   * @default 1
   */
  readonly approvals?: number;
  /**
   * `merge` keeps every author's own signature in the history.
   *
   * @default 'merge'
   */
  readonly mergeMode?: MergeMode;
  /**
   * Armoured OpenPGP public keys by file name (`web-flow.asc`): Flux refuses a head that none of them signed.
   *
   * @default - Flux does not verify signatures
   */
  readonly signingKeys?: Readonly<Record<string, string>>;
}

export function githubProblems(props: GithubProps): readonly string[] {
  const problems: string[] = [];
  if (!/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i.test(props.owner)) {
    problems.push(
      `github.owner '${props.owner}' is no GitHub account name; write the organisation's, e.g. 'acme'`,
    );
  }
  if (
    props.host !== undefined &&
    !/^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/.test(props.host)
  ) {
    problems.push(`github.host '${props.host}' is no host's name; write e.g. 'github.acme.example'`);
  }
  if (!/^[\w.-]{1,100}$/.test(props.repository) || /^\.{1,2}$/.test(props.repository)) {
    problems.push(
      `github.repository '${props.repository}' is no repository name; use letters, digits, '.', '-', '_'`,
    );
  }
  if (!(['free', 'team', 'enterprise'] as const).includes(props.plan)) {
    problems.push(`github.plan '${String(props.plan)}' is unknown; use 'free', 'team' or 'enterprise'`);
  }
  const approvals = props.approvals ?? 1;
  if (!Number.isInteger(approvals) || approvals < 1 || approvals > 6) {
    problems.push(
      `github.approvals ${approvals} is out of range; GitHub takes 1 to 6, and 0 would be no second pair of eyes`,
    );
  }
  problems.push(...protectionProblems(props, props.plan));
  if (props.owners === undefined && props.codeOwners === undefined) {
    problems.push(
      `github.owners is missing: nobody would own anything; write owners: { platform: ['@${props.owner}/platform'] }`,
    );
  }
  const roles: Readonly<Record<string, readonly CodeOwner[]>> = { ...props.owners };
  for (const [role, owners] of Object.entries(roles)) {
    if (owners.length === 0) problems.push(`github.owners.${role} is empty; name a team or leave it out`);
    for (const owner of owners) {
      if (!isCodeOwner(owner)) {
        problems.push(`github.owners.${role}: '${owner}' is no owner; write '@organisation/team' or '@user'`);
      }
    }
  }
  for (const [pattern, owners] of Object.entries(props.codeOwners ?? {})) {
    if (/[![\]\s]/.test(pattern)) {
      problems.push(
        `github.codeOwners pattern '${pattern}' uses '!', '[ ]' or a blank; CODEOWNERS has none of them`,
      );
    }
    if (owners.length === 0) {
      problems.push(
        `github.codeOwners pattern '${pattern}' has no owner, which takes the owners away; name a team`,
      );
    }
    for (const owner of owners) {
      if (!isCodeOwner(owner)) {
        problems.push(
          `github.codeOwners '${pattern}': '${owner}' is no owner; write '@organisation/team' or '@user'`,
        );
      }
    }
  }
  for (const [file, key] of Object.entries(props.signingKeys ?? {})) {
    if (!file.endsWith('.asc')) {
      problems.push(`github.signingKeys '${file}': Flux reads files that end in '.asc'; rename it`);
    }
    if (key.includes('PRIVATE KEY')) {
      problems.push(
        `github.signingKeys '${file}' holds a private key; export the public one with gpg --armor --export`,
      );
    } else if (!key.includes('BEGIN PGP PUBLIC KEY BLOCK')) {
      problems.push(
        `github.signingKeys '${file}' is no armoured public key; export it with gpg --armor --export`,
      );
    }
  }
  return problems;
}

/** The patterns of CODEOWNERS in the file's order. */
export function codeOwnersOf(
  { owners, codeOwners }: GithubProps,
  layout: OwnedLayout,
): Readonly<Record<string, readonly CodeOwner[]>> {
  const derived = owners === undefined ? {} : derivedCodeOwners(layout, owners);
  // A pattern that is declared comes after the derived ones, also where it is one of them.
  const kept = Object.entries(derived).filter(([pattern]) => codeOwners?.[pattern] === undefined);
  return { ...Object.fromEntries(kept), ...codeOwners };
}

export function resolveGithub(props: GithubProps, layout: OwnedLayout): ResolvedGithub {
  const codeOwners = codeOwnersOf(props, layout);
  const teams = (owners: readonly CodeOwner[]): readonly string[] => [
    ...new Set(owners.flatMap((owner) => teamOf(owner, props.owner) ?? [])),
  ];
  const host = props.host ?? 'github.com';
  const url = `https://${host}/${props.owner}/${props.repository}`;
  const protection = resolveProtection(props, props.plan);
  const production = layout.clusters.filter((cluster) => cluster.production);
  const ofProduction = production.flatMap(({ name }) =>
    ownersOf(layout.layout === 'single' ? 'cluster/x' : `cluster/${name}/x`, codeOwners),
  );
  const deploymentReviewers = props.deploymentReviewers ?? teams(ofProduction).slice(0, 6);
  return {
    ...protection,
    owner: props.owner,
    repository: props.repository,
    plan: props.plan,
    defaultBranch: props.defaultBranch ?? 'main',
    host,
    url,
    // A deploy key is an SSH key.
    sourceUrl: protection.fluxCredential.kind === 'deploy-key' ? url.replace('https://', 'ssh://git@') : url,
    approvals: props.approvals ?? 1,
    mergeMode: props.mergeMode ?? 'merge',
    codeOwners: new Map(Object.entries(codeOwners)),
    teams: [...new Set([...teams(Object.values(codeOwners).flat()), ...deploymentReviewers])].sort(),
    deploymentReviewers,
    signingKeys: new Map(Object.entries(props.signingKeys ?? {})),
  };
}
