import { parseYamlDocuments, type YamlDocument, YamlError } from '../../documents/yaml-documents';
import { DocumentReader, shown } from './document-reader';
import { acceptancePatterns as patterns, placeFields, specFields, targetFields } from './fields';
import {
  acceptanceKind,
  type AcceptanceTarget,
  type AcceptedPlace,
  daysAfter,
  defaultGraceInDays,
  type RiskAcceptance,
} from './risk-acceptance';
import { valueDigest } from './value-digest';
import { readDecision, readScope } from './read-decision';
import { readVulnerabilityAcceptance } from './read-vulnerability-acceptance';
import type { VulnerabilityAcceptance } from './vulnerability-acceptance';

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
export interface Placed<Acceptance> {
  readonly acceptance: Acceptance;
  readonly file: string;
  /** The line of a field; that of the nearest parent which exists. */
  readonly lineOf: (...path: readonly (string | number)[]) => number;
}

export type PlacedAcceptance = Placed<RiskAcceptance>;
export type PlacedVulnerabilityAcceptance = Placed<VulnerabilityAcceptance>;

export interface ParsedAcceptances {
  /** Of violations of policies, by file and place in it. */
  readonly acceptances: readonly PlacedAcceptance[];
  /** Of vulnerabilities of images, likewise. */
  readonly vulnerabilities: readonly PlacedVulnerabilityAcceptance[];
  readonly problems: readonly AcceptanceProblem[];
}

/**
 * Reads the `RiskAcceptance` documents of files; other kinds are left aside. One with a problem is reported with all of
 * its problems and not returned.
 */
export function parseAcceptances(files: readonly AcceptanceFile[]): ParsedAcceptances {
  const acceptances: PlacedAcceptance[] = [];
  const vulnerabilities: PlacedVulnerabilityAcceptance[] = [];
  const problems: AcceptanceProblem[] = [];
  for (const { path, text } of files) {
    if (!text.includes(acceptanceKind)) continue;
    for (const document of documentsOf({ path, text }, problems)) {
      if (document.value.kind !== acceptanceKind) continue;
      const reader = new DocumentReader(path, document);
      const place = { file: path, lineOf: (...at: readonly (string | number)[]) => reader.lineOf(at) };
      const isOfVulnerabilities = reader.get(['spec', 'vulnerabilities']) !== undefined;
      if (isOfVulnerabilities) {
        const acceptance = readVulnerabilityAcceptance(reader);
        if (reader.problems.length === 0) vulnerabilities.push({ acceptance, ...place });
      } else {
        const acceptance = readAcceptance(reader);
        if (reader.problems.length === 0) acceptances.push({ acceptance, ...place });
      }
      problems.push(...reader.problems);
    }
  }
  const repeated = repeatedNames([...acceptances, ...vulnerabilities]);
  return { acceptances, vulnerabilities, problems: [...problems, ...repeated] };
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

function repeatedNames(
  acceptances: readonly (PlacedAcceptance | PlacedVulnerabilityAcceptance)[],
): readonly AcceptanceProblem[] {
  const first = new Map<string, string>();
  return acceptances.flatMap(({ acceptance: { name }, file, lineOf }) => {
    const other = first.get(name);
    first.set(name, other ?? file);
    const message = `metadata.name '${name}' is that of ${other} too; give one of them another name`;
    return other === undefined ? [] : [{ file, line: lineOf('metadata', 'name'), name, message }];
  });
}

const anyText = new RegExp(patterns.text);
const objectName = new RegExp(patterns.objectName);

function readAcceptance(reader: DocumentReader): RiskAcceptance {
  const decision = readDecision(reader, specFields);
  const hardExpiresAt = readHardEnd(reader, decision.expiresAt);
  return {
    ...decision,
    hardExpiresAt,
    policy: reader.text(
      ['spec', 'policy'],
      anyText,
      "write the kind of the constraint, e.g. 'K8sPSPCapabilities'",
    ),
    constraint: reader.text(['spec', 'constraint'], anyText, 'write the name of the constraint'),
    target: readTarget(reader),
    accepts: readPlaces(reader),
  };
}

function readHardEnd(reader: DocumentReader, expiresAt: string): string {
  const hard = ['spec', 'hardExpiresAt'];
  if (reader.get(hard) === undefined) return daysAfter(expiresAt, defaultGraceInDays);
  return reader.moment(
    hard,
    `write a day or a moment in UTC, or leave it out for ${defaultGraceInDays} days after expiresAt`,
  );
}

function readTarget(reader: DocumentReader): AcceptanceTarget {
  const target = ['spec', 'target'];
  reader.fields(target, targetFields);
  const namespace = reader.get([...target, 'namespace']);
  return {
    ...readScope(reader),
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
