import { LineCounter, isMap, parseAllDocuments, stringify } from 'yaml';

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
/** Most aliases that one document may expand to: a few hundred bytes can otherwise become gigabytes. */
const maxAliasCount = 100;

/**
 * Reads the `AccessGrant` documents of a YAML file; other kinds are left aside. A grant with a problem is reported and
 * not returned.
 *
 * @param file its path, for messages
 */
export function parseGrants(file: string, text: string, surroundings: GrantSurroundings = {}): ParsedGrants {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const grants: PlacedGrant[] = [];
  const problems: GrantFileProblem[] = [];
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const mistake = document.errors[0];
    if (mistake !== undefined) {
      const { line } = lines.linePos(mistake.pos[0]);
      problems.push({ file, line, message: `is not valid YAML: ${mistake.message}` });
      break;
    }
    if (!isMap(document.contents) || document.get('kind') !== accessGrantKind) continue;
    const line = lines.linePos(document.contents.range?.[0] ?? 0).line;
    const told = (message: string): void => void problems.push({ file, line, message });
    const value = document.toJS({ maxAliasCount }) as {
      apiVersion?: unknown;
      metadata?: { name?: unknown };
      spec?: Record<string, unknown>;
    };
    const { apiVersion, metadata, spec } = value;
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
