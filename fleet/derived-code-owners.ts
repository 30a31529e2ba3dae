import type { CodeOwner } from './resolved-fleet';

/** Who answers for what. A team owns what it can judge; everything else is the platform's. */
export interface RepositoryOwners {
  readonly platform: readonly CodeOwner[];
  /** What production's clusters render, and the declaration that all of it comes from. @default - platform */
  readonly production?: readonly CodeOwner[];
  /** Policies, acceptances, keys and workflows. @default - production */
  readonly security?: readonly CodeOwner[];
  /** Access grants. @default - security */
  readonly access?: readonly CodeOwner[];
}

/** As much of a fleet as decides who owns which path. */
export interface OwnedLayout {
  readonly layout: 'multiple' | 'single';
  readonly clusters: readonly { readonly name: string; readonly production: boolean }[];
  readonly productionStages: readonly string[];
}

/** Files at the root of a project that decide what everything else becomes, whichever cluster it is for. */
const declarationFiles = [
  'fleet.ts',
  'fleet.lock.json',
  'infra.ts',
  'k8s.ts',
  'package.json',
  'package-lock.json',
  '.npmrc',
  'tsconfig.json',
  'cdktf.json',
  'cdk8s.yaml',
];

/** Folders of the repository with a part for each stage, and a base that all stages build on. */
const stagedFolders = [
  'infrastructure/controllers',
  'infrastructure/configs',
  'tenants',
  'tenants/applications/*',
];

/**
 * CODEOWNERS by what a path reaches when it is rendered: a base or an overlay of production's is production's, and so
 * is the declaration with its lock files. The last match wins.
 */
export function derivedCodeOwners(
  { layout, clusters, productionStages }: OwnedLayout,
  owners: RepositoryOwners,
): Readonly<Record<string, readonly CodeOwner[]>> {
  const { platform } = owners;
  const production = owners.production ?? platform;
  const security = owners.security ?? production;
  const access = owners.access ?? security;
  const reached = productionStages.length > 0 ? ['base', ...productionStages] : [];
  const produced = [
    ...clusters
      .filter((cluster) => cluster.production)
      .map(({ name }) => (layout === 'single' ? '/cluster/' : `/cluster/${name}/`)),
    ...stagedFolders.flatMap((folder) => reached.map((part) => `/${folder}/${part}/`)),
    ...declarationFiles.map((file) => `/${file}`),
  ];
  const secured = ['/policies/', '/catalogue/', '/keys/', '/.securitytower/', '/.phylake/'];
  return {
    '*': platform,
    ...Object.fromEntries(produced.map((pattern) => [pattern, production])),
    ...Object.fromEntries(secured.map((pattern) => [pattern, security])),
    '/.securitytower/grants/': access,
    // Last: nothing above may take the workflows and this file out of security's hands.
    '/.github/': security,
  };
}
