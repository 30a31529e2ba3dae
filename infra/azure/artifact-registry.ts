import { ContainerRegistryCacheRule } from '@cdktf/provider-azurerm/lib/container-registry-cache-rule';
import type { Construct } from 'constructs';

import { Registry, type RegistryProps } from './registry';

/**
 * What AKS itself pulls, kept for clusters that reach nothing on the internet: Azure fills it from Microsoft's
 * registry. A registry of its own, because quarantine, which guards the fleet's images, would hold back a node's.
 *
 * Source: https://learn.microsoft.com/azure/aks/network-isolated, "bring your own container registry": the names of
 * the rule's repositories are prescribed.
 */
export class ArtifactRegistry extends Registry {
  constructor(scope: Construct, id: string, props: Omit<RegistryProps, 'quarantine'>) {
    super(scope, id, { ...props, quarantine: false });
    new ContainerRegistryCacheRule(this, 'aks', {
      name: 'aks-managed-mcr',
      containerRegistryId: this.id,
      sourceRepo: 'mcr.microsoft.com/*',
      targetRepo: 'aks-managed-repository/*',
    });
  }
}
