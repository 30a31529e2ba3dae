import { holdsInStage, namesCluster } from '../../../policies/acceptance/compile-exceptions';
import type { PlacedVulnerabilityAcceptance } from '../../../policies/acceptance/parse-acceptances';
import { capInDays, daysAfter, daysBetween } from '../../../policies/acceptance/risk-acceptance';
import type { VulnerabilityAcceptance } from '../../../policies/acceptance/vulnerability-acceptance';
import { parseImage } from '../images/image-reference';
import type { ImageUse } from '../images/image-use';
import { groupBy } from '../group-by';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { Vulnerability, VulnerabilitySeverity } from './scan-report';

/** The acceptance that is about a vulnerability in a place. Part of the public JSON. */
export interface VulnerabilityCover {
  readonly name: string;
  /** RFC 3339. From then on it counts again. */
  readonly expiresAt: string;
}

/** Finds what accepts a vulnerability, and remembers what was used and what may not be as long as it is. */
export class AcceptanceCover {
  private readonly byId: ReadonlyMap<string, readonly (readonly [string, PlacedVulnerabilityAcceptance])[]>;
  /** The acceptances that are about something that was found, ended ones too, and how much. */
  readonly used = new Map<string, number>();
  private readonly tooLong = new Map<PlacedVulnerabilityAcceptance, VulnerabilitySeverity>();

  constructor(
    acceptances: readonly PlacedVulnerabilityAcceptance[],
    private readonly now: Date,
  ) {
    const pairs = acceptances.flatMap((placed) =>
      placed.acceptance.vulnerabilities.map((id) => [id, placed] as const),
    );
    this.byId = groupBy(pairs, ([id]) => id);
  }

  /**
   * The acceptance that holds longest; one that has ended where none holds.
   *
   * @returns `holds` says whether it still does
   */
  find(
    vulnerability: Vulnerability,
    use: ImageUse,
  ): { readonly cover: VulnerabilityCover; readonly holds: boolean } | undefined {
    const names = [vulnerability.id, ...vulnerability.aliases];
    const about = names
      .flatMap((id) => this.byId.get(id) ?? [])
      .map(([, placed]) => placed)
      .filter(({ acceptance }) => isAbout(acceptance, vulnerability, use));
    for (const { acceptance } of about)
      this.used.set(acceptance.name, (this.used.get(acceptance.name) ?? 0) + 1);
    const allowed = about.filter((placed) => this.isShortEnough(placed, vulnerability.severity));
    const [best] = allowed.sort(
      (a, b) => Date.parse(b.acceptance.expiresAt) - Date.parse(a.acceptance.expiresAt),
    );
    if (best === undefined) return undefined;
    const { name, expiresAt } = best.acceptance;
    return { cover: { name, expiresAt }, holds: this.now.getTime() < Date.parse(expiresAt) };
  }

  /** The acceptances that are longer than the severity of what they cover lets them be: they cover nothing of it. */
  get problems(): readonly NotEvaluated[] {
    return [...this.tooLong].map(([{ acceptance, file, lineOf }, severity]) => {
      const { name, createdAt, expiresAt } = acceptance;
      const cap = capOf(severity);
      const last = daysAfter(createdAt, cap);
      const reason = `risk acceptance '${name}': spec.expiresAt ${expiresAt} is more than ${cap} days after createdAt, the cap of severity ${severity}; write ${last} or earlier`;
      return notEvaluated({ file, line: lineOf('spec', 'expiresAt'), reason });
    });
  }

  private isShortEnough(placed: PlacedVulnerabilityAcceptance, severity: VulnerabilitySeverity): boolean {
    const { createdAt, expiresAt } = placed.acceptance;
    if (daysBetween(createdAt, expiresAt) <= capOf(severity)) return true;
    const known = this.tooLong.get(placed);
    if (known === undefined || capOf(severity) < capOf(known)) this.tooLong.set(placed, severity);
    return false;
  }
}

/** In days. What nobody has rated may be as bad as any. */
export function capOf(severity: VulnerabilitySeverity): number {
  return capInDays[severity === 'unknown' ? 'critical' : severity];
}

/** Whether an acceptance's image, package, cluster and stage are those of a vulnerability that it names. */
function isAbout(acceptance: VulnerabilityAcceptance, vulnerability: Vulnerability, use: ImageUse): boolean {
  const { packages } = acceptance.target;
  const inScope =
    namesCluster(acceptance, use.cluster) ||
    acceptance.target.clusters?.includes('*') === true ||
    (use.stage !== null && holdsInStage(acceptance, use.stage));
  return (
    inScope &&
    (packages === undefined || packages.includes(vulnerability.package)) &&
    imageFits(acceptance.target.image, use)
  );
}

/** Whether an acceptance's image is the one that is used: its repository, and its tag and digest where it says them. */
export function imageFits(
  pattern: string,
  { registry, repository, tag, digest }: Pick<ImageUse, 'registry' | 'repository' | 'tag' | 'digest'>,
): boolean {
  const name = `${registry}/${repository}`;
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1));
  const parsed = parseImage(pattern);
  if (parsed.kind === 'invalid' || `${parsed.reference.registry}/${parsed.reference.repository}` !== name)
    return false;
  const saysTag = /:[^/]*$/.test(pattern.replace(/@.*/, ''));
  return (
    (!saysTag || parsed.reference.tag === tag) &&
    (parsed.reference.digest === null || parsed.reference.digest === digest)
  );
}
