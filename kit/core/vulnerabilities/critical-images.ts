import { resolve } from 'node:path';

import {
  vulnerabilityAcceptanceProblems,
  acceptanceProblemText,
} from '../../../policies/acceptance/validate-acceptances';
import type { EngineClient } from '../../engine-client/client';
import { type Environment, timeOf } from '../../environment';
import { readAcceptances } from '../acceptances/files';
import type { ReadOptions } from '../fleet-reader';
import type { ImageUse } from '../images/image-use';
import { readInventory } from '../images/read-inventory';
import { type NotEvaluated, notEvaluated, orderNotEvaluated } from '../not-evaluated';
import { assess, type ExposedVulnerability } from './assess';
import type { Exposure } from './exposure';
import { type Imported, ImportStore, readReportFile } from './import-store';
import { unmatchedAmong } from './report-index';
import { scanImages, type Scanner } from './scan-images';
import type { VulnerabilitySeverity } from './scan-report';

export interface CriticalOptions extends ReadOptions {
  /** Reports that are used without being kept. @default none */
  readonly reports?: readonly string[];
  /** Scans, by a scanner that is installed, what no report is about; what it finds is kept. @default nothing is run */
  readonly scan?: Scanner;
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
  options: CriticalOptions,
): Promise<CriticalReport> {
  const { reports = [], scan, onProgress } = options;
  const given = await readReports(environment, reports);
  const { reading, uses, notEvaluated: hidden } = await readInventory(environment, engine, options);
  const now = timeOf(environment);
  const store = new ImportStore(environment);
  const { imports: kept, broken } = await store.all();
  const { vulnerabilities: acceptances, problems } = await readAcceptances(reading.files);
  const stages = reading.rendering.clusters.flatMap(({ cluster: { stage } }) => stage ?? []);
  const unfit = reading.partial
    ? []
    : vulnerabilityAcceptanceProblems(acceptances, {
        clusters: reading.rendering.clusters.map(({ cluster: { name } }) => name),
        ...(stages.length === 0 ? {} : { stages }),
      });
  const refused = new Set([...problems, ...unfit].map(({ file, name }) => `${file}\0${name}`));
  const sound = acceptances.filter(({ file, acceptance }) => !refused.has(`${file}\0${acceptance.name}`));
  const own: NotEvaluated[] = [
    ...[...problems, ...unfit].map((one) =>
      notEvaluated({ file: one.file, line: one.line, reason: acceptanceProblemText(one) }),
    ),
    ...broken.map((path) =>
      notEvaluated({ reason: `${path} is not what was imported: import the report again` }),
    ),
    ...unmatchedAmong(given, uses).map(unknownDigest),
  ];
  const imports = [...kept, ...given];
  let assessment = assess(uses, imports, sound, now);
  if (scan !== undefined && assessment.unscanned.length > 0) {
    const total = assessment.unscanned.length;
    const scanned = await scanImages(environment, scan, assessment.unscanned, (done, item) =>
      onProgress?.({ phase: 'scan', done, total, item }),
    );
    await store.keep(scanned.imports);
    own.push(...scanned.notEvaluated);
    assessment = assess(uses, [...imports, ...scanned.imports], sound, now);
  }
  const all = orderNotEvaluated([...hidden, ...own, ...assessment.notEvaluated]);
  const { vulnerabilities, exposure, images, unscanned } = assessment;
  const summary = summarize(vulnerabilities, {
    images,
    scanned: images - unscanned.length,
    notEvaluated: all.length,
  });
  return { vulnerabilities, exposure, notEvaluated: all, summary };
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
