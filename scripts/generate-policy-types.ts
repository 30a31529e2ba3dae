/**
 * Writes `policies/packs/policy-parameters.ts`: a TypeScript type for the parameters of every policy, derived from the
 * schema that its template carries, so that a wrong parameter is an error where it is written.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { catalogue } from '../policies/catalogue';
import type { ParameterSchema, ParameterSchemas } from '../policies/policy';

const file = resolve(__dirname, '../policies/packs/policy-parameters.ts');

function typeOf(schema: ParameterSchema): string {
  switch (schema.type) {
    case 'array': {
      const items = schema.items === undefined ? 'unknown' : typeOf(schema.items);
      return /^\w+$/.test(items) || items.startsWith('{') ? `readonly ${items}[]` : `readonly (${items})[]`;
    }
    case 'object':
      return schema.properties === undefined ? 'object' : `{ ${members(schema.properties)} }`;
    case 'string':
      return schema.enum?.map((value) => `'${value}'`).join(' | ') ?? 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
  }
}

function members(properties: ParameterSchemas): string {
  return Object.entries(properties)
    .map(([name, schema]) => `${comment(schema.description)}readonly '${name}'?: ${typeOf(schema)};`)
    .join('\n');
}

const comment = (text: string | undefined): string =>
  text === undefined ? '' : `\n/** ${text.replaceAll('*/', '*\\/')} */\n`;

async function main(): Promise<void> {
  const policies = [...catalogue]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((policy) => {
      const properties = members(policy.parameters);
      return `/** \`${policy.kind}\` */\nreadonly '${policy.id}': ${properties === '' ? 'Readonly<Record<string, never>>' : `{ ${properties} }`};`;
    });
  const text = [
    '// Generated from the schemas of policies/*/*/policy.ts by scripts/generate-policy-types.ts; do not edit.',
    '',
    '/** Parameters by the id of the policy. */',
    `export interface PolicyParameters {\n${policies.join('\n')}\n}`,
    '',
    '/** The id of a policy of the catalogue. */',
    'export type PolicyId = keyof PolicyParameters;',
  ].join('\n');
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: 'typescript' }));
}

void main();
