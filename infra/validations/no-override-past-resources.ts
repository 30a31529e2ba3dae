import type { TerraformStack } from 'cdktf';

import { type StackContent, at } from './final-json';
import type { StackRule } from './rule';

/** What a stack may override of itself: versions, notes for tools, and blocks that move resources without a setting. */
const harmless = [
  '//',
  'import',
  'moved',
  'removed',
  'terraform.required_providers',
  'terraform.required_version',
];

/**
 * An override on the stack itself changes resources behind their back: every other rule reads a resource with its own
 * overrides. It has to be made on the resource, where it is judged.
 */
export class NoOverridePastResources implements StackRule {
  check(stacks: readonly StackContent[]): readonly string[] {
    return stacks.flatMap(({ id, stack }) =>
      overridden(stack)
        .filter((path) => !harmless.some((known) => path === known || path.startsWith(`${known}.`)))
        .map(
          (path) =>
            `stack '${id}': addOverride on the stack itself reaches '${path}', past every check; call addOverride on what it changes`,
        ),
    );
  }
}

/** Paths down to what a stack names in its overrides: `resource.<type>.<name>`, `terraform.backend`. */
function overridden(stack: TerraformStack): readonly string[] {
  // cdktf keeps them private and has no other place where they can be read alone.
  const overrides = at(stack, 'rawOverrides');
  if (typeof overrides !== 'object' || overrides === null) {
    throw new Error(
      "this version of cdktf keeps a stack's overrides elsewhere: they cannot be judged; use 0.21",
    );
  }
  const keys = (value: unknown): readonly string[] =>
    typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys(overrides).flatMap((block) => {
    const inner = at(overrides, block);
    switch (block) {
      case 'resource':
      case 'data':
        return keys(inner).flatMap((type) => keys(at(inner, type)).map((name) => `${block}.${type}.${name}`));
      default:
        return keys(inner).map((name) => `${block}.${name}`);
    }
  });
}
