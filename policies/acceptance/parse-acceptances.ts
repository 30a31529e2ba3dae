import { isMapping, parseYamlDocuments, type YamlDocument, YamlError } from '../../documents/yaml-documents';
import { nearest } from '../nearest';
import {
  acceptancePatterns as patterns,
  metadataFields,
  placeFields,
  specFields,
  targetFields,
} from './fields';
import {
  acceptanceApiVersion,
  acceptanceKind,
  type AcceptanceTarget,
  type AcceptedPlace,
  categories,
  daysAfter,
  defaultGraceInDays,
  type RiskAcceptance,
} from './risk-acceptance';
import { valueDigest } from './value-digest';

/** A text file of the repository or project. */
export interface AcceptanceFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** What is wrong, where, and what to write instead. */
export interface AcceptanceProblem {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Of the acceptance, where it has one. */
  readonly name?: string;
  readonly message: string;
}

/** An acceptance, and where it says what. */
export interface PlacedAcceptance {
  readonly acceptance: RiskAcceptance;
  readonly file: string;
  /** The line of a field; that of the nearest parent which exists. */
  readonly lineOf: (...path: readonly (string | number)[]) => number;
}

export interface ParsedAcceptances {
  /** By file and place in it. */
  readonly acceptances: readonly PlacedAcceptance[];
  readonly problems: readonly AcceptanceProblem[];
}

/**
 * Reads the `RiskAcceptance` documents of files; other kinds are left aside. One with a problem is reported with all of
 * its problems and not returned.
 */
export function parseAcceptances(files: readonly AcceptanceFile[]): ParsedAcceptances {
  const acceptances: PlacedAcceptance[] = [];
  const problems: AcceptanceProblem[] = [];
  for (const { path, text } of files) {
    if (!text.includes(acceptanceKind)) continue;
    for (const document of documentsOf({ path, text }, problems)) {
      if (document.value.kind !== acceptanceKind) continue;
      const reader = new DocumentReader(path, document);
      const acceptance = readAcceptance(reader);
      problems.push(...reader.problems);
      if (reader.problems.length > 0) continue;
      acceptances.push({ acceptance, file: path, lineOf: (...at) => reader.lineOf(at) });
    }
  }
  return { acceptances, problems: [...problems, ...repeatedNames(acceptances)] };
}

function documentsOf({ path, text }: AcceptanceFile, problems: AcceptanceProblem[]): readonly YamlDocument[] {
  try {
    return parseYamlDocuments(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    problems.push({ file: path, line: error.line, message: `is not valid YAML: ${error.message}` });
    return [];
  }
}

function repeatedNames(acceptances: readonly PlacedAcceptance[]): readonly AcceptanceProblem[] {
  const first = new Map<string, string>();
  return acceptances.flatMap(({ acceptance: { name }, file, lineOf }) => {
    const other = first.get(name);
    first.set(name, other ?? file);
    const message = `metadata.name '${name}' is that of ${other} too; give one of them another name`;
    return other === undefined ? [] : [{ file, line: lineOf('metadata', 'name'), name, message }];
  });
}

type Path = readonly (string | number)[];

/** Takes fields out of a document and remembers everything that is wrong with them. */
class DocumentReader {
  readonly problems: AcceptanceProblem[] = [];
  private readonly name: string | undefined;

  constructor(
    private readonly file: string,
    private readonly document: YamlDocument,
  ) {
    const name = this.get(['metadata', 'name']);
    this.name = typeof name === 'string' ? name : undefined;
  }

  get(path: Path): unknown {
    const value = path.reduce<unknown>(
      (parent, key) =>
        typeof parent === 'object' && parent !== null
          ? (parent as Readonly<Record<string | number, unknown>>)[key]
          : undefined,
      this.document.value,
    );
    return value ?? undefined;
  }

  lineOf(path: Path): number {
    return this.document.lineOf(...path);
  }

  refuse(path: Path, message: string): void {
    this.problems.push({ file: this.file, line: this.lineOf(path), name: this.name, message });
  }

  /** A text that matches; `''` and a problem otherwise. */
  text(path: Path, pattern: RegExp, fix: string): string {
    const value = this.get(path);
    if (typeof value === 'string' && pattern.test(value)) return value;
    const found = value === undefined || value === '' ? 'is missing' : `is ${JSON.stringify(value)}`;
    this.refuse(path, `${shown(path)} ${found}; ${fix}`);
    return '';
  }

  /** A moment in UTC; an epoch and a problem otherwise. */
  moment(path: Path, fix: string): string {
    const text = this.text(path, new RegExp(patterns.moment), fix);
    if (text === '') return '1970-01-01T00:00:00Z';
    const date = new Date(text);
    // A day that no month has is taken for one of the next month's.
    if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))) {
      return date.toISOString().replace(/\.\d+Z$/, 'Z');
    }
    this.refuse(path, `${shown(path)} is '${text}', which is no date; ${fix}`);
    return '1970-01-01T00:00:00Z';
  }

  /** A list of texts that is not empty; undefined when it is not there. */
  names(path: Path, fix: string): readonly string[] | undefined {
    const value = this.get(path);
    if (value === undefined) return undefined;
    if (
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((item) => typeof item === 'string' && item !== '')
    )
      return value as readonly string[];
    this.refuse(path, `${shown(path)} is ${JSON.stringify(value)}; ${fix}`);
    return [];
  }

  /** Refuses the fields of a mapping that nobody knows. */
  fields(path: Path, known: readonly string[]): void {
    const value = this.get(path);
    if (!isMapping(value)) return;
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const message = /approv/i.test(name)
        ? `is typed in, and anybody can type; remove it: who approved is the code owner whose review let the file in`
        : `is no field of a ${acceptanceKind}; did you mean ${nearest(name, known).join(' or ')}?`;
      this.refuse([...path, name], `${shown([...path, name])} ${message}`);
    }
  }
}

function shown(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

const anyText = new RegExp(patterns.text);
const objectName = new RegExp(patterns.objectName);

function readAcceptance(reader: DocumentReader): RiskAcceptance {
  reader.fields([], ['apiVersion', 'kind', 'metadata', 'spec']);
  reader.fields(['metadata'], metadataFields);
  reader.fields(['spec'], specFields);
  reader.text(['apiVersion'], new RegExp(`^${acceptanceApiVersion}$`), `write ${acceptanceApiVersion}`);
  const moments = readMoments(reader);
  return {
    name: reader.text(
      ['metadata', 'name'],
      new RegExp(patterns.name),
      "write a name of letters, digits and hyphens, e.g. 'ra-0042'",
    ),
    policy: reader.text(
      ['spec', 'policy'],
      anyText,
      "write the kind of the constraint, e.g. 'K8sPSPCapabilities'",
    ),
    constraint: reader.text(['spec', 'constraint'], anyText, 'write the name of the constraint'),
    target: readTarget(reader),
    accepts: readPlaces(reader),
    category: reader.text(
      ['spec', 'category'],
      new RegExp(`^(${categories.join('|')})$`),
      `write one of ${categories.join(', ')}`,
    ) as RiskAcceptance['category'],
    owner: reader.text(['spec', 'owner'], anyText, 'write who answers for the risk'),
    reason: reader.text(['spec', 'reason'], anyText, 'write why the risk may be taken'),
    ticket: reader.text(['spec', 'ticket'], anyText, 'write where the decision is recorded'),
    ...moments,
  };
}

function readMoments(
  reader: DocumentReader,
): Pick<RiskAcceptance, 'createdAt' | 'expiresAt' | 'hardExpiresAt'> {
  const createdAt = reader.moment(
    ['spec', 'createdAt'],
    'write a day or a moment in UTC, e.g. 2026-01-31 or 2026-01-31T09:00:00Z',
  );
  const expiresAt = reader.moment(
    ['spec', 'expiresAt'],
    'an accepted risk ends: write a day or a moment in UTC, e.g. 2026-01-31',
  );
  const hard = ['spec', 'hardExpiresAt'];
  const hardExpiresAt =
    reader.get(hard) === undefined
      ? daysAfter(expiresAt, defaultGraceInDays)
      : reader.moment(
          hard,
          `write a day or a moment in UTC, or leave it out for ${defaultGraceInDays} days after expiresAt`,
        );
  return { createdAt, expiresAt, hardExpiresAt };
}

function readTarget(reader: DocumentReader): AcceptanceTarget {
  const target = ['spec', 'target'];
  reader.fields(target, targetFields);
  const clusters = reader.names([...target, 'clusters'], "write a list of clusters, e.g. ['prod-weu']");
  const stages = reader.names([...target, 'stages'], "write a list of stages, e.g. ['prod']");
  if ((clusters === undefined) === (stages === undefined)) {
    const problem =
      clusters === undefined ? 'names neither clusters nor stages' : 'names clusters and stages';
    reader.refuse(target, `spec.target ${problem}; write one of them, e.g. clusters: [prod-weu]`);
  }
  const namespace = reader.get([...target, 'namespace']);
  return {
    ...(clusters === undefined ? {} : { clusters }),
    ...(stages === undefined ? {} : { stages }),
    namespace:
      namespace === undefined || namespace === ''
        ? ''
        : reader.text(
            [...target, 'namespace'],
            objectName,
            "write a namespace, or the beginning of one and '*'",
          ),
    apiVersion: reader.text(
      [...target, 'apiVersion'],
      new RegExp(patterns.apiVersion),
      "write that of the object, e.g. 'apps/v1'",
    ),
    kind: reader.text(
      [...target, 'kind'],
      new RegExp(patterns.kind),
      "write that of the object, e.g. 'Deployment'",
    ),
    name: reader.text(
      [...target, 'name'],
      objectName,
      "write the object's name, or the beginning of names and '*'",
    ),
  };
}

function readPlaces(reader: DocumentReader): readonly AcceptedPlace[] {
  const accepts = reader.get(['spec', 'accepts']);
  if (!Array.isArray(accepts) || accepts.length === 0) {
    reader.refuse(
      ['spec', 'accepts'],
      'spec.accepts names no place; write a list of {field, digest}, as `fleetkeep accept create` does',
    );
    return [];
  }
  return accepts.map((_, index) => {
    const path = ['spec', 'accepts', index];
    reader.fields(path, placeFields);
    const field = reader.text(
      [...path, 'field'],
      anyText,
      'write the field that `fleetkeep check -o json` gives',
    );
    const digest = reader.text(
      [...path, 'digest'],
      new RegExp(patterns.digest),
      'write the digest that `fleetkeep check -o json` gives, sha256: and 64 digits',
    );
    const value = reader.get([...path, 'value']);
    if (digest !== '' && value !== undefined && valueDigest(value) !== digest) {
      reader.refuse(
        [...path, 'value'],
        `${shown([...path, 'value'])} is ${JSON.stringify(value)}, which is not what the digest is of; write the value that is accepted, or leave it out`,
      );
    }
    return { field, digest };
  });
}
