import { nearest } from './nearest';
import type { ParameterSchema, ParameterSchemas, Policy } from './policy';

/** Parameters that a policy does not understand. */
export class ParameterError extends Error {
  /** @param problems one sentence each, with the value found and what is expected */
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ParameterError';
  }
}

/**
 * Checks the parameters of a constraint against the schema of its policy. An API server would drop unknown
 * parameters without a word: here they are problems.
 *
 * @throws ParameterError with all problems at once
 */
export function validateParameters(
  policy: Policy,
  constraint: { readonly name: string; readonly parameters: Readonly<Record<string, unknown>> },
): void {
  const problems = problemsOfObject('parameters', constraint.parameters, policy.parameters);
  if (problems.length > 0) {
    throw new ParameterError(problems.map((problem) => `${policy.kind} ${constraint.name}: ${problem}`));
  }
}

function problemsOf(path: string, value: unknown, schema: ParameterSchema): readonly string[] {
  if (!hasType(value, schema.type)) {
    return [`${path} is ${JSON.stringify(value)}; expected ${described(schema)}.`];
  }
  if (schema.enum !== undefined && !schema.enum.includes(String(value))) {
    return [`${path} is ${JSON.stringify(value)}; expected one of ${schema.enum.join(', ')}.`];
  }
  if (typeof value === 'number' && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value))) {
    return [`${path} is ${value}; expected ${schema.minimum ?? '…'} to ${schema.maximum ?? '…'}.`];
  }
  const { items, properties } = schema;
  if (Array.isArray(value) && items !== undefined) {
    return value.flatMap((item, index) => problemsOf(`${path}[${index}]`, item, items));
  }
  return properties === undefined ? [] : problemsOfObject(path, value as Record<string, unknown>, properties);
}

function problemsOfObject(
  path: string,
  value: Readonly<Record<string, unknown>>,
  properties: ParameterSchemas,
): readonly string[] {
  return Object.entries(value).flatMap(([name, property]) => {
    const schema = properties[name];
    if (schema !== undefined) return problemsOf(`${path}.${name}`, property, schema);
    const known = Object.keys(properties);
    const hint = known.length === 0 ? 'The policy has none.' : `Did you mean ${nearest(name, known)[0]}?`;
    return [`${path}.${name} is not a parameter. ${hint}`];
  });
}

function hasType(value: unknown, type: ParameterSchema['type']): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function described(schema: ParameterSchema): string {
  const article = /^[aeiou]/.test(schema.type) ? 'an' : 'a';
  return `${article} ${schema.type}${schema.items === undefined ? '' : ` of ${schema.items.type}s`}`;
}
