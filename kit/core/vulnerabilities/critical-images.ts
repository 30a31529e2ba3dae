import { resolve } from 'node:path';

import {
  vulnerabilityAcceptanceProblems,
  acceptanceProblemText,
} from '../../../policies/acceptance/validate-acceptances';
import type { PlacedVulnerabilityAcceptance } from '../../../policies/acceptance/parse-acceptances';
import type { EngineClient } from '../../engine-client/client';
import { type Environment, timeOf } from '../../environment';
import { readAcceptances } from '../acceptances/files';
import type { FactsCache } from '../facts/facts-cache';
import type { ImageUse } from '../images/image-use';
import { type NotEvaluated, notEvaluated, orderNotEvaluated } from '../not-evaluated';
import type { OnProgress } from '../progress';
import { type InventoryPart, inventoryAll, mergeUses, showClusters } from '../workspace/inventory-all';
import type { Scope } from '../workspace/scope';
import { assess, type Assessment, type ExposedVulnerability, orderVulnerabilities, pulled } from './assess';
import { type Exposure, exposureOf } from './exposure';
import { type Imported, ImportStore, readReportFile } from './import-store';
import { unmatchedAmong } from './report-index';
import { scanImages, type Scanner } from './scan-images';
import type { VulnerabilitySeverity } from './scan-report';

export interface CriticalOptions {
  /** Reports that are used without being kept. @default none */
  readonly reports?: readonly string[];
  /** Scans, by a scanner that is installed, what no report is about; what it finds is kept. @default nothing is run */
  readonly scan?: Scanner;
  /** @default none */
  readonly onProgress?: OnProgress;
}

/** The public JSON of `fleetkeep images critical`; its schema is `docs/schemas/images-critical.schema.json`. */
export interface CriticalReport {
  /** The open ones first, of them the worst. */
  readonly vulnerabilities: readonly ExposedVulnerability[];
  readonly exposure: readonly Exposure[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly summary: CriticalSummary;
}

export interface CriticalSummary {
  /** Distinct images that run. */
  readonly images: number;
  /** Of them those that a report is about. */
  readonly scanned: number;
  /** Open ones, each once an image. */
  readonly open: Readonly<Record<VulnerabilitySeverity, number>>;
  readonly accepted: number;
  readonly notAffected: number;
  readonly notEvaluated: number;
}

/**
 * What is known to be wrong with the images that run, by the reports that were imported, and where they run.
 *
 * @throws UsageError when nothing can be read, or a report is none
 */
export async function criticalImages(
  environment: Environment,
  engine: EngineClient,
  cache: FactsCache,
  scope: Scope,
  options: CriticalOptions = {},
): Promise<CriticalReport> {
  const { reports = [], scan, onProgress } = options;
  const given = await readReports(environment, reports);
  const { parts, notEvaluated: hidden } = await inventoryAll(environment, engine, cache, scope);
  const now = timeOf(environment);
  const store = new ImportStore(environment);
  const { imports: kept, broken } = await store.all();
  const registers = await Promise.all(parts.map(registerOf));
  const uses = parts.flatMap((part) => part.uses);
  const own: NotEvaluated[] = [
    ...registers.flatMap(({ problems }) => problems),
    ...broken.map((path) =>
      notEvaluated({ reason: `${path} is not what was imported: import the report again` }),
    ),
    ...unmatchedAmong(given, uses).map(unknownDigest),
  ];
  const imports = [...kept, ...given];
  // What a repository accepts, it accepts for its own clusters.
  const assessAll = (known: readonly Imported[]): readonly Assessment[] =>
    parts.map((part, index) => assess(part.uses, known, registers[index]?.acceptances ?? [], now));
  let assessments = assessAll(imports);
  const unscanned = distinct(assessments);
  if (scan !== undefined && unscanned.length > 0) {
    const scanned = await scanImages(environment, scan, unscanned, (done, item) =>
      onProgress?.({ phase: 'scan', done, total: unscanned.length, item }),
    );
    await store.keep(scanned.imports);
    for (const one of scanned.notEvaluated) own.push(one);
    assessments = assessAll([...imports, ...scanned.imports]);
  }
  const found = assessments.flatMap(({ vulnerabilities }, index) =>
    showClusters(vulnerabilities, parts[index]?.shown ?? ((cluster) => cluster)),
  );
  const vulnerabilities = orderVulnerabilities(mergeUses(found));
  const missing = assessments.flatMap((one, index) =>
    one.notEvaluated.map((entry) => ({
      ...entry,
      cluster: entry.cluster === null ? null : (parts[index]?.shown(entry.cluster) ?? entry.cluster),
    })),
  );
  const all = orderNotEvaluated([...hidden, ...own, ...missing]);
  const images = new Set(assessments.flatMap((one) => one.images)).size;
  const summary = summarize(vulnerabilities, {
    images,
    scanned: images - distinct(assessments).length,
    notEvaluated: all.length,
  });
  return { vulnerabilities, exposure: exposureOf(vulnerabilities), notEvaluated: all, summary };
}

/** The acceptances of a repository that are in order, and what is wrong with the others. */
async function registerOf({ files, clusters, partial }: InventoryPart): Promise<{
  readonly acceptances: readonly PlacedVulnerabilityAcceptance[];
  readonly problems: readonly NotEvaluated[];
}> {
  const { vulnerabilities, problems } = await readAcceptances(files);
  const stages = clusters.flatMap(({ stage }) => stage ?? []);
  // Whoever looks at some of the clusters does not know the others.
  const unfit = partial
    ? []
    : vulnerabilityAcceptanceProblems(vulnerabilities, {
        clusters: clusters.map(({ name }) => name),
        ...(stages.length === 0 ? {} : { stages }),
      });
  const all = [...problems, ...unfit];
  const refused = new Set(all.map(({ file, name }) => `${file}\0${name}`));
  return {
    acceptances: vulnerabilities.filter(
      ({ file, acceptance }) => !refused.has(`${file}\0${acceptance.name}`),
    ),
    problems: all.map((one) =>
      notEvaluated({ file: one.file, line: one.line, reason: acceptanceProblemText(one) }),
    ),
  };
}

/** Images that nothing was reported about, each once. */
function distinct(assessments: readonly Assessment[]): readonly ImageUse[] {
  const all = assessments.flatMap(({ unscanned }) => unscanned);
  return [...new Map(all.map((use) => [pulled(use), use])).values()];
}

async function readReports(environment: Environment, paths: readonly string[]): Promise<readonly Imported[]> {
  const read = await Promise.all(
    paths.map((path) => readReportFile(resolve(environment.workingDirectory, path), path)),
  );
  return read.flat();
}

/** A report of an image that runs nowhere. */
export function unknownDigest({ source, content }: Imported): NotEvaluated {
  const subject = content.kind === 'vex' ? 'what it states something about' : (content.image ?? 'its image');
  const digests =
    content.kind === 'vex' ? content.statements.flatMap(({ digest }) => digest ?? []) : content.digests;
  const of = digests.length === 0 ? '' : ` (${[...new Set(digests)].join(', ')})`;
  return notEvaluated({ reason: `${source}: ${subject}${of} runs nowhere` });
}

/** Where an image of a report runs, by its digests and its name. */
export function clustersOf(imported: Imported, uses: readonly ImageUse[]): readonly string[] {
  const about = uses.filter((use) => unmatchedAmong([imported], [use]).length === 0);
  return [...new Set(about.map(({ cluster }) => cluster))].sort();
}

function summarize(
  vulnerabilities: readonly ExposedVulnerability[],
  counted: Pick<CriticalSummary, 'images' | 'scanned' | 'notEvaluated'>,
): CriticalSummary {
  const open = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { state, severity } of vulnerabilities) if (state === 'open') open[severity]++;
  const of = (state: ExposedVulnerability['state']): number =>
    vulnerabilities.filter((one) => one.state === state).length;
  return { ...counted, open, accepted: of('accepted'), notAffected: of('not-affected') };
}
