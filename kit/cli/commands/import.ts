import { resolve } from 'node:path';

import { UsageError } from '../../core/errors';
import type { ImageUse } from '../../core/images/image-use';
import { readInventory } from '../../core/images/read-inventory';
import { clustersOf, unknownDigest } from '../../core/vulnerabilities/critical-images';
import { type Imported, ImportStore, readReportFile } from '../../core/vulnerabilities/import-store';
import {
  type ReportFormat,
  vulnerabilitySeverities,
  type VulnerabilitySeverity,
} from '../../core/vulnerabilities/scan-report';
import type { CommandSpec, Context } from '../command';
import { exitCodeOf } from '../exit-code';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { type Column, table } from '../output/table';
import { yaml } from '../output/yaml';

/** One imported report. The public JSON of `fleetkeep import`. */
interface ImportedReport {
  readonly source: string;
  readonly format: ReportFormat;
  readonly tool: string | null;
  readonly image: string | null;
  readonly digests: readonly string[];
  readonly scannedAt: string | null;
  /** Null for a document of statements. */
  readonly vulnerabilities: Readonly<Record<VulnerabilitySeverity, number>> | null;
  readonly statements: number;
  /** Where the image runs; null where no repository was read. */
  readonly clusters: readonly string[] | null;
}

/** `fleetkeep import` */
export const importCommand: CommandSpec = {
  description:
    'Reads a report by what it says it is: JSON of Trivy or Grype, SARIF of either, CycloneDX with VEX, OpenVEX, or VulnerabilityReports of trivy-operator (JSON or YAML, one or a list). Keeps what is needed of it in $XDG_DATA_HOME/fleetkeep/imports, by its content; a later report of the same tool about the same image takes its place. Ends with 3 when an image of it runs nowhere in the repository.',
  operand: { name: '<file>', description: 'the report' },
  options: [],
  examples: [
    { does: 'what a pipeline has scanned', line: 'fleetkeep import trivy.json' },
    {
      does: 'what trivy-operator has found in a cluster',
      line: 'kubectl get vulnerabilityreports -A -o json > reports.json && fleetkeep import reports.json',
    },
  ],
  async run(context, _, file = '') {
    const { environment, terminal, format } = context;
    const imports = await readReportFile(resolve(environment.workingDirectory, file), file);
    const uses = await usesOf(context);
    const older = await new ImportStore(environment).keep(imports);
    const reports = imports.map((imported) => describe(imported, uses));
    const printers = {
      table: () => table(reports, columns, terminal),
      json: () => json(reports),
      yaml: () => yaml(reports),
      csv: () => csv(reports, columns),
    };
    context.print(print(printers, format));
    if (older > 0)
      context.warn(`${older} older ${older === 1 ? 'report has' : 'reports have'} been replaced\n`);
    const unknown = imports.filter((_, index) => reports[index]?.clusters?.length === 0).map(unknownDigest);
    context.warn(notEvaluatedBeside(unknown, terminal, context.format));
    return exitCodeOf({ notEvaluated: unknown.length });
  },
};

/** Undefined where nobody said a repository, and none is stood in. */
async function usesOf(context: Context): Promise<readonly ImageUse[] | undefined> {
  const { environment, engine, read } = context;
  try {
    return (await readInventory(environment, engine, read)).uses;
  } catch (error) {
    if (!(error instanceof UsageError) || read.repository !== undefined) throw error;
    context.warn(`not compared with what runs: ${error.message}\n`);
    return undefined;
  }
}

function describe({ source, content }: Imported, uses: readonly ImageUse[] | undefined): ImportedReport {
  const clusters = uses === undefined ? null : clustersOf({ source, content }, uses);
  if (content.kind === 'vex') {
    const { format, author, statedAt, statements } = content;
    const digests = [...new Set(statements.flatMap(({ digest }) => digest ?? []))];
    const image = statements[0]?.repository ?? null;
    return {
      source,
      format,
      tool: author,
      image,
      digests,
      scannedAt: statedAt,
      vulnerabilities: null,
      statements: statements.length,
      clusters,
    };
  }
  const { format, tool, image, digests, scannedAt } = content;
  const counts = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { severity } of content.vulnerabilities) counts[severity]++;
  return {
    source,
    format,
    tool,
    image,
    digests,
    scannedAt,
    vulnerabilities: counts,
    statements: 0,
    clusters,
  };
}

const columns: readonly Column<ImportedReport>[] = [
  { title: 'FORMAT', value: ({ format }) => format },
  { title: 'IMAGE', value: ({ image }) => image, shrinks: true },
  { title: 'DIGEST', value: ({ digests }) => digests[0]?.slice(0, 'sha256:'.length + 12) },
  { title: 'SCANNED', value: ({ scannedAt }) => scannedAt?.slice(0, 10) },
  { title: 'FOUND', value: found, shrinks: true },
  { title: 'RUNS IN', value: ({ clusters }) => clusters?.join(', '), shrinks: true },
];

/** `2 critical, 1 low`, the worst first. */
function found({ vulnerabilities, statements }: ImportedReport): string {
  if (vulnerabilities === null) return `${statements} statements`;
  const parts = vulnerabilitySeverities.toReversed().filter((severity) => vulnerabilities[severity] > 0);
  return parts.map((severity) => `${vulnerabilities[severity]} ${severity}`).join(', ') || 'nothing';
}
