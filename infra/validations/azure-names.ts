import { TerraformResource } from 'cdktf';

import { type StackContent, finalText } from './final-json';
import type { StackRule } from './rule';

interface NameLimit {
  readonly pattern: RegExp;
  readonly shape: string;
}

/** Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const limits: Readonly<Record<string, NameLimit>> = {
  azurerm_kubernetes_cluster: {
    pattern: /^[a-zA-Z0-9]([\w-]{0,61}[a-zA-Z0-9])?$/,
    shape: '1 to 63 letters, digits, hyphens and underscores, a letter or digit first and last',
  },
  azurerm_kubernetes_cluster_node_pool: {
    pattern: /^[a-z][a-z0-9]{0,11}$/,
    shape: '1 to 12 lower-case letters and digits, a letter first',
  },
  azurerm_storage_account: { pattern: /^[a-z0-9]{3,24}$/, shape: '3 to 24 lower-case letters and digits' },
  azurerm_storage_container: {
    pattern: /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
    shape: '3 to 63 lower-case letters, digits and single hyphens',
  },
  azurerm_key_vault: {
    pattern: /^(?=.{3,24}$)[a-zA-Z](-?[a-zA-Z0-9])*$/,
    shape: '3 to 24 letters, digits and single hyphens, a letter first',
  },
  azurerm_container_registry: { pattern: /^[a-zA-Z0-9]{5,50}$/, shape: '5 to 50 letters and digits' },
  azurerm_resource_group: {
    pattern: /^[\w().-]{0,89}[\w()-]$/,
    shape: '1 to 90 letters, digits, hyphens, underscores, brackets and dots, no dot last',
  },
  azurerm_virtual_network: {
    pattern: /^[a-zA-Z0-9]([\w.-]{0,62}\w)?$/,
    shape: '1 to 64 letters, digits, dots, hyphens and underscores, a letter or digit first',
  },
  azurerm_log_analytics_workspace: {
    pattern: /^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$/,
    shape: '4 to 63 letters, digits and hyphens, a letter or digit first and last',
  },
  azurerm_user_assigned_identity: {
    pattern: /^[a-zA-Z0-9][\w-]{2,127}$/,
    shape: '3 to 128 letters, digits, hyphens and underscores, a letter or digit first',
  },
  azurerm_disk_encryption_set: {
    pattern: /^[\w-]{1,80}$/,
    shape: '1 to 80 letters, digits, hyphens and underscores',
  },
  azurerm_private_endpoint: {
    pattern: /^[a-zA-Z0-9]([\w.-]{0,78}\w)?$/,
    shape: '1 to 80 letters, digits, dots, hyphens and underscores, a letter or digit first',
  },
};

/** Names that Azure would refuse in the middle of a deployment are refused before it. */
export class AzureTakesTheNames implements StackRule {
  check(stacks: readonly StackContent[]): readonly string[] {
    return stacks.flatMap((stack) =>
      stack.elements
        .filter((element) => TerraformResource.isTerraformResource(element))
        .flatMap((resource) => {
          const type = resource.terraformResourceType;
          const limit = limits[type];
          if (limit === undefined) return [];
          const name = finalText(stack.stack, resource, 'resource', type, resource.friendlyUniqueId, 'name');
          if (name === undefined || name.includes('${') || limit.pattern.test(name)) return [];
          return [
            `stack '${stack.id}': ${type} is named '${name}' (${name.length} characters); Azure takes ${limit.shape}: rename it in fleet.ts, or what it is named after`,
          ];
        }),
    );
  }
}
