import { ResourceGroupTemplateDeployment } from '@cdktf/provider-azurerm/lib/resource-group-template-deployment';
import { Fn, Token, propertyAccess } from 'cdktf';
import { Construct } from 'constructs';

export interface VaultKeyProps {
  readonly name: string;
  readonly vaultName: string;
  readonly resourceGroupName: string;
  /**
   * A new version before the old one is a year old. Only for users of the key that follow versions by themselves.
   *
   * @default false
   */
  readonly rotated?: boolean;
  /**
   * Terraform may take the key out of its state: only on the way out.
   *
   * @default false
   */
  readonly deletable?: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * A key in a vault, made through the resource manager (`vaults/keys`): `azurerm_key_vault_key` talks to the vault
 * itself, which a private vault answers to its own network only.
 */
export class VaultKey extends Construct {
  /** Address of the newest version, for users that pin one. */
  readonly versionedUri: string;
  /** Address without a version, for users that follow rotation. */
  readonly uri: string;

  constructor(scope: Construct, id: string, props: VaultKeyProps) {
    super(scope, id);
    const deployment = new ResourceGroupTemplateDeployment(this, 'key', {
      name: `key-${props.name}`,
      resourceGroupName: props.resourceGroupName,
      deploymentMode: 'Incremental',
      templateContent: JSON.stringify(template(props)),
      parametersContent: Fn.jsonencode({ vault: { value: props.vaultName } }),
      tags: props.tags,
      lifecycle: { preventDestroy: props.deletable !== true },
    });
    const output = (name: string) =>
      Token.asString(propertyAccess(Fn.jsondecode(deployment.outputContent), [name, 'value']));
    this.versionedUri = output('versionedUri');
    this.uri = output('uri');
  }
}

function template({ name, rotated }: VaultKeyProps): object {
  const id = `resourceId('Microsoft.KeyVault/vaults/keys', parameters('vault'), '${name}')`;
  const read = (property: string) => `[reference(${id}, '2023-07-01').${property}]`;
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    parameters: { vault: { type: 'string' } },
    resources: [
      {
        type: 'Microsoft.KeyVault/vaults/keys',
        apiVersion: '2023-07-01',
        name: `[format('{0}/${name}', parameters('vault'))]`,
        properties: {
          kty: 'RSA',
          keySize: 3072,
          keyOps: ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'],
          ...(rotated === true
            ? {
                rotationPolicy: {
                  lifetimeActions: [{ trigger: { timeAfterCreate: 'P330D' }, action: { type: 'rotate' } }],
                },
              }
            : {}),
        },
      },
    ],
    outputs: {
      versionedUri: { type: 'string', value: read('keyUriWithVersion') },
      uri: { type: 'string', value: read('keyUri') },
    },
  };
}
