import { bases, properties, type Property, type PropertyType, type ProtocolSchema } from './schema';
import { pascalCase } from './typescript';

/** Initialisms as Go spells them: https://go.dev/wiki/CodeReviewComments#initialisms */
function fieldName(name: string): string {
  const pascal = name.charAt(0).toUpperCase() + name.slice(1);
  return pascal === 'Id' ? 'ID' : pascal.replace(/^Api/, 'API');
}

function typeName(type: PropertyType): string {
  switch (type.kind) {
    case 'reference':
      return type.name;
    case 'array':
      return `[]${typeName(type.items)}`;
    case 'nullable':
      return `*${typeName(type.of)}`;
    case 'integer':
      return 'int';
    case 'number':
      return 'float64';
    case 'boolean':
      return 'bool';
    case 'object':
      // Bytes as they came: decoding to a map would turn integers into floats.
      return 'json.RawMessage';
    default:
      return 'string';
  }
}

function field(property: Property): string {
  const pointer = property.optional && property.type.kind === 'reference' ? '*' : '';
  const tag = `\`json:"${property.name}${property.optional ? ',omitempty' : ''}"\``;
  return `\t${fieldName(property.name)} ${pointer}${typeName(property.type)} ${tag}`;
}

function definitions(schema: ProtocolSchema): string[] {
  return Object.entries(schema.$defs).flatMap(([name, definition]) => {
    const embedded = bases(definition);
    return [
      `// ${name}: ${definition.description}`,
      `type ${name} struct {`,
      ...embedded.map((base) => `\t${base}`),
      ...(embedded.length ? [''] : []),
      ...properties(definition).flatMap((property) => [
        ...(property.description ? [`\t// ${property.description}`] : []),
        field(property),
      ]),
      '}',
      '',
    ];
  });
}

/** `CREATE` → `Create`, `rendered` → `Rendered`, `HelmRelease` stays. */
function constantName(value: string): string {
  return pascalCase(value === value.toUpperCase() ? value.toLowerCase() : value);
}

function enumerations(schema: ProtocolSchema): string[] {
  return Object.entries(schema.$defs).flatMap(([name, definition]) =>
    properties(definition).flatMap(({ name: property, type }) => {
      if (type.kind !== 'enum') return [];
      return [
        `// Values of ${name}.${fieldName(property)}.`,
        'const (',
        ...type.values.map((value) => `\t${name}${fieldName(property)}${constantName(value)} = "${value}"`),
        ')',
        '',
      ];
    }),
  );
}

/** The Go side, before gofmt: one struct per definition, and constants for methods, error codes and enumerations. */
export function go(schema: ProtocolSchema): string {
  const constant = (prefix: string, name: string) => `\t${prefix}${pascalCase(name)} = "${name}"`;
  return [
    '// Code generated from engine/protocol.schema.json by scripts/generate-protocol.ts. DO NOT EDIT.',
    '',
    '// Package protocol holds the messages between the engine and its parent.',
    'package protocol',
    '',
    'import "encoding/json"',
    '',
    '// Requests.',
    'const (',
    ...Object.keys(schema['x-requests']).map((name) => constant('Method', name)),
    ')',
    '',
    '// Notifications that the engine streams.',
    'const (',
    ...Object.keys(schema['x-notifications']).map((name) => constant('Notification', name)),
    ')',
    '',
    '// Codes of JSON-RPC errors.',
    'const (',
    ...Object.entries(schema['x-errors']).flatMap(([name, { value, description }]) => [
      `\t// ${description}`,
      `\tError${pascalCase(name)} = ${value}`,
    ]),
    ')',
    '',
    ...enumerations(schema),
    ...definitions(schema),
  ].join('\n');
}
