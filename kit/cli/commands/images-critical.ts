import { isAtLeast, isSeverity, severities, type Severity } from '../../core/check/severity';
import { UsageError } from '../../core/errors';
import type { ExposedVulnerability } from '../../core/vulnerabilities/assess';
import { criticalImages, type CriticalSummary } from '../../core/vulnerabilities/critical-images';
import type { Exposure } from '../../core/vulnerabilities/exposure';
import { type Scanner, scanners } from '../../core/vulnerabilities/scan-images';
import { vulnerabilitySeverities, type VulnerabilitySeverity } from '../../core/vulnerabilities/scan-report';
import { type CommandSpec, listOf, textOf } from '../command';
import { exitCodeOf } from '../exit-code';
import { csv } from '../output/csv';
import { print } from '../output/format';
import { eachPlace, type InPlace, placeFields, usedIn } from '../output/image-uses';
import { json } from '../output/json';
import { notEvaluatedList, notEvaluatedBeside } from '../output/not-evaluated';
import { plural } from '../output/summary';
import { type Column, table } from '../output/table';
import type { Terminal } from '../output/terminal';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep images critical` */
export const imagesCriticalCommand: CommandSpec = {
  description:
    'Brings together the images that run, the reports of scanners that were imported (`fleetkeep import`), and what is accepted: by digest; an image that Git names by its tag alone, by name and tag. Acceptances are those of the one register, .securitytower/acceptances/, with an end and a cap by severity; what a VEX document says is not affected does not count. An image without a report is not evaluated, never clean. Ends with 1 when something open is as bad as --fail-on says, 3 when something could not be evaluated.',
  options: [
    {
      flags: '--severity <severity>',
      description: 'list what is as bad, or worse (default: critical)',
      choices: severities,
    },
    {
      flags: '--fail-on <severity>',
      description: 'what counts for the exit code (default: what is listed)',
      choices: severities,
    },
    {
      flags: '--report <file>',
      description: 'use this report too, without keeping it; repeatable',
      repeatable: true,
    },
    {
      flags: '--scan <scanner>',
      description: 'scan what no report is about, by this scanner, which must be installed',
      choices: scanners,
    },
  ],
  examples: [
    { does: 'the critical ones, after an import', line: 'fleetkeep images critical' },
    {
      does: 'in a pipeline, from a file',
      line: 'fleetkeep images critical --report trivy.json --severity high',
    },
    { does: 'scan what nobody has', line: 'fleetkeep images critical --scan trivy' },
  ],
  async run(context, options) {
    const { environment, engine, terminal, read, format } = context;
    const severity = severityOf('--severity', textOf(options.severity)) ?? 'critical';
    const failOn = severityOf('--fail-on', textOf(options.failOn)) ?? severity;
    const report = await criticalImages(environment, engine, context.facts, await scopeFor(context), {
      onProgress: read.onProgress,
      reports: listOf(options.report),
      scan: scanners.find((one): one is Scanner => one === options.scan),
    });
    const listed = report.vulnerabilities.filter((one) => isAsBad(one.severity, severity));
    const shown = { ...report, vulnerabilities: listed };
    const people = (wide: boolean) => () =>
      (listed.length === 0 ? '' : `${table(listed, columns(terminal, wide), terminal)}\n`) +
      (report.exposure.length === 0 ? '' : `${table(report.exposure, exposureColumns, terminal)}\n`) +
      notEvaluatedList(report.notEvaluated, terminal, wide) +
      summaryLine(report.summary, terminal);
    const printers = {
      table: people(false),
      wide: people(true),
      json: () => json(shown),
      yaml: () => yaml(shown),
      csv: () => csv(eachPlace(listed), fields),
    };
    context.print(print(printers, format));
    if (format === 'csv') context.warn(notEvaluatedBeside(report.notEvaluated, terminal, format));
    const counted = report.vulnerabilities.filter(
      (one) => one.state === 'open' && isAsBad(one.severity, failOn),
    );
    return exitCodeOf({ notEvaluated: report.notEvaluated.length, findings: counted.length });
  },
};

function severityOf(option: string, text: string | undefined): Severity | undefined {
  if (text === undefined || isSeverity(text)) return text;
  throw new UsageError(`${option} '${text}' is no severity: there are ${severities.join(', ')}`);
}

/** What nobody has rated may be as bad as any, and is listed with the mildest. */
function isAsBad(severity: VulnerabilitySeverity, threshold: Severity): boolean {
  return severity === 'unknown' ? threshold === 'low' : isAtLeast(severity, threshold);
}

function columns({ colors }: Terminal, wide: boolean): readonly Column<ExposedVulnerability>[] {
  const paint: Readonly<Record<VulnerabilitySeverity, (text: string) => string>> = {
    critical: colors.red,
    high: colors.red,
    medium: colors.yellow,
    low: colors.dim,
    unknown: colors.yellow,
  };
  const all: readonly (Column<ExposedVulnerability> | undefined)[] = [
    {
      title: 'SEVERITY',
      value: ({ severity }) => severity,
      paint: (text, { severity }) => paint[severity](text),
    },
    { title: 'STATE', value: stateOf, shrinks: true },
    { title: 'VULNERABILITY', value: ({ id }) => id },
    { title: 'PACKAGE', value: (one) => `${one.package} ${one.version ?? ''}`.trim(), shrinks: true },
    { title: 'FIXED IN', value: ({ fixedVersion }) => fixedVersion, shrinks: true },
    { title: 'IMAGE', value: ({ image }) => shortened(image, wide), shrinks: true },
    ...usedIn(wide),
    wide
      ? {
          title: 'FOUND BY',
          value: ({ tools, scannedAt }) => `${tools.join(', ')} ${scannedAt?.slice(0, 10) ?? ''}`.trim(),
        }
      : undefined,
  ];
  return all.filter((column) => column !== undefined);
}

/** The digest by its beginning, or without it. */
function shortened(image: string, wide: boolean): string {
  return image.replace(/@(sha256:.{12}).*/, wide ? '@$1' : '');
}

/** `accepted until 2026-12-31 (ra-1)`; `open, ra-1 ended 2026-01-31`. */
function stateOf({ state, acceptance, vex }: ExposedVulnerability): string {
  const day = acceptance?.expiresAt.slice(0, 10);
  if (state === 'not-affected') return `not affected${vex?.status === 'fixed' ? ' (fixed)' : ''}`;
  if (acceptance === null) return vex === null ? state : `${state} (${vex.status.replaceAll('_', ' ')})`;
  return state === 'accepted'
    ? `accepted until ${day} (${acceptance.name})`
    : `open, ${acceptance.name} ended ${day}`;
}

/** So that the table fits 80 columns. */
const shortNames: Readonly<Record<VulnerabilitySeverity, string>> = {
  critical: 'CRIT',
  high: 'HIGH',
  medium: 'MED',
  low: 'LOW',
  unknown: 'UNK',
};

const exposureColumns: readonly Column<Exposure>[] = [
  { title: 'WHERE', value: ({ by }) => by },
  { title: 'NAME', value: ({ name }) => name, shrinks: true },
  { title: 'IMAGES', value: ({ images }) => images, alignRight: true },
  ...vulnerabilitySeverities.toReversed().map((severity): Column<Exposure> => ({
    title: shortNames[severity],
    value: (one) => one[severity],
    alignRight: true,
  })),
  { title: 'FIXABLE', value: ({ fixable }) => fixable, alignRight: true },
  { title: 'ACCEPTED', value: ({ accepted }) => accepted, alignRight: true },
];

function summaryLine(summary: CriticalSummary, { colors }: Terminal): string {
  const { images, scanned, open, accepted, notAffected, notEvaluated } = summary;
  const counts = vulnerabilitySeverities.toReversed().filter((severity) => open[severity] > 0);
  const parts = [
    counts.map((severity) => `${open[severity]} ${severity}`).join(', ') || 'nothing open',
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(notAffected > 0 ? [`${notAffected} not affected`] : []),
    ...(notEvaluated > 0 ? [`${notEvaluated} not evaluated`] : []),
  ];
  const paint = counts.length > 0 ? colors.red : notEvaluated > 0 ? colors.yellow : colors.green;
  return `${scanned} of ${plural(images, 'image')} scanned: ${paint(parts.join(', '))}\n`;
}

type Row = InPlace<ExposedVulnerability>;

const fields = [
  ...(
    [
      'id',
      'severity',
      'score',
      'state',
      'package',
      'version',
      'fixedVersion',
      'image',
      'matchedBy',
      'scannedAt',
    ] as const
  ).map((title) => ({ title, value: (row: Row) => row[title] })),
  { title: 'tools', value: (row: Row) => row.tools.join(' ') },
  { title: 'acceptance', value: (row: Row) => row.acceptance?.name },
  { title: 'acceptedUntil', value: (row: Row) => row.acceptance?.expiresAt },
  ...placeFields,
  ...(['url', 'title'] as const).map((title) => ({ title, value: (row: Row) => row[title] })),
];
