import type { VulnerabilityAcceptance } from '../../../policies/acceptance/vulnerability-acceptance';
import { type Environment, timeOf } from '../../environment';
import { type Decision, period, writeNew } from '../acceptances/write';
import type { Severity } from '../check/severity';
import { UsageError } from '../errors';
import type { FleetReading } from '../fleet-reader';
import { readImageFields } from '../images/declared-fields';
import { ImageFinder } from '../images/find-images';
import { imageInventory } from '../images/image-use';
import { parseImage } from '../images/image-reference';
import type { Repository } from '../repository/repository';
import { imageFits } from './acceptance-cover';
import { assess, type ExposedVulnerability } from './assess';
import { ImportStore } from './import-store';
import { vulnerabilitySeverities, type VulnerabilitySeverity } from './scan-report';

/** What is to be accepted. */
export interface AcceptedVulnerabilities {
  /** By any of their names. */
  readonly ids: readonly string[];
  /** As `spec.target.image` takes it. */
  readonly image: string;
  /** @default any */
  readonly packages?: readonly string[];
}

/**
 * Writes the file of a new acceptance of vulnerabilities, in the clusters in which they are, or in the stages that the
 * decision names.
 *
 * @param found what is known of the images that run
 * @returns the file's path in the repository
 * @throws UsageError when no report names them there, or it cannot be accepted so; nothing is written then
 */
export async function createVulnerabilityAcceptance(
  repository: Repository,
  found: readonly ExposedVulnerability[],
  { ids, image, packages = [] }: AcceptedVulnerabilities,
  decision: Decision,
  now: Date,
): Promise<string> {
  const about = ids.map((id) => {
    const named = found.filter(
      (one) =>
        [one.id, ...one.aliases].includes(id) &&
        (packages.length === 0 || packages.includes(one.package)) &&
        isOf(image, one.image),
    );
    if (named.length > 0) return named;
    const where = packages.length === 0 ? '' : ` in ${packages.join(', ')}`;
    throw new UsageError(
      `--vulnerability '${id}': no report names it${where} of an image that runs and is ${image}: take one of \`fleetkeep images critical --severity low\``,
    );
  });
  const clusters = about.flatMap((rows) => rows.flatMap(({ uses }) => uses.map(({ cluster }) => cluster)));
  const { days, stages = [], name, ...said } = decision;
  const severity = worst(about.flatMap((rows) => rows.map((row) => row.severity)));
  return writeNew(repository, name, {
    vulnerabilities: ids,
    target: {
      ...(stages.length === 0 ? { clusters: [...new Set(clusters)].sort() } : { stages }),
      image,
      ...(packages.length === 0 ? {} : { packages }),
    },
    ...said,
    ...period(days, severity, now),
  });
}

/** The worst severity among what an acceptance is about, by the imported reports; the worst there is where none says. */
export async function acceptedSeverity(
  environment: Environment,
  { rendering, files }: Pick<FleetReading, 'rendering' | 'files'>,
  { vulnerabilities: ids, target }: VulnerabilityAcceptance,
): Promise<Severity> {
  const { imports } = await new ImportStore(environment).all();
  const finder = new ImageFinder((await readImageFields(files)).fields);
  const { uses } = imageInventory(rendering, finder);
  const { vulnerabilities } = assess(uses, imports, [], timeOf(environment));
  const about = vulnerabilities.filter(
    (one) => ids.some((id) => [one.id, ...one.aliases].includes(id)) && isOf(target.image, one.image),
  );
  return worst(about.map(({ severity }) => severity));
}

function worst(severities: readonly VulnerabilitySeverity[]): Severity {
  const ranked = severities.map((severity) => (severity === 'unknown' ? 'critical' : severity));
  const rank = Math.max(...ranked.map((severity) => vulnerabilitySeverities.indexOf(severity)));
  const found = ranked.find((severity) => vulnerabilitySeverities.indexOf(severity) === rank);
  return found ?? 'critical';
}

function isOf(pattern: string, image: string): boolean {
  const parsed = parseImage(image);
  return parsed.kind === 'reference' && imageFits(pattern, parsed.reference);
}
