import { createHash } from 'node:crypto';

import { isUuid } from './names';
import { ResolvedAzure } from './resolved-fleet';

/** Where in Azure the fleet lives. */
export interface AzureProps {
  /** Entra ID tenant, a UUID. */
  readonly tenantId: string;
  /** A UUID. */
  readonly subscriptionId: string;
  /** Region of the state storage and of clusters that name none, for instance `westeurope`. */
  readonly location: string;
  /**
   * Storage account of Terraform's state: 3 to 24 lower-case letters and digits, unique in the whole of Azure.
   *
   * @default - made of the fleet's name and a hash of the subscription
   */
  readonly stateStorageAccount?: string;
  /** @default - `fleet` and `managed-by` */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Object ids of Entra ID groups whose *membership* is limited in time by PIM. PIM knows no namespaces
   * (Azure/AKS#2542), so a grant of a namespace goes to one of these.
   *
   * @default - none: grants of namespaces are refused
   */
  readonly pimGroups?: readonly string[];
  /**
   * Who buys Microsoft Defender's plan for containers, which counts for the whole subscription: the stack `hub`, or
   * somebody else, for instance a policy of the organisation.
   *
   * @default 'fleet'
   */
  readonly defenderPlan?: 'fleet' | 'elsewhere';
  /**
   * Minor versions that AKS offers in your regions, as `az aks get-versions` prints them.
   *
   * @default - the list that this version of Fleetkeep knows
   */
  readonly kubernetesVersions?: readonly string[];
  /**
   * Regions without availability zones, as `az account list-locations` shows them: machines and firewalls are spread
   * over zones everywhere else.
   *
   * @default - the list that this version of Fleetkeep knows
   */
  readonly regionsWithoutZones?: readonly string[];
}

/** Azure writes its regions without blanks: `westeurope`, not `West Europe`. */
export function isLocation(text: string): boolean {
  return /^[a-z]+[a-z0-9]*$/.test(text);
}

export function azureProblems(props: AzureProps): readonly string[] {
  const problems: string[] = [];
  for (const field of ['tenantId', 'subscriptionId'] as const) {
    if (!isUuid(props[field] ?? '')) {
      problems.push(`azure.${field} '${props[field] ?? ''}' is no UUID; 'az account show' prints it`);
    }
  }
  if (!isLocation(props.location)) {
    problems.push(
      `azure.location '${props.location}' is no region; write it as Azure does, e.g. 'westeurope'`,
    );
  }
  for (const group of props.pimGroups ?? []) {
    if (!isUuid(group))
      problems.push(`azure.pimGroups '${group}' is no object id (a UUID) of an Entra ID group`);
  }
  const plan = props.defenderPlan;
  if (plan !== undefined && !['fleet', 'elsewhere'].includes(plan)) {
    problems.push(`azure.defenderPlan '${String(plan)}' is unknown; use 'fleet' or 'elsewhere'`);
  }
  for (const region of (props.regionsWithoutZones ?? []).filter((one) => !isLocation(one))) {
    problems.push(
      `azure.regionsWithoutZones '${region}' is no region; write it as Azure does, e.g. 'northcentralus'`,
    );
  }
  const account = props.stateStorageAccount;
  if (account !== undefined && !/^[a-z0-9]{3,24}$/.test(account)) {
    problems.push(
      `azure.stateStorageAccount '${account}' would be refused; use 3 to 24 lower-case letters and digits`,
    );
  }
  return problems;
}

export function resolveAzure(props: AzureProps, fleetName: string): ResolvedAzure {
  const hash = createHash('sha256').update(`${props.subscriptionId}/${fleetName}`).digest('hex').slice(0, 8);
  const stem = fleetName.replaceAll('-', '').slice(0, 11);
  return {
    tenantId: props.tenantId,
    subscriptionId: props.subscriptionId,
    location: props.location,
    state: {
      resourceGroup: `rg-${fleetName}-state`,
      storageAccount: props.stateStorageAccount ?? `st${stem}tf${hash}`,
    },
    tags: { fleet: fleetName, 'managed-by': 'fleetkeep', ...props.tags },
    pimGroups: (props.pimGroups ?? []).map((group) => group.toLowerCase()),
    defenderPlan: props.defenderPlan ?? 'fleet',
  };
}
