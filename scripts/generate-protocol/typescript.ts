import { bases, properties, type ProtocolSchema, type PropertyType } from './schema';

function typeName(type: PropertyType): string {
  switch (type.kind) {
    case 'reference':
      return type.name;
    case 'array': {
      const items = typeName(type.items);
      return items.includes('|') ? `readonly (${items})[]` : `readonly ${items}[]`;
    }
    case 'enum':
      return type.values.map((value) => `'${value}'`).join(' | ');
    case 'nullable':
      return `${typeName(type.of)} | null`;
    case 'integer':
      return 'number';
    case 'object':
      return 'Readonly<Record<string, unknown>>';
    default:
      return type.kind;
  }
}

function comment(indent: string, lines: readonly (string | undefined)[]): string[] {
  const said = lines.filter((line) => line !== undefined);
  if (said.length === 0) return [];
  if (said.length === 1) return [`${indent}/** ${said[0]} */`];
  return [`${indent}/**`, ...said.map((line) => `${indent} * ${line}`), `${indent} */`];
}

function definitions(schema: ProtocolSchema): string[] {
  return Object.entries(schema.$defs).flatMap(([name, definition]) => {
    const extended = bases(definition);
    return [
      ...comment('', [definition.description]),
      `export interface ${name}${extended.length ? ` extends ${extended.join(', ')}` : ''} {`,
      ...properties(definition).flatMap((property) => [
        ...comment('  ', [
          property.description,
          property.default === undefined ? undefined : `@default ${JSON.stringify(property.default)}`,
        ]),
        `  readonly ${property.name}${property.optional ? '?' : ''}: ${typeName(property.type)};`,
      ]),
      '}',
      '',
    ];
  });
}

/** The TypeScript side: one interface per definition, and maps from method name to types. */
export function typescript(schema: ProtocolSchema): string {
  const requests = Object.entries(schema['x-requests']);
  const notifications = Object.entries(schema['x-notifications']);
  const errors = Object.entries(schema['x-errors']);
  return [
    '// Generated from engine/protocol.schema.json by scripts/generate-protocol.ts. Do not edit.',
    '',
    ...definitions(schema),
    '/** Each request with its parameters and its answer. */',
    'export interface Requests {',
    ...requests.map(
      ([method, { params, result }]) =>
        `  readonly ${method}: { readonly params: ${params ?? 'undefined'}; readonly result: ${result} };`,
    ),
    '}',
    '',
    '/** Each notification that the engine streams, with its parameters. */',
    'export interface Notifications {',
    ...notifications.map(([method, { params }]) => `  readonly '${method}': ${params};`),
    '}',
    '',
    '/** Codes of JSON-RPC errors that are ours; the others are those of JSON-RPC 2.0 itself. */',
    'export const ErrorCode = {',
    ...errors.flatMap(([name, { value, description }]) => [
      `  /** ${description} */`,
      `  ${pascalCase(name)}: ${value},`,
    ]),
    '} as const;',
    '',
    '/** The kebab-case names of those codes, as `Problem.code` has them. */',
    'export const errorNames: Readonly<Record<number, string>> = {',
    ...errors.map(([name, { value }]) => `  ${value}: '${name}',`),
    '};',
    '',
  ].join('\n');
}

/** `not-a-repository` → `NotARepository`. */
export function pascalCase(kebab: string): string {
  return kebab.replace(/(?:^|[-/])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
