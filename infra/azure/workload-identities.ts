import { FederatedIdentityCredential } from '@cdktf/provider-azurerm/lib/federated-identity-credential';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity';
import { Construct } from 'constructs';

import type { ResolvedWorkloadIdentity } from '../../fleet/resolved-fleet';

export interface WorkloadIdentitiesProps {
  readonly identities: readonly ResolvedWorkloadIdentity[];
  readonly clusterName: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly oidcIssuerUrl: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Who software of a cluster is in Azure: an identity each, which one Kubernetes service account signs in as by a token
 * of the cluster's. One credential an identity: Azure refuses two that are made at once
 * (hashicorp/terraform-provider-azurerm#19968, #29242). What they may do is theirs to declare who own what they reach.
 */
export class WorkloadIdentities extends Construct {
  /** Client ids by name: what the annotation `azure.workload.identity/client-id` needs. No secret. */
  readonly clientIds: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: WorkloadIdentitiesProps) {
    super(scope, id);
    const { location, resourceGroupName, tags } = props;
    this.clientIds = Object.fromEntries(
      props.identities.map(({ name, namespace, serviceAccount }) => {
        const identity = new UserAssignedIdentity(this, name, {
          name: `id-${props.clusterName}-wl-${name}`,
          location,
          resourceGroupName,
          tags,
        });
        new FederatedIdentityCredential(this, `${name}_credential`, {
          name: 'kubernetes',
          resourceGroupName,
          parentId: identity.id,
          issuer: props.oidcIssuerUrl,
          subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
          audience: ['api://AzureADTokenExchange'],
        });
        return [name, identity.clientId];
      }),
    );
  }
}
