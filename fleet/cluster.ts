import { isLocation } from './azure-props';
import { AddressRange, formatCidr, isPrivate, parseCidr, prefixLength } from './cidr';
import { Declaration } from './declaration';
import { exceptionTermProblems } from './exception-terms';
import type { Fleet } from './fleet';
import { type Control, controls, isControl } from './hardening-controls';
import { isolationProblems } from './isolation';
import { isDnsLabel, isUuid, suggestion } from './names';
import { clusterPrefix, defaultPodCidr, defaultServiceCidr, planNetwork } from './network-plan';
import { allZones, zonesOf } from './regions';
import {
  ApiServerAccess,
  Delivery,
  Egress,
  HardeningException,
  NodeProvisioning,
  ResolvedCluster,
  ResolvedContact,
  ResolvedNodePool,
  ResolvedStage,
} from './resolved-fleet';

export interface NodePoolProps {
  /** Linux pools have names of at most 12 lower-case letters and digits, beginning with a letter. */
  readonly name: string;
  readonly vmSize: string;
  /** @default 2 */
  readonly minCount?: number;
  /** @default 5 */
  readonly maxCount?: number;
  /** @default - the cluster's zones */
  readonly zones?: readonly string[];
  /**
   * Machines that Azure may take back at any time, for less money.
   *
   * @default false
   */
  readonly spot?: boolean;
}

/** A managed identity that one Kubernetes service account signs in as. Its rights are given by whom it works for. */
export interface WorkloadIdentityProps {
  /** 3 to 24 lower-case letters, digits and hyphens. */
  readonly name: string;
  readonly namespace: string;
  /** @default - the identity's name */
  readonly serviceAccount?: string;
}

export interface ClusterProps {
  /** Name of one of the fleet's stages. */
  readonly stage: string;
  /** Minor version, for instance `1.34`. */
  readonly kubernetesVersion: string;
  /** @default - the fleet's `azure.location` */
  readonly location?: string;
  /**
   * A cluster is `retiring` for one commit before its statement is deleted.
   *
   * @default 'active'
   */
  readonly lifecycle?: 'active' | 'retiring';
  /**
   * Who reaches the API server.
   *
   * @default - private: only the fleet's own networks
   */
  readonly apiServer?: ApiServerAccess;
  /** @default - the fleet's */
  readonly delivery?: Delivery;
  /**
   * How the cluster reaches the internet.
   *
   * @default 'firewall' - through the hub's firewall, to what it lists
   */
  readonly egress?: Egress;
  /**
   * Lets the Azure Policy add-on judge. It brings a managed Gatekeeper, which Azure does not support beside one that
   * was installed otherwise: the fleet's own stays away from this cluster, which takes an exception to
   * `fleet-gatekeeper`.
   *
   * @default false
   */
  readonly azurePolicy?: boolean;
  /**
   * Where nodes come from.
   *
   * @default 'autoscaler'
   */
  readonly nodeProvisioning?: NodeProvisioning;
  /**
   * Identities in Azure for service accounts of the cluster, without a secret.
   *
   * @default - none
   */
  readonly workloadIdentities?: readonly WorkloadIdentityProps[];
  /**
   * A /16 to /24 of the private ranges.
   *
   * @default - a /20 of the fleet's pool, remembered in `fleet.lock.json`
   */
  readonly addressSpace?: string;
  /** @default '192.168.0.0/16' */
  readonly podCidr?: string;
  /** @default '172.20.0.0/16' */
  readonly serviceCidr?: string;
  /**
   * Machine size of the system pool.
   *
   * @default 'Standard_D4ds_v5'
   */
  readonly systemVmSize?: string;
  /**
   * Availability zones that machines are spread over; `[]` for a region that has none.
   *
   * @default ['1', '2', '3']
   */
  readonly zones?: readonly string[];
  /** @default - one pool `apps` of Standard_D4ds_v5 over three zones */
  readonly nodePools?: readonly NodePoolProps[];
  /**
   * Object id of an Entra ID group that administers the cluster.
   *
   * @default - nobody: administration takes an access grant
   */
  readonly administratorGroup?: string;
  /** @default - no budget */
  readonly monthlyBudget?: number;
  /** @default - the fleet's platform team is not named */
  readonly contact?: ResolvedContact;
  /** Hardened defaults that this cluster goes without. @default - none */
  readonly exceptions?: readonly HardeningException[];
  /** Variables for the cluster's Kustomizations. @default - none beside the fleet's own */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Longest name that Azure takes as the DNS prefix of a managed cluster. */
const maximumNameLength = 54;
const defaultVmSize = 'Standard_D4ds_v5';
const deliveries: readonly Delivery[] = ['aks-extension', 'flux-operator', 'bootstrap', 'argo-cd'];

/**
 * One AKS cluster of the fleet. This statement is all that it takes to add one.
 *
 * @example
 * new Cluster(fleet, 'prod-weu', { stage: 'prod', kubernetesVersion: '1.34' });
 */
export class Cluster extends Declaration {
  constructor(
    private readonly fleet: Fleet,
    name: string,
    readonly props: ClusterProps,
  ) {
    super(fleet, 'cluster', name);
  }

  get location(): string {
    return this.props.location ?? this.fleet.props.azure.location;
  }

  get delivery(): Delivery {
    return this.props.delivery ?? this.fleet.props.delivery ?? 'aks-extension';
  }

  get egress(): Egress {
    return this.props.egress ?? 'firewall';
  }

  private get nodePools(): readonly ResolvedNodePool[] {
    const { props } = this;
    const { zones = allZones } = props;
    return [
      systemPool(props, zones),
      ...(props.nodePools ?? defaultPools(props)).map((pool) => userPool(pool, zones)),
    ];
  }

  /** The range chosen by hand; undefined when the fleet allocates one, or when what was given is none. */
  get explicitAddressSpace(): AddressRange | undefined {
    return this.props.addressSpace === undefined ? undefined : parseCidr(this.props.addressSpace);
  }

  /** @param addressSpace chosen or allocated */
  resolve(stage: ResolvedStage, addressSpace: AddressRange, single: boolean): ResolvedCluster {
    const { props } = this;
    return {
      name: this.name,
      stage,
      lifecycle: props.lifecycle ?? 'active',
      location: this.location,
      kubernetesVersion: props.kubernetesVersion,
      apiServer: props.apiServer ?? { mode: 'private' },
      delivery: this.delivery,
      egress: this.egress,
      azurePolicy: props.azurePolicy ?? false,
      nodeProvisioning: props.nodeProvisioning ?? 'autoscaler',
      workloadIdentities: (props.workloadIdentities ?? []).map(
        ({ name, namespace, serviceAccount = name }) => ({
          name,
          namespace,
          serviceAccount,
        }),
      ),
      network: planNetwork(
        addressSpace,
        props.podCidr ?? defaultPodCidr,
        props.serviceCidr ?? defaultServiceCidr,
      ),
      nodePools: this.nodePools,
      entry: single ? './cluster' : `./cluster/${this.name}`,
      administratorGroup: props.administratorGroup,
      monthlyBudget: props.monthlyBudget,
      contact: props.contact ?? {},
      exceptions: props.exceptions ?? [],
      variables: props.variables ?? {},
    };
  }

  protected override problems(): readonly string[] {
    return [
      ...this.nameProblems(),
      ...this.placeProblems(),
      ...this.networkProblems(),
      ...this.accessProblems(),
      ...this.nodePoolProblems(),
      ...this.zoneProblems(),
      ...this.exceptionProblems(),
      ...this.choiceProblems(),
      ...this.workloadIdentityProblems(),
      ...this.variableProblems(),
    ];
  }

  private nameProblems(): readonly string[] {
    if (isDnsLabel(this.name, maximumNameLength)) return [];
    return [
      `Azure and Kubernetes would refuse the name '${this.name}' (${this.name.length} characters); ` +
        `use 1 to ${maximumNameLength} lower-case letters, digits and inner hyphens`,
    ];
  }

  private placeProblems(): readonly string[] {
    const { stage, kubernetesVersion, lifecycle } = this.props;
    const { delivery } = this;
    const problems: string[] = [];
    const stages = this.fleet.stages.map((known) => known.name);
    if (!stages.includes(stage)) problems.push(`stage '${stage}' is unknown${suggestion(stage, stages)}`);
    if (!/^1\.\d{1,2}$/.test(kubernetesVersion ?? '')) {
      problems.push(
        `kubernetesVersion '${kubernetesVersion}' is no minor version; write it like '1.34', patches are Azure's`,
      );
    }
    if (!isLocation(this.location)) {
      problems.push(`location '${this.location}' is no region; write it as Azure does, e.g. 'northeurope'`);
    }
    if (!deliveries.includes(delivery)) {
      problems.push(`delivery '${String(delivery)}' is unknown${suggestion(String(delivery), deliveries)}`);
    }
    if (lifecycle !== undefined && !['active', 'retiring'].includes(lifecycle)) {
      problems.push(`lifecycle '${String(lifecycle)}' is unknown; use 'active' or 'retiring'`);
    }
    return problems;
  }

  private networkProblems(): readonly string[] {
    const { addressSpace, podCidr = defaultPodCidr, serviceCidr = defaultServiceCidr } = this.props;
    const problems: string[] = [];
    const space = addressSpace === undefined ? undefined : parseCidr(addressSpace);
    if (addressSpace !== undefined) {
      if (space === undefined) {
        problems.push(
          `addressSpace '${addressSpace}' is no CIDR range; write its first address, e.g. '10.80.0.0/20'`,
        );
      } else if (!isPrivate(space)) {
        problems.push(
          `addressSpace '${addressSpace}' is not in a private range (RFC 1918); take one of 10.0.0.0/8`,
        );
      } else if (
        prefixLength(space) < clusterPrefix.shortest ||
        prefixLength(space) > clusterPrefix.longest
      ) {
        problems.push(
          `addressSpace '${addressSpace}' is a /${prefixLength(space)}; ` +
            `take a /${clusterPrefix.shortest} to /${clusterPrefix.longest}`,
        );
      }
    }
    for (const [field, text] of Object.entries({ podCidr, serviceCidr })) {
      if (parseCidr(text) === undefined) {
        problems.push(`${field} '${text}' is no CIDR range; write its first address, e.g. '172.20.0.0/16'`);
      }
    }
    return problems;
  }

  private accessProblems(): readonly string[] {
    const { apiServer, administratorGroup, monthlyBudget } = this.props;
    const problems: string[] = [];
    if (apiServer?.mode === 'public') {
      if (apiServer.authorizedIpRanges.length === 0) {
        problems.push(
          `apiServer is public without authorizedIpRanges, open to the world; list your networks`,
        );
      }
      for (const text of apiServer.authorizedIpRanges) {
        const range = parseCidr(text);
        if (range === undefined) {
          problems.push(
            `apiServer.authorizedIpRanges '${text}' is no CIDR range; write e.g. '203.0.113.0/28'`,
          );
        } else if (prefixLength(range) < 8) {
          problems.push(
            `apiServer.authorizedIpRanges '${text}' opens the API server to the world; name your networks`,
          );
        }
      }
    }
    if (administratorGroup !== undefined && !isUuid(administratorGroup)) {
      problems.push(
        `administratorGroup '${administratorGroup}' is no object id (a UUID) of an Entra ID group`,
      );
    }
    if (monthlyBudget !== undefined && !(monthlyBudget > 0)) {
      problems.push(`monthlyBudget ${monthlyBudget} must be above 0; leave it out for none`);
    }
    return problems;
  }

  private nodePoolProblems(): readonly string[] {
    const problems: string[] = [];
    const seen = new Set(['system']);
    for (const pool of this.props.nodePools ?? []) {
      if (!/^[a-z][a-z0-9]{0,11}$/.test(pool.name)) {
        problems.push(
          `node pool '${pool.name}': Azure takes 1 to 12 lower-case letters and digits, a letter first`,
        );
      }
      if (seen.has(pool.name)) problems.push(`node pool '${pool.name}' is there twice; give it another name`);
      seen.add(pool.name);
      const { minCount, maxCount } = userPool(pool, allZones);
      if (!(
        Number.isInteger(minCount) &&
        minCount >= 0 &&
        maxCount >= Math.max(minCount, 1) &&
        maxCount <= 1000
      )) {
        problems.push(
          `node pool '${pool.name}': minCount ${minCount} and maxCount ${maxCount} must be 0 ≤ min ≤ max ≤ 1000`,
        );
      }
    }
    return problems;
  }

  /** A pool over zones that a region does not have fails to apply, minutes into the deployment. */
  private zoneProblems(): readonly string[] {
    const { location } = this;
    const offered = zonesOf(location, this.fleet.props.azure.regionsWithoutZones);
    return this.nodePools.flatMap(({ name, zones }) => {
      const unknown = zones.filter((zone) => !allZones.includes(zone));
      if (unknown.length > 0) {
        return [`node pool '${name}': zone '${unknown.join("', '")}' is none; Azure has '1', '2' and '3'`];
      }
      if (zones.length === 0 || offered.length > 0) return [];
      return [
        `node pool '${name}' is spread over zones ${zones.join(', ')}, and '${location}' has none; choose a region with zones, ` +
          `or write zones: [] (or correct azure.regionsWithoutZones)`,
      ];
    });
  }

  private exceptionProblems(): readonly string[] {
    return (this.props.exceptions ?? []).flatMap((exception) => {
      const problems: string[] = [];
      // It would excuse nothing, and look as if it did.
      if (!isControl(exception.control)) {
        problems.push(
          `exception '${String(exception.control)}' is to no control that can be given up; known: ${Object.keys(controls).join(', ')}`,
        );
      }
      problems.push(...exceptionTermProblems(exception));
      return problems;
    });
  }

  private choiceProblems(): readonly string[] {
    const { egress, azurePolicy = false, nodeProvisioning, nodePools } = this.props;
    const problems: string[] = [];
    const egresses: readonly Egress[] = ['firewall', 'nat-gateway', 'isolated'];
    if (egress !== undefined && !egresses.includes(egress)) {
      problems.push(`egress '${String(egress)}' is unknown${suggestion(String(egress), egresses)}`);
    }
    if (egress === 'isolated') {
      const props = { ...this.props, delivery: this.delivery };
      problems.push(...isolationProblems(props, this.fleet.props.github.host ?? 'github.com'));
    }
    if (azurePolicy && !this.isExcepted('fleet-gatekeeper')) {
      problems.push(
        `azurePolicy brings a managed Gatekeeper of Azure's, which is not supported beside the fleet's own; ` +
          `leave it out, or give up the fleet's with an exception to 'fleet-gatekeeper'`,
      );
    }
    if (!azurePolicy && this.isExcepted('fleet-gatekeeper')) {
      problems.push(
        `exception 'fleet-gatekeeper' would leave nobody to judge what is admitted; set azurePolicy: true, or take the exception away`,
      );
    }
    const provisionings: readonly NodeProvisioning[] = ['autoscaler', 'auto-provisioning'];
    if (nodeProvisioning !== undefined && !provisionings.includes(nodeProvisioning)) {
      problems.push(
        `nodeProvisioning '${String(nodeProvisioning)}' is unknown${suggestion(String(nodeProvisioning), provisionings)}`,
      );
    }
    if (nodeProvisioning === 'auto-provisioning') {
      if (nodePools !== undefined) {
        problems.push(
          `nodeProvisioning 'auto-provisioning' and nodePools exclude each other: AKS scales a cluster by one of the two; leave nodePools out`,
        );
      }
      if (!this.isExcepted('customer-managed-disk-keys')) {
        problems.push(
          `nodeProvisioning 'auto-provisioning' does not support disk encryption sets; ` +
            `write an exception to 'customer-managed-disk-keys', or take 'autoscaler'`,
        );
      }
    }
    return problems;
  }

  private workloadIdentityProblems(): readonly string[] {
    const seen = new Set<string>();
    return (this.props.workloadIdentities ?? []).flatMap(({ name, namespace, serviceAccount = name }) => {
      const problems: string[] = [];
      if (!isDnsLabel(name, 24) || name.length < 3) {
        problems.push(
          `workload identity '${name}': use 3 to 24 lower-case letters, digits and inner hyphens`,
        );
      }
      if (!isDnsLabel(namespace) || !isDnsLabel(serviceAccount)) {
        problems.push(
          `workload identity '${name}': '${namespace}/${serviceAccount}' is no namespace and service account`,
        );
      }
      if (seen.has(name)) problems.push(`workload identity '${name}' is there twice; give it another name`);
      seen.add(name);
      return problems;
    });
  }

  private isExcepted(control: Control): boolean {
    return (this.props.exceptions ?? []).some((exception) => exception.control === control);
  }

  private variableProblems(): readonly string[] {
    const names = Object.keys(this.props.variables ?? {});
    if (this.delivery === 'argo-cd' && names.length > 0) {
      return [
        `variables ${names.join(', ')} are filled in by Flux, and delivery 'argo-cd' fills in nothing; ` +
          `write what they stand for into overlays, or let Flux deliver the cluster`,
      ];
    }
    return names
      .filter((name) => !/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name))
      .map((name) => `variable '${name}' cannot be substituted; Flux takes letters, digits and underscores`);
  }

  /** Who holds which range, for the whole fleet's overlap check. */
  heldRanges(allocated: AddressRange | undefined): readonly (AddressRange & { readonly holder: string })[] {
    const space = this.explicitAddressSpace ?? allocated;
    return space === undefined ? [] : [{ ...space, holder: `cluster '${this.name}' (${formatCidr(space)})` }];
  }
}

/** Where AKS makes machines as pods need them, a pool of our own would only stand beside. */
function defaultPools(props: ClusterProps): readonly NodePoolProps[] {
  return props.nodeProvisioning === 'auto-provisioning' ? [] : [{ name: 'apps', vmSize: defaultVmSize }];
}

function systemPool(props: ClusterProps, zones: readonly string[]): ResolvedNodePool {
  return {
    name: 'system',
    mode: 'System',
    vmSize: props.systemVmSize ?? defaultVmSize,
    minCount: 3,
    maxCount: 5,
    zones,
    spot: false,
  };
}

function userPool(props: NodePoolProps, zones: readonly string[]): ResolvedNodePool {
  return {
    name: props.name,
    mode: 'User',
    vmSize: props.vmSize,
    minCount: props.minCount ?? 2,
    maxCount: props.maxCount ?? 5,
    zones: props.zones ?? zones,
    spot: props.spot ?? false,
  };
}
