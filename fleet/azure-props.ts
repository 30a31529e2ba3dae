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
  };
}
