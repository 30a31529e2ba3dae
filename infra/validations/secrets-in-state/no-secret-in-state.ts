import { TerraformDataSource, type TerraformElement, TerraformModule, TerraformResource } from 'cdktf';

import type { StateSecretException } from '../../../fleet/state-secret-exception';
import { type StackContent, at, finalJson } from '../final-json';
import type { StackRule } from '../rule';

import { lockedOut } from './locked-out';
import { otherProviders } from './other-providers';
import type { Secrets } from './secret-table';
import { sensitiveAttributes } from './sensitive-attributes';

interface Placed {
  readonly block: 'resource' | 'data';
  readonly type: string;
  /** For instance `azurerm_redis_cache.cache`, or `data.azurerm_key_vault_secret.password`. */
  readonly address: string;
  /** Final Terraform JSON; resolved only when it is asked for. */
  readonly content: () => unknown;
}

/**
 * Whoever reads a state reads every secret in it, `sensitive` or not. Judges the stacks that people add as well, by what
 * the providers' schemas mark as sensitive.
 */
export class NoSecretInState implements StackRule {
  constructor(private readonly exceptions: readonly StateSecretException[]) {}

  check(stacks: readonly StackContent[]): readonly string[] {
    const used = new Set<StateSecretException>();
    const problems = stacks.flatMap((stack) =>
      stack.elements.flatMap((element) => {
        if (element instanceof TerraformModule) {
          return [
            `stack '${stack.id}': module '${element.friendlyUniqueId}': what it puts into Terraform's state cannot be judged here; write its resources out, or leave it to another configuration`,
          ];
        }
        const resource = placed(stack, element);
        const problem = resource === undefined ? undefined : problemOf(resource);
        if (resource === undefined || problem === undefined) return [];
        const excepted = this.exceptions.filter(
          (one) => one.stack === stack.id && one.resource === resource.address,
        );
        for (const one of excepted) used.add(one);
        if (excepted.length > 0) return [];
        return [
          `stack '${stack.id}': ${resource.address}: ${problem}, or declare exceptions of the fleet: ` +
            `[{ control: 'no-secret-in-state', stack: '${stack.id}', resource: '${resource.address}', reason, expires }]`,
        ];
      }),
    );
    const unused = this.exceptions
      .filter((one) => !used.has(one))
      .map(
        ({ stack, resource }) =>
          `exceptions of the fleet: 'no-secret-in-state' names '${resource}' of stack '${stack}', where there is none with a secret; take it away, or correct it`,
      );
    return [...problems, ...unused];
  }
}

function placed({ stack }: StackContent, element: TerraformElement): Placed | undefined {
  const isResource = TerraformResource.isTerraformResource(element);
  if (!isResource && !TerraformDataSource.isTerraformDataSource(element)) return undefined;
  const type = element.terraformResourceType;
  const block = isResource ? 'resource' : 'data';
  const name = element.friendlyUniqueId;
  return {
    block,
    type,
    address: `${isResource ? '' : 'data.'}${type}.${name}`,
    content: () => at(finalJson(stack, element), block, type, name),
  };
}

function problemOf({ block, type, content }: Placed): string | undefined {
  const provider = type.split('_', 1)[0] ?? type;
  // Terraform's own: terraform_data, terraform_remote_state (whose outputs are judged where they are made).
  if (provider === 'terraform') return undefined;
  const isOurs = provider === 'azurerm' || provider === 'github';
  const table = isOurs ? sensitiveAttributes[block] : otherProviders[provider];
  if (table === undefined) {
    return `whether Terraform's state would hold a secret of provider '${provider}' is not known here; leave it to another configuration`;
  }
  const secrets = table[type];
  return secrets === undefined ? undefined : heldBy(type, block, secrets, content());
}

function heldBy(
  type: string,
  block: Placed['block'],
  { given = [], made = [] }: Secrets,
  content: unknown,
): string | undefined {
  const key = block === 'resource' ? lockedOut[type] : undefined;
  if (made.length > 0) {
    const said = key === undefined ? undefined : at(content, key.argument);
    const isLocked = key !== undefined && (said === key.is || (said === undefined && key.byDefault === true));
    if (!isLocked) {
      const way =
        key === undefined
          ? 'let its users sign in with an identity and leave it out, or make it outside of Terraform'
          : `set ${key.argument}: ${key.is}, which makes it worthless`;
      return `Terraform's state would hold ${quoted(made)} in clear; ${way}`;
    }
  }
  const set = given.filter((path) => isSet(content, path.split('.')));
  if (set.length === 0) return undefined;
  return `Terraform's state would hold ${quoted(set)} in clear; give it by a write-only argument ('…_wo') where there is one, or sign in with an identity`;
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => `'${name}'`);
  return `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
}

/** Whether any block on the path gives a value; an escape hatch may write a block as a list, or as a dynamic one. */
function isSet(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return value !== undefined && value !== null && value !== '';
  if (Array.isArray(value)) return value.some((one) => isSet(one, [key, ...rest]));
  return (
    isSet(at(value, key), rest) || (rest.length > 0 && isSet(at(value, 'dynamic', key, 'content'), rest))
  );
}
