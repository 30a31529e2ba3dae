/**
 * The subset of JSON Schema (draft 2020-12) that `engine/protocol.schema.json` is written in, and how it is read.
 *
 * A schema outside of the subset is an error, never a silently loose type.
 */

/** A property's schema. */
export interface PropertySchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly items?: PropertySchema;
  readonly description?: string;
  readonly default?: unknown;
}

/** A named object type: everything under `$defs` is one. */
export interface DefinitionSchema {
  readonly type: 'object';
  readonly description: string;
  readonly allOf?: readonly { readonly $ref: string }[];
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
}

/** The whole file: types, and which requests and notifications carry them. */
export interface ProtocolSchema {
  readonly description: string;
  readonly 'x-requests': Readonly<Record<string, { readonly params?: string; readonly result: string }>>;
  readonly 'x-notifications': Readonly<Record<string, { readonly params: string }>>;
  readonly 'x-errors': Readonly<Record<string, { readonly value: number; readonly description: string }>>;
  readonly $defs: Readonly<Record<string, DefinitionSchema>>;
}

/** What a property holds, independent of the language. */
export type PropertyType =
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'array'; readonly items: PropertyType }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'nullable'; readonly of: PropertyType }
  | { readonly kind: 'string' | 'integer' | 'number' | 'boolean' | 'object' };

const scalars = ['string', 'integer', 'number', 'boolean', 'object'] as const;

/** The name that a `$ref` points to; only `#/$defs/…` exists. */
export function referenceName(reference: string): string {
  const name = /^#\/\$defs\/(\w+)$/.exec(reference)?.[1];
  if (name === undefined) throw new Error(`protocol schema: "$ref": "${reference}" is not #/$defs/NAME`);
  return name;
}

/** Reads one property's schema. Throws on anything outside of the subset. */
export function propertyType(schema: PropertySchema): PropertyType {
  if (schema.$ref !== undefined) return { kind: 'reference', name: referenceName(schema.$ref) };
  if (schema.enum !== undefined) return { kind: 'enum', values: schema.enum };
  if (typeof schema.type === 'object') {
    const [type, nothing, ...more] = schema.type;
    if (nothing === 'null' && more.length === 0) return { kind: 'nullable', of: propertyType({ type }) };
  }
  if (schema.type === 'array' && schema.items) return { kind: 'array', items: propertyType(schema.items) };
  const scalar = scalars.find((candidate) => candidate === schema.type);
  if (scalar === undefined) throw new Error(`protocol schema: cannot read ${JSON.stringify(schema)}`);
  return { kind: scalar };
}

/** A definition's property, with what both languages need to know of it. */
export interface Property {
  readonly name: string;
  readonly type: PropertyType;
  readonly optional: boolean;
  readonly description?: string;
  readonly default?: unknown;
}

/** A definition's properties in the order of the file. */
export function properties(definition: DefinitionSchema): Property[] {
  const required = new Set(definition.required ?? []);
  return Object.entries(definition.properties).map(([name, schema]) => ({
    name,
    type: propertyType(schema),
    optional: !required.has(name),
    description: schema.description,
    default: schema.default,
  }));
}

/** The definitions whose properties a definition takes over. */
export function bases(definition: DefinitionSchema): string[] {
  return (definition.allOf ?? []).map((base) => referenceName(base.$ref));
}
