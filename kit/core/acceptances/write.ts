import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Document, parseAllDocuments, stringify } from 'yaml';

import { acceptanceSchemaFile, acceptanceSchemaId } from '../../../policies/acceptance/acceptance-schema';
import {
  parseAcceptances,
  type PlacedAcceptance,
  type PlacedVulnerabilityAcceptance,
} from '../../../policies/acceptance/parse-acceptances';
import {
  acceptanceApiVersion,
  acceptanceFolder,
  acceptanceKind,
  type AcceptanceCategory,
  capInDays,
  daysAfter,
  timestamp,
} from '../../../policies/acceptance/risk-acceptance';
import { acceptanceProblemText } from '../../../policies/acceptance/validate-acceptances';
import type { Finding } from '../check/finding';
import type { Severity } from '../check/severity';
import { UsageError } from '../errors';
import type { Repository } from '../repository/repository';
import { readAcceptances } from './files';

/** Of whatever it is about. */
export type AnyAcceptance = PlacedAcceptance | PlacedVulnerabilityAcceptance;

/** What a person says of a risk. Nothing here approves it: that is the review of the file. */
export interface Decision {
  readonly name: string;
  readonly category: AcceptanceCategory;
  readonly owner: string;
  readonly reason: string;
  readonly ticket: string;
  /** How long. */
  readonly days: number;
  /** In all clusters of these stages instead of in the findings' clusters. */
  readonly stages?: readonly string[];
}

/**
 * Writes the file of a new acceptance.
 *
 * @param findings of one resource and one constraint, in one cluster or several
 * @returns the file's path in the repository
 * @throws UsageError when it cannot be accepted so, or there is an acceptance of this name; nothing is written then
 */
export async function createAcceptance(
  repository: Repository,
  findings: readonly Finding[],
  decision: Decision,
  now: Date,
): Promise<string> {
  const [first] = findings;
  if (first === undefined)
    throw new UsageError('there is no such finding: take one of `fleetkeep check -o json`');
  refuseDifferent(findings);
  const { apiVersion, kind, namespace, name } = first.resource;
  const places = new Map(
    findings.map(({ place, policy }) => {
      if (place !== undefined) return [`${place.field}\0${place.digest}`, place] as const;
      throw new UsageError(
        `${policy} cannot be accepted: its template reads no acceptances; wrap it as 'fleetkeep policy new' does, or correct the resource`,
      );
    }),
  );
  const { days, stages, category, owner, reason, ticket } = decision;
  const clusters = [...new Set(findings.map(({ cluster }) => cluster))].sort();
  return writeNew(repository, decision.name, {
    policy: first.policy,
    constraint: first.constraint,
    target: {
      ...(stages === undefined || stages.length === 0 ? { clusters } : { stages }),
      ...(namespace === '' ? {} : { namespace }),
      apiVersion,
      kind,
      name,
    },
    accepts: [...places.values()].map(({ field, value, digest }) => ({
      field,
      ...(value === undefined ? {} : { value }),
      digest,
    })),
    category,
    owner,
    reason,
    ticket,
    ...period(days, first.severity, now),
  });
}

/**
 * Writes an acceptance to a file of its own.
 *
 * @returns the file's path in the repository
 * @throws UsageError when it is not in order, or there is one of this name; nothing is written then
 */
export async function writeNew(repository: Repository, name: string, spec: object): Promise<string> {
  const document = stringify({
    apiVersion: acceptanceApiVersion,
    kind: acceptanceKind,
    metadata: { name },
    spec,
  });
  const path = `${acceptanceFolder}/${name}.yaml`;
  const text = `${schemaComment(workTree(repository), path)}\n${document}`;
  const { problems } = parseAcceptances([{ path, text }]);
  if (problems.length > 0) throw new UsageError(problems.map(acceptanceProblemText).join('\n'));
  const { acceptances, vulnerabilities } = await readAcceptances((await repository.snapshot()).files);
  const same = [...acceptances, ...vulnerabilities].find(({ acceptance }) => acceptance.name === name);
  const file = join(workTree(repository), path);
  if (same !== undefined || existsSync(file)) {
    throw new UsageError(
      `there is an acceptance '${name}' in ${same?.file ?? path}: give another --name, or renew that one`,
    );
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, { flag: 'wx' });
  return path;
}

/**
 * Gives an acceptance a new period from now on; the rest of the file stays as it is.
 *
 * @returns the file's path in the repository
 */
export async function renewAcceptance(
  repository: Repository,
  name: string,
  change: {
    readonly days: number;
    /** Of what it is about. */
    readonly severity: (acceptance: AnyAcceptance) => Severity | Promise<Severity>;
    readonly reason?: string;
    readonly ticket?: string;
  },
  now: Date,
): Promise<string> {
  const found = await findAcceptance(repository, name);
  const { file } = found;
  const path = join(workTree(repository), file);
  const { createdAt, expiresAt } = period(change.days, await change.severity(found), now);
  const document = await onlyDocument(path, file);
  document.setIn(['spec', 'createdAt'], createdAt);
  document.setIn(['spec', 'expiresAt'], expiresAt);
  document.deleteIn(['spec', 'hardExpiresAt']);
  if (change.reason !== undefined) document.setIn(['spec', 'reason'], change.reason);
  if (change.ticket !== undefined) document.setIn(['spec', 'ticket'], change.ticket);
  await writeFile(path, document.toString());
  return file;
}

/**
 * Takes an acceptance away, with its file.
 *
 * @returns the path that the file had
 */
export async function revokeAcceptance(repository: Repository, name: string): Promise<string> {
  const { file } = await findAcceptance(repository, name);
  const path = join(workTree(repository), file);
  await onlyDocument(path, file);
  await rm(path);
  return file;
}

/** A tool that rewrote what else is in the file would be a surprise. */
async function onlyDocument(path: string, file: string): Promise<Document.Parsed> {
  const documents = parseAllDocuments(await readFile(path, 'utf8'));
  const [document] = Array.isArray(documents) ? documents : [];
  if (document !== undefined && documents.length === 1) return document;
  throw new UsageError(`${file} holds more than one document: change it by hand`);
}

async function findAcceptance(repository: Repository, name: string): Promise<AnyAcceptance> {
  workTree(repository);
  const { acceptances, vulnerabilities, problems } = await readAcceptances(
    (await repository.snapshot()).files,
  );
  const all: readonly AnyAcceptance[] = [...acceptances, ...vulnerabilities];
  const found = all.find(({ acceptance }) => acceptance.name === name);
  if (found !== undefined) return found;
  const known = all.map(({ acceptance }) => acceptance.name).join(', ');
  const broken = problems.map((problem) => `\n  ${acceptanceProblemText(problem)}`).join('');
  throw new UsageError(
    `there is no acceptance '${name}': there are ${known === '' ? 'none' : known}${broken}`,
  );
}

/**
 * The line by which editors check the file as it is written (https://github.com/redhat-developer/yaml-language-server):
 * the schema of the project's own `fleetkeep` where that is installed, which needs no network.
 */
function schemaComment(root: string, path: string): string {
  const installed = `node_modules/fleetkeep/docs/schemas/${acceptanceSchemaFile}`;
  const up = '../'.repeat(path.split('/').length - 1);
  const schema = existsSync(join(root, installed)) ? `${up}${installed}` : acceptanceSchemaId;
  return `# yaml-language-server: $schema=${schema}`;
}

function workTree(repository: Repository): string {
  if (repository.hasWorkTree) return repository.path;
  throw new UsageError(
    `${repository.label} has no working tree to write to: clone it, and say its path by --repository`,
  );
}

/** From now on, for so many days. @throws UsageError past the cap */
export function period(
  days: number,
  severity: Severity,
  now: Date,
): { createdAt: string; expiresAt: string } {
  const cap = capInDays[severity];
  if (!Number.isInteger(days) || days < 1 || days > cap) {
    throw new UsageError(
      `--days '${days}' is not 1 to ${cap}, the cap of a policy of severity ${severity}: say at most ${cap}, and renew it then`,
    );
  }
  const createdAt = timestamp(now);
  return { createdAt, expiresAt: daysAfter(createdAt, days) };
}

function refuseDifferent(findings: readonly Finding[]): void {
  const keys = findings.map(({ policy, constraint, resource }) =>
    JSON.stringify([policy, constraint, resource]),
  );
  if (new Set(keys).size === 1) return;
  const shown = findings.map(
    ({ policy, constraint, resource }) =>
      `\n  ${policy}/${constraint} of ${resource.namespace}/${resource.kind}/${resource.name}`,
  );
  throw new UsageError(
    `one acceptance is about one constraint and one resource; these are more:${shown.join('')}`,
  );
}
