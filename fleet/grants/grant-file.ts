import { stringify } from 'yaml';

import { parseYamlDocuments, type YamlDocument, YamlError } from '../../documents/yaml-documents';
import { isDnsLabel } from '../names';
import { type AccessGrantProps, type GrantSurroundings, grantProblems } from './grant-rules';

export const accessGrantApiVersion = 'securitytower.io/v1alpha1';
export const accessGrantKind = 'AccessGrant';

/** Where people and tools write grants, beside `fleet.ts`. */
export const grantFolder = '.securitytower/grants';

/** A grant, and where it stands. */
export interface PlacedGrant {
  readonly name: string;
  readonly props: AccessGrantProps;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface GrantFileProblem {
  readonly file: string;
  readonly line: number;
  /** With the value given and the fix. */
  readonly message: string;
}

export interface ParsedGrants {
  readonly grants: readonly PlacedGrant[];
  readonly problems: readonly GrantFileProblem[];
}

const fields = ['cluster', 'group', 'role', 'startsAt', 'expires', 'reason', 'ticket', 'namespace'];

/**
 * Reads the `AccessGrant` documents of a YAML file; other kinds are left aside. A grant with a problem is reported and
 * not returned.
 *
 * @param file its path, for messages
 */
export function parseGrants(file: string, text: string, surroundings: GrantSurroundings = {}): ParsedGrants {
  const grants: PlacedGrant[] = [];
  const problems: GrantFileProblem[] = [];
  let documents: readonly YamlDocument[] = [];
  try {
    documents = parseYamlDocuments(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    problems.push({ file, line: error.line, message: `is not valid YAML: ${error.message}` });
  }
  for (const { value, line } of documents) {
    if (value.kind !== accessGrantKind) continue;
    const told = (message: string): void => void problems.push({ file, line, message });
    const { apiVersion, metadata, spec } = value as {
      apiVersion?: unknown;
      metadata?: { name?: unknown };
      spec?: Record<string, unknown>;
    };
    const name = metadata?.name;
    if (typeof name !== 'string' || !isDnsLabel(name)) {
      told(
        `AccessGrant: metadata.name '${String(name)}' is no name; use lower-case letters, digits, hyphens`,
      );
      continue;
    }
    const before = problems.length;
    if (apiVersion !== accessGrantApiVersion) {
      told(
        `access grant '${name}': apiVersion '${String(apiVersion)}' is unknown; write ${accessGrantApiVersion}`,
      );
    }
    if (typeof spec !== 'object' || spec === null) {
      told(`access grant '${name}': has no spec; write ${fields.slice(0, -1).join(', ')}`);
      continue;
    }
    for (const field of Object.keys(spec).filter((one) => !fields.includes(one))) {
      told(`access grant '${name}': spec.${field} is unknown; known: ${fields.join(', ')}`);
    }
    for (const field of fields.filter((one) => one !== 'expires' && spec[one] !== undefined)) {
      if (typeof spec[field] !== 'string') {
        told(`access grant '${name}': spec.${field} is ${JSON.stringify(spec[field])}; write it in quotes`);
      }
    }
    if (problems.length > before) continue;
    const props = spec as unknown as AccessGrantProps;
    for (const problem of grantProblems(props, surroundings)) told(`access grant '${name}': ${problem}`);
    if (problems.length === before) grants.push({ name, props, file, line });
  }
  return { grants, problems };
}

/** The text of a file that {@link parseGrants} reads back. */
export function formatGrant(name: string, props: AccessGrantProps): string {
  const spec = Object.fromEntries(
    fields.flatMap((field) => {
      const value = props[field as keyof AccessGrantProps];
      return value === undefined ? [] : [[field, value]];
    }),
  );
  return stringify({ apiVersion: accessGrantApiVersion, kind: accessGrantKind, metadata: { name }, spec });
}
