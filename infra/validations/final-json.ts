import {
  DefaultTokenResolver,
  StringConcat,
  TerraformElement,
  type TerraformStack,
  Tokenization,
} from 'cdktf';

const resolver = new DefaultTokenResolver(new StringConcat());

/** The Terraform JSON of one element, escape hatches included. */
export function finalJson(stack: TerraformStack, element: TerraformElement): unknown {
  return Tokenization.resolve(element.toTerraform(), { scope: stack, preparing: false, resolver });
}

/** One text of an element's Terraform JSON, escape hatches included; resolving it alone is cheap. */
export function finalText(
  stack: TerraformStack,
  element: TerraformElement,
  ...path: readonly string[]
): string | undefined {
  const found: unknown = Tokenization.resolve(at(element.toTerraform(), ...path), {
    scope: stack,
    preparing: false,
    resolver,
  });
  return typeof found === 'string' ? found : undefined;
}

/** A stack with everything in it, collected once for all rules. */
export interface StackContent {
  readonly id: string;
  readonly stack: TerraformStack;
  readonly elements: readonly TerraformElement[];
}

export function contentOf(stack: TerraformStack): StackContent {
  return {
    id: stack.node.id,
    stack,
    elements: stack.node.findAll().filter((construct) => TerraformElement.isTerraformElement(construct)),
  };
}

/** Walks down an object; undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (current, key) =>
      typeof current === 'object' && current !== null ? (current as Record<string, unknown>)[key] : undefined,
    value,
  );
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}
