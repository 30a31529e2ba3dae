/**
 * The fleet as it was meant: every default filled in, every address allocated, everything validated.
 *
 * It is plain, immutable data. `infra/` turns it into Azure and GitHub, `k8s/` into the content of the fleet
 * repository; neither of them looks at the constructs of the declaration.
 */

import type { ResolvedProtection } from './github-protection';
import type { GrantRole } from './grants/grant-rules';
import type { Control } from './hardening-controls';
import type { StateSecretException } from './state-secret-exception';

/** A name of one of the fleet's stages, in order of promotion, for instance `dev`. */
export type StageName = string;

/** One step of the promotion, for instance `staging`. */
export interface ResolvedStage {
  readonly name: StageName;
  /** The stage that a change passes before this one; none for the first. */
  readonly previous?: StageName;
  /** Whether the stage serves customers: its paths need code owners. The last stage is production by default. */
  readonly production: boolean;
}

/** What a GitHub plan can protect differs: https://docs.github.com/get-started/learning-about-github/githubs-plans */
export type GithubPlan = 'free' | 'team' | 'enterprise';

/** A GitHub team as CODEOWNERS writes it, for instance `@acme/platform`. */
export type CodeOwner = string;

/** How a pull request reaches the default branch. */
export type MergeMode = 'merge' | 'squash';

export interface ResolvedGithub extends ResolvedProtection {
  readonly owner: string;
  readonly repository: string;
  readonly plan: GithubPlan;
  readonly defaultBranch: string;
  /** `github.com`, or the name of a GitHub Enterprise Server. */
  readonly host: string;
  /** `https://<host>/<owner>/<repository>`. */
  readonly url: string;
  /** The address that Flux pulls from: `url`, or the same over SSH where a deploy key is its credential. */
  readonly sourceUrl: string;
  /** Approving reviews that a pull request needs from people other than its author. */
  readonly approvals: number;
  readonly mergeMode: MergeMode;
  /** CODEOWNERS patterns, in the file's order: the last one that matches wins. */
  readonly codeOwners: ReadonlyMap<string, readonly CodeOwner[]>;
  /** Team slugs that need write access, derived from the code owners of this organisation. */
  readonly teams: readonly string[];
  /** Slugs of the teams that approve an apply to production. */
  readonly deploymentReviewers: readonly string[];
  /** Armoured OpenPGP public keys that a commit must be signed with, by file name, for instance `web-flow.asc`. */
  readonly signingKeys: ReadonlyMap<string, string>;
}

export interface ResolvedAzure {
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** The region of what the fleet has once: state and, unless a cluster says otherwise, clusters. */
  readonly location: string;
  /** Where Terraform's state lives. One container a stack. */
  readonly state: { readonly resourceGroup: string; readonly storageAccount: string };
  /** Tags on every resource that can have them. */
  readonly tags: Readonly<Record<string, string>>;
  /** Object ids of Entra ID groups whose membership PIM limits in time. */
  readonly pimGroups: readonly string[];
  /** Whether the stack `hub` buys Microsoft Defender's plan for containers, for the whole subscription. */
  readonly defenderPlan: 'fleet' | 'elsewhere';
}

/** The shared part of a region: registry, logs, keys, egress, private DNS. */
export interface ResolvedHub {
  readonly location: string;
  /** The hub's own address space in CIDR notation, a /22. */
  readonly addressSpace: string;
  /** The ways out that the region's clusters take: a firewall is built, and artifacts are kept, where one asks. */
  readonly egress: readonly Egress[];
  /** Availability zones of the region; none where it has none. */
  readonly zones: readonly string[];
  readonly subnets: {
    /** Azure demands a subnet of this role for its firewall, at least a /26. */
    readonly firewall: string;
    readonly privateEndpoints: string;
  };
}

/** Who may reach the API server, and how. */
export type ApiServerAccess =
  { readonly mode: 'private' } | { readonly mode: 'public'; readonly authorizedIpRanges: readonly string[] };

/**
 * How a cluster reaches the internet. `firewall`: through the hub's, which lets pass what is listed. `nat-gateway`: by
 * an address of its own, to anywhere. `isolated`: not at all.
 */
export type Egress = 'firewall' | 'nat-gateway' | 'isolated';

/**
 * Where nodes come from. `autoscaler`: the declared pools grow and shrink. `auto-provisioning`: AKS makes machines of
 * the size that pending pods need (Karpenter), beside the system pool.
 */
export type NodeProvisioning = 'autoscaler' | 'auto-provisioning';

/** Software in a cluster that signs in to Azure as somebody, without a secret. */
export interface ResolvedWorkloadIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** How Flux arrives on a cluster and updates itself. */
export type FluxDelivery = 'aks-extension' | 'flux-operator' | 'bootstrap';

/** What keeps a cluster as Git says: Flux, by the way that it arrives, or Argo CD. */
export type Delivery = FluxDelivery | 'argo-cd';

/** A hardened default that is given up, by whom it was thought through and until when. */
export interface HardeningException {
  readonly control: Control;
  readonly reason: string;
  /** Absolute date, ISO 8601. */
  readonly expires: string;
}

/** The address plan of one cluster. CIDR notation throughout. */
export interface ResolvedNetwork {
  readonly addressSpace: string;
  readonly subnets: { readonly nodes: string; readonly apiServer: string; readonly privateEndpoints: string };
  /** Overlay addresses: not routed outside of the cluster, so the same in every cluster. */
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly dnsServiceIp: string;
}

export interface ResolvedNodePool {
  readonly name: string;
  readonly mode: 'System' | 'User';
  readonly vmSize: string;
  readonly minCount: number;
  readonly maxCount: number;
  readonly zones: readonly string[];
  readonly spot: boolean;
}

export interface ResolvedCluster {
  readonly name: string;
  readonly stage: ResolvedStage;
  /** `retiring`: on its way out, its statement is deleted one commit later. */
  readonly lifecycle: 'active' | 'retiring';
  readonly location: string;
  /** Minor version, for instance `1.34`; patches are Azure's. */
  readonly kubernetesVersion: string;
  readonly apiServer: ApiServerAccess;
  readonly delivery: Delivery;
  readonly egress: Egress;
  /** Azure's own managed Gatekeeper judges instead of the fleet's. */
  readonly azurePolicy: boolean;
  readonly nodeProvisioning: NodeProvisioning;
  readonly workloadIdentities: readonly ResolvedWorkloadIdentity[];
  readonly network: ResolvedNetwork;
  /** The first is the system pool. */
  readonly nodePools: readonly ResolvedNodePool[];
  /** The folder of the fleet repository that Flux starts from, for instance `./cluster/prod-weu`. */
  readonly entry: string;
  /** Object id of the Entra ID group that may administer the cluster; none: only by an access grant. */
  readonly administratorGroup?: string;
  /** Monthly budget in the subscription's currency; none: no budget resource. */
  readonly monthlyBudget?: number;
  readonly contact: ResolvedContact;
  readonly exceptions: readonly HardeningException[];
  /** Additional variables for `postBuild.substituteFrom` in every Kustomization of the cluster. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface ResolvedContact {
  readonly email?: string;
  readonly slack?: string;
}

/** Where a tenant's manifests come from. */
export type TenantSource =
  /** The tenant's own repository; Flux applies `path` of it, in which `${STAGE}` is the cluster's stage. */
  | { readonly kind: 'repository'; readonly url: string; readonly branch: string; readonly path: string }
  /** The fleet repository itself: the tenant's applications are declared beside it and synthesised. */
  | { readonly kind: 'fleet' };

/** One version of an application in one stage. */
export interface ResolvedRelease {
  readonly stage: StageName;
  /** Image reference, with tag and digest where pinned. */
  readonly image: string;
  readonly replicas: number;
}

/** A workload by the hardened path: Deployment, Service, network policy, disruption budget. */
export interface ResolvedApplication {
  readonly name: string;
  readonly owner: string;
  readonly securityLevel: string;
  /** Port that the container listens on, above 1023. */
  readonly port: number;
  /** One release for each stage that runs the application, in order of promotion. */
  readonly releases: readonly ResolvedRelease[];
  readonly resources: { readonly cpu: string; readonly memory: string };
}

/** What somebody may do, by RBAC's own names. */
export interface TenantRule {
  /** `''` is the core group. */
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  /** The only objects that it is about. @default - all */
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

export interface ResolvedTenant {
  readonly name: string;
  readonly namespace: string;
  readonly lifecycle: 'active' | 'retiring';
  readonly stages: readonly StageName[];
  readonly contact: ResolvedContact;
  readonly source: TenantSource;
  /** What Flux may do in its namespace. @default - Kubernetes' own ClusterRole `admin` */
  readonly rules?: readonly TenantRule[];
  /** Hosts on the internet that it needs, beside its source and the registries of its applications. */
  readonly egress: readonly string[];
  readonly applications: readonly ResolvedApplication[];
  /** Hard limits of the tenant's namespace, as Kubernetes quantities. */
  readonly quota: { readonly cpu: string; readonly memory: string; readonly pods: number };
}

/** What a person may do while a grant runs, from least to most. */
export type AccessRole = GrantRole;

export interface ResolvedAccessGrant {
  readonly name: string;
  readonly cluster: string;
  /** `writer` is for one namespace; the others are for the cluster when absent. */
  readonly namespace?: string;
  /** Object id of the Entra ID group that is made eligible. */
  readonly group: string;
  readonly role: AccessRole;
  /** Absolute, ISO 8601 in UTC. */
  readonly startsAt: string;
  /** Absolute, ISO 8601 in UTC; there is no grant without an end. */
  readonly endsAt: string;
  readonly reason: string;
  readonly ticket: string;
}

/** What Gatekeeper does with a violation. */
export type EnforcementAction = 'deny' | 'warn' | 'dryrun';

/** A policy of the catalogue put to work: one Gatekeeper constraint. */
export interface ConstraintSelection {
  /** The policy's id in the catalogue, for instance `privileged-container`. */
  readonly policy: string;
  /** The constraint's `metadata.name`. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the constraint covers of published standards. @default - nothing that is known */
  readonly controls?: readonly { readonly standard: string; readonly version: string; readonly id: string }[];
  /** Parameters in place of the constraint's own, by stage. @default - the same in every stage */
  readonly parametersIn?: Readonly<Record<StageName, Readonly<Record<string, unknown>>>>;
  /** The stages in which it is at all. @default - every one */
  readonly stages?: readonly StageName[];
  /** Names of namespaces, or their beginnings followed by `*`. @default - every one that is not left out */
  readonly namespaces?: readonly string[];
  /** Namespaces that are left out besides those of the platform. @default - none */
  readonly exceptNamespaces?: readonly string[];
  /** Of a policy of the user's: `spec.match`, as it was written. @default - what the policy is about */
  readonly match?: Readonly<Record<string, unknown>>;
}

/** A set of constraints for a standard. `policies/` makes them; anything of this shape will do. */
export interface PolicyPack {
  readonly id: string;
  readonly constraints: readonly ConstraintSelection[];
  /** By stage; a stage that is not named is denied. */
  readonly enforcement: Readonly<Record<StageName, EnforcementAction>>;
  /** External data providers of Gatekeeper that its policies ask. @default - none */
  readonly providers?: readonly ExternalDataProvider[];
  /** Policies that are not the catalogue's: k8s/ knows what they are. @default - none */
  readonly own?: readonly { readonly id: string; readonly kind: string }[];
}

/** An object of Gatekeeper's that says whom to ask. */
export interface ExternalDataProvider {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** A file that people and tools write beside the declaration. */
export interface DeclarationFile {
  /** Relative to the folder of `fleet.ts`, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface ResolvedFleet {
  readonly name: string;
  /** `single`: one cluster whose files are directly in `cluster/`, as `flux bootstrap --path=./cluster` wants. */
  readonly layout: 'multiple' | 'single';
  readonly github: ResolvedGithub;
  readonly azure: ResolvedAzure;
  readonly stages: readonly ResolvedStage[];
  readonly hubs: readonly ResolvedHub[];
  /** In order of declaration. */
  readonly clusters: readonly ResolvedCluster[];
  readonly tenants: readonly ResolvedTenant[];
  readonly accessGrants: readonly ResolvedAccessGrant[];
  readonly policies: readonly PolicyPack[];
  /** Secrets that Terraform's states may hold in clear. */
  readonly exceptions: readonly StateSecretException[];
  /** Whether objects may exclude themselves from policies by annotations. */
  readonly legacyExclusions: boolean;
  /** Accepted risks, as they stand in `.securitytower/acceptances/`. */
  readonly acceptances: readonly DeclarationFile[];
}
