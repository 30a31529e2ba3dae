import { RootConstruct } from 'constructs';

import { AccessGrant } from './access-grant';
import { AllocationLock, PoolExhaustedError, allocate, byName, remember } from './allocation';
import { AzureProps, azureProblems, resolveAzure } from './azure-props';
import { AddressRange, HeldRange, formatCidr, isPrivate, overlaps, parseCidr } from './cidr';
import { Cluster } from './cluster';
import { ownersOf } from './code-owners';
import { dayTwoProblems, fixedShapeOf } from './day-two';
import { Declaration } from './declaration';
import { exceptionTermProblems } from './exception-terms';
import { FleetValidationError } from './fleet-validation-error';
import type { OwnedLayout } from './derived-code-owners';
import { GithubProps, codeOwnersOf, githubProblems, resolveGithub } from './github-props';
import { overlappingGrants } from './grants/overlapping-grants';
import { isolatedTenantProblems } from './isolation';
import { isDnsLabel, suggestion } from './names';
import { clusterPrefix, defaultPodCidr, defaultServiceCidr, hubPrefix, planHub } from './network-plan';
import { placeOf, placedProblem } from './place';
import { zonesOf } from './regions';
import {
  DeclarationFile,
  Delivery,
  Egress,
  PolicyPack,
  ResolvedCluster,
  ResolvedFleet,
  ResolvedHub,
  ResolvedStage,
  StageName,
} from './resolved-fleet';
import { StageProps, reservedStageNames, resolveStages } from './stage';
import type { StateSecretException } from './state-secret-exception';
import { Tenant } from './tenant';

export interface FleetProps {
  readonly github: GithubProps;
  readonly azure: AzureProps;
  /** In order of promotion. */
  readonly stages: readonly (StageName | StageProps)[];
  /** What admission denies. @default - nothing: `check` then says that there is no policy */
  readonly policies?: readonly PolicyPack[];
  /**
   * Whether workloads and namespaces may exclude themselves from policies by the annotations of Syncier Security Tower,
   * `securitytower.io/policy.exclusion.<kind in lower case>: <reason>`. Such an exclusion has neither owner nor end:
   * `fleetkeep get acceptances` lists it as never ending. For the time of a migration.
   *
   * @default false
   */
  readonly legacyExclusions?: boolean;
  /**
   * `single` puts the files of the one cluster directly into `cluster/`.
   *
   * @default 'multiple'
   */
  readonly layout?: 'multiple' | 'single';
  /**
   * What keeps the clusters as Git says, of those that say nothing themselves.
   *
   * @default 'aks-extension' - Flux, by Azure's extension
   */
  readonly delivery?: Delivery;
  /**
   * Where clusters get their /20 from when they name none.
   *
   * @default '10.64.0.0/10' - room for 1,024 clusters
   */
  readonly addressSpace?: string;
  /**
   * Secrets that Terraform's state holds in clear: of resources that a project adds beside the fleet's own, and that know
   * no other way.
   *
   * @default - none
   */
  readonly exceptions?: readonly StateSecretException[];
}

/** Where hubs get their /22 from, one a region: 256 of them, below the clusters' default pool. */
const hubPool = '10.0.0.0/14';
const defaultClusterPool = '10.64.0.0/10';

/** Folders of the fleet repository that have a `base` and a part for each stage. */
const sharedFolders = [
  'policies/gatekeeper',
  'policies/templates',
  'policies/constraints',
  'infrastructure/controllers',
  'infrastructure/configs',
  'tenants',
];

/** The fleet and what was resolved of it, with the allocations to remember. */
export interface Resolution {
  readonly fleet: ResolvedFleet;
  readonly lock: AllocationLock;
}

/** The fleet, declared: clusters, tenants and access grants are statements below it. */
export class Fleet extends RootConstruct {
  readonly stages: readonly ResolvedStage[];
  private readonly origin = new Error();

  constructor(
    readonly name: string,
    readonly props: FleetProps,
  ) {
    super();
    this.stages = resolveStages(props.stages);
  }

  get clusters(): readonly Cluster[] {
    return this.node.children.filter((child) => child instanceof Cluster);
  }

  get tenants(): readonly Tenant[] {
    return this.node.children.filter((child) => child instanceof Tenant);
  }

  get accessGrants(): readonly AccessGrant[] {
    return this.node.children.filter((child) => child instanceof AccessGrant);
  }

  /**
   * Fills in defaults and allocates addresses. The same declaration and lock give the same answer for ever: neither
   * files nor the clock are read.
   *
   * @param acceptances files of accepted risks; k8s/ understands them, together with the policies
   * @throws FleetValidationError with every problem of the declaration
   */
  resolve(lock: AllocationLock, acceptances: readonly DeclarationFile[] = []): Resolution {
    const problems = [
      ...this.problems(),
      ...(acceptances.length > 0 ? this.acceptanceOwnerProblems() : []),
      ...this.node.findAll().flatMap((construct) => construct.node.validate()),
    ];
    const allocation = this.allocate(lock, problems);
    const resolved = this.resolveClusters(allocation?.clusters, lock, problems);
    if (problems.length > 0 || allocation === undefined) throw new FleetValidationError(problems);
    const { clusters, hubs } = allocation;
    const egresses = egressesByLocation(resolved);
    return {
      lock: {
        version: 1,
        clusters: remember(clusters),
        hubs: remember(hubs),
        fixed: byName(resolved.map((cluster) => [cluster.name, fixedShapeOf(cluster)] as const)),
      },
      fleet: {
        name: this.name,
        layout: this.props.layout ?? 'multiple',
        github: resolveGithub(this.props.github, this.ownedLayout()),
        azure: resolveAzure(this.props.azure, this.name),
        stages: this.stages,
        hubs: [...hubs].map(([location, range]): ResolvedHub =>
          planHub(
            location,
            range,
            egresses.get(location) ?? [],
            zonesOf(location, this.props.azure.regionsWithoutZones),
          ),
        ),
        clusters: resolved,
        tenants: this.tenants.map((tenant) => tenant.resolve()),
        accessGrants: this.accessGrants.map((grant) => grant.resolve()),
        policies: this.props.policies ?? [],
        exceptions: this.props.exceptions ?? [],
        legacyExclusions: this.props.legacyExclusions ?? false,
        acceptances,
      },
    };
  }

  /** Resolves the clusters that are in order, and adds what Azure cannot change of them to the problems. */
  private resolveClusters(
    ranges: ReadonlyMap<string, AddressRange> | undefined,
    lock: AllocationLock,
    problems: string[],
  ): readonly ResolvedCluster[] {
    const stages = new Map(this.stages.map((stage) => [stage.name, stage]));
    const single = this.props.layout === 'single';
    return this.clusters.flatMap((cluster) => {
      const stage = stages.get(cluster.props.stage);
      const range = cluster.explicitAddressSpace ?? ranges?.get(cluster.name);
      if (stage === undefined || range === undefined || cluster.node.validate().length > 0) return [];
      const resolved = cluster.resolve(stage, range, single);
      problems.push(
        ...dayTwoProblems(resolved, lock.fixed?.[cluster.name], this.props.azure.kubernetesVersions).map(
          (problem) => cluster.describe(problem),
        ),
      );
      return [resolved];
    });
  }

  /** `fleet.ts:12: fleet 'acme': <problem>`. */
  private describe(problem: string): string {
    return placedProblem(placeOf(this.origin), 'fleet', this.name, problem);
  }

  /** Gives ranges to hubs and clusters, and adds what overlaps to the problems. */
  private allocate(lock: AllocationLock, problems: string[]) {
    const pool = parseCidr(this.props.addressSpace ?? defaultClusterPool);
    const hubRange = parseCidr(hubPool);
    if (pool === undefined || hubRange === undefined) return undefined;
    const explicit = this.clusters.flatMap((cluster) => cluster.explicitAddressSpace ?? []);
    try {
      const hubs = allocate({
        names: [...new Set(this.clusters.map((cluster) => cluster.location))],
        remembered: lock.hubs,
        taken: explicit,
        pool: hubRange,
        size: 2 ** (32 - hubPrefix),
      });
      const clusters = allocate({
        names: [
          ...new Set(
            this.clusters.flatMap((cluster) =>
              cluster.props.addressSpace === undefined ? cluster.name : [],
            ),
          ),
        ],
        remembered: lock.clusters,
        taken: [...explicit, ...hubs.values()],
        pool,
        size: 2 ** (32 - clusterPrefix.allocated),
      });
      problems.push(...this.overlapProblems(clusters, hubs));
      return { clusters, hubs };
    } catch (error) {
      if (!(error instanceof PoolExhaustedError)) throw error;
      problems.push(
        this.describe(`${error.message} in ${formatCidr(pool)}; give the fleet a larger addressSpace`),
      );
      return undefined;
    }
  }

  private overlapProblems(
    clusters: ReadonlyMap<string, AddressRange>,
    hubs: ReadonlyMap<string, AddressRange>,
  ): readonly string[] {
    const hubHolder = (location: string, range: AddressRange): HeldRange => ({
      ...range,
      holder: `the hub of ${location} (${formatCidr(range)})`,
    });
    const networks: readonly (HeldRange & { readonly cluster?: Cluster })[] = [
      ...[...hubs].map(([location, range]) => hubHolder(location, range)),
      // A second cluster of the same name is a problem of its own, and holds the range of the first.
      ...[...new Map(this.clusters.map((cluster) => [cluster.name, cluster])).values()].flatMap((cluster) =>
        cluster.heldRanges(clusters.get(cluster.name)).map((range) => ({ ...range, cluster })),
      ),
    ];
    const between = overlaps(networks).map(([left, right]) => {
      const place = (right.cluster ?? left.cluster)?.declaredAt;
      const problem = `${right.holder} overlaps ${left.holder}; give one of them another addressSpace`;
      return place === undefined ? problem : `${place}: ${problem}`;
    });
    const within = this.clusters.flatMap((cluster) => {
      const { podCidr = defaultPodCidr, serviceCidr = defaultServiceCidr } = cluster.props;
      const hub = hubs.get(cluster.location);
      const ranges: HeldRange[] = [
        ...(hub === undefined ? [] : [hubHolder(cluster.location, hub)]),
        ...cluster.heldRanges(clusters.get(cluster.name)),
      ];
      for (const [field, text] of Object.entries({ podCidr, serviceCidr })) {
        const range = parseCidr(text);
        if (range !== undefined) ranges.push({ ...range, holder: `${field} (${text})` });
      }
      return overlaps(ranges)
        .filter((pair) => pair.some((range) => /^(pod|service)Cidr/.test(range.holder)))
        .map(([left, right]) =>
          cluster.describe(`${right.holder} overlaps ${left.holder}; choose another range`),
        );
    });
    return [...between, ...within];
  }

  private problems(): readonly string[] {
    const { github, azure, addressSpace } = this.props;
    const problems: string[] = [];
    if (!isDnsLabel(this.name, 24)) {
      problems.push(`the name would be refused; use 1 to 24 lower-case letters, digits and inner hyphens`);
    }
    problems.push(...githubProblems(github), ...azureProblems(azure));
    const pool = addressSpace === undefined ? undefined : parseCidr(addressSpace);
    if (addressSpace !== undefined && (pool === undefined || !isPrivate(pool))) {
      problems.push(
        `addressSpace '${addressSpace}' is no private CIDR range; write e.g. '${defaultClusterPool}'`,
      );
    }
    if (this.clusters.length === 0) problems.push(`has no cluster; add one with new Cluster(fleet, …)`);
    if (this.props.layout === 'single' && this.clusters.length > 1) {
      problems.push(
        `layout 'single' has room for one cluster, ${this.clusters.length} are declared ` +
          `(${this.clusters.map((cluster) => cluster.name).join(', ')}); leave the layout out`,
      );
    }
    problems.push(
      ...this.stageProblems(),
      ...this.policyProblems(),
      ...this.codeOwnerProblems(),
      ...this.deployKeyProblems(),
      ...(this.props.exceptions ?? []).flatMap(exceptionTermProblems),
    );
    return [
      ...problems.map((problem) => this.describe(problem)),
      ...duplicates(this.clusters),
      ...duplicates(this.tenants),
      ...duplicates(this.accessGrants),
      ...this.grantProblems(),
      ...duplicates(this.tenants.flatMap((tenant) => tenant.applications)),
      ...this.namespaceProblems(),
      ...this.isolationProblems(),
    ];
  }

  private stageProblems(): readonly string[] {
    const problems: string[] = [];
    if (this.stages.length === 0) problems.push(`has no stage; write stages: ['dev', 'staging', 'prod']`);
    const seen = new Set<string>();
    for (const { name } of this.stages) {
      if (!isDnsLabel(name))
        problems.push(`stage '${name}' is no folder's name; use lower-case letters and digits`);
      if (reservedStageNames.includes(name))
        problems.push(`stage '${name}' is a folder's name of its own; choose another`);
      if (seen.has(name)) problems.push(`stage '${name}' is there twice; remove one`);
      seen.add(name);
    }
    return problems;
  }

  private policyProblems(): readonly string[] {
    const stages = this.stages.map((stage) => stage.name);
    const problems: string[] = [];
    const names = new Map<string, { readonly pack: string; readonly text: string }>();
    const packs = new Set<string>();
    for (const pack of this.props.policies ?? []) {
      if (packs.has(pack.id)) problems.push(`policies '${pack.id}': the pack is there twice; remove one`);
      packs.add(pack.id);
      for (const stage of Object.keys(pack.enforcement)) {
        if (!stages.includes(stage)) {
          problems.push(
            `policies '${pack.id}': enforcement of stage '${stage}', which is unknown${suggestion(stage, stages)}`,
          );
        }
      }
      for (const { name, policy, parameters, ...scope } of pack.constraints) {
        const { parametersIn = {}, stages: own = [] } = scope;
        for (const stage of new Set([...Object.keys(parametersIn), ...own])) {
          if (!stages.includes(stage)) {
            problems.push(
              `policies '${pack.id}': constraint '${name}' of stage '${stage}', which is unknown${suggestion(stage, stages)}`,
            );
          }
        }
        const text = JSON.stringify([policy, parameters, parametersIn, own]);
        // Constraints are kinds of their own: two policies may each have one of a name.
        const key = `${policy}/${name}`;
        const other = names.get(key);
        // What two packs want alike they share.
        if (other !== undefined && other.text !== text) {
          problems.push(
            `policies '${pack.id}': constraint '${name}' is in '${other.pack}' already, with other parameters; leave one of the packs out`,
          );
        }
        names.set(key, other ?? { pack: pack.id, text });
      }
    }
    return problems;
  }

  private ownedLayout(): OwnedLayout {
    const productionStages = this.stages.flatMap((stage) => (stage.production ? stage.name : []));
    return {
      layout: this.props.layout ?? 'multiple',
      productionStages,
      clusters: this.clusters.map(({ name, props }) => ({
        name,
        production: productionStages.includes(props.stage),
      })),
    };
  }

  /** Keys of clusters that are not there would be credentials that nobody watches. */
  private deployKeyProblems(): readonly string[] {
    const { fluxCredential: credential } = this.props.github;
    if (credential?.kind !== 'deploy-key') return [];
    const names = this.clusters.map(({ name }) => name);
    return [
      ...Object.keys(credential.publicKeys)
        .filter((name) => !names.includes(name))
        .map(
          (name) =>
            `github.fluxCredential: a key of cluster '${name}', which is unknown${suggestion(name, names)}`,
        ),
      ...names
        .filter((name) => credential.publicKeys[name] === undefined)
        .map(
          (name) =>
            `github.fluxCredential: cluster '${name}' has no public key; make one with ssh-keygen -t ed25519`,
        ),
    ];
  }

  /** A production path without an owner could be changed without a second pair of eyes that knows it. */
  private codeOwnerProblems(): readonly string[] {
    const production = this.stages.flatMap((stage) => (stage.production ? stage.name : []));
    const clusters = this.clusters.filter((cluster) => production.includes(cluster.props.stage));
    if (clusters.length === 0) return [];
    const ofClusters = clusters.map((cluster) => ({
      folder: this.props.layout === 'single' ? '/cluster/' : `/cluster/${cluster.name}/`,
      reader: `cluster '${cluster.name}'`,
    }));
    const shared = sharedFolders.flatMap((folder) =>
      ['base', ...production].map((part) => ({
        folder: `/${folder}/${part}/`,
        reader: 'every production cluster',
      })),
    );
    const codeOwners = codeOwnersOf(this.props.github, this.ownedLayout());
    return [...ofClusters, ...shared]
      .filter(({ folder }) => ownersOf(`${folder.slice(1)}x`, codeOwners).length === 0)
      .map(
        ({ folder, reader }) =>
          `github.codeOwners: nobody owns '${folder}', which ${reader} reads; ` +
          `add '${folder}': ['@${this.props.github.owner}/…']`,
      );
  }

  /** A risk is accepted by the review of a code owner: without one anybody's review would do. */
  private acceptanceOwnerProblems(): readonly string[] {
    const folder = '.securitytower/acceptances/';
    const codeOwners = codeOwnersOf(this.props.github, this.ownedLayout());
    if (ownersOf(`${folder}x`, codeOwners).length > 0) return [];
    return [
      this.describe(
        `github.codeOwners: nobody owns '/${folder}', so nobody approves accepted risks; ` +
          `add '/${folder}': ['@${this.props.github.owner}/…']`,
      ),
    ];
  }

  private grantProblems(): readonly string[] {
    return overlappingGrants(this.accessGrants).map(({ grant, earlier, until }) => {
      const { group, role, cluster } = grant.props;
      return grant.describe(
        `group '${group}' has role '${role}' on cluster '${cluster}' by grant '${earlier.name}' until ${until} already; extend that one, or start this one then`,
      );
    });
  }

  private isolationProblems(): readonly string[] {
    // One isolated cluster of a stage stands for all of them.
    const isolated = new Map(
      this.clusters.flatMap(({ name, egress, props }) =>
        egress === 'isolated' ? [[props.stage, name] as const] : [],
      ),
    );
    return this.tenants.flatMap((tenant) =>
      [...isolated].flatMap(([stage, cluster]) =>
        isolatedTenantProblems(tenant, cluster, stage).map((problem) => tenant.describe(problem)),
      ),
    );
  }

  private namespaceProblems(): readonly string[] {
    const holders = new Map<string, Tenant>();
    return this.tenants.flatMap((tenant) => {
      const holder = holders.get(tenant.namespace);
      holders.set(tenant.namespace, holder ?? tenant);
      if (holder === undefined || holder.name === tenant.name) return [];
      return [
        tenant.describe(
          `namespace '${tenant.namespace}' is tenant '${holder.name}''s already; choose another`,
        ),
      ];
    });
  }
}

function egressesByLocation(clusters: readonly ResolvedCluster[]): ReadonlyMap<string, readonly Egress[]> {
  const found = new Map<string, Set<Egress>>();
  for (const { location, egress } of clusters) {
    found.set(location, (found.get(location) ?? new Set()).add(egress));
  }
  return new Map([...found].map(([location, egresses]) => [location, [...egresses].sort()]));
}

function duplicates(declarations: readonly Declaration[]): readonly string[] {
  const seen = new Set<string>();
  return declarations.flatMap((declaration) => {
    const again = seen.has(declaration.name);
    seen.add(declaration.name);
    return again ? [declaration.describe('is declared twice; give one of them another name')] : [];
  });
}
