import type { PlacedVulnerabilityAcceptance } from '../../../policies/acceptance/parse-acceptances';
import { groupBy } from '../group-by';
import { canonicalImage } from '../images/image-reference';
import type { ImageUse } from '../images/image-use';
import { type ImagePlace, placeOf } from '../images/image-place';
import { type NotEvaluated, notEvaluated, orderNotEvaluated } from '../not-evaluated';
import { AcceptanceCover, type VulnerabilityCover } from './acceptance-cover';
import type { Imported } from './import-store';
import { type MatchedBy, ReportIndex } from './report-index';
import {
  type ScanReport,
  type VexStatus,
  type Vulnerability,
  vulnerabilitySeverities,
  type VulnerabilitySeverity,
} from './scan-report';

/**
 * - `open`: it counts
 * - `accepted`: somebody answers for it, until a day
 * - `not-affected`: the maker says that it does no harm there, or is repaired
 */
export type VulnerabilityState = 'open' | 'accepted' | 'not-affected';

/** A vulnerability of an image, and the places that it is in, in one state. Part of the public JSON of `fleetkeep images critical`. */
export interface ExposedVulnerability extends Vulnerability {
  /** As it is pulled, `docker.io/library/nginx:1.27`. */
  readonly image: string;
  readonly state: VulnerabilityState;
  /** The one that covers it; of an open one that which did, until it ended. */
  readonly acceptance: VulnerabilityCover | null;
  /** Who found it. */
  readonly tools: readonly string[];
  readonly scannedAt: string | null;
  readonly matchedBy: MatchedBy;
  readonly uses: readonly ImagePlace[];
}

export interface Assessment {
  /** The worst first. */
  readonly vulnerabilities: readonly ExposedVulnerability[];
  /** Images without a report, and acceptances that may not be as long as they are. */
  readonly notEvaluated: readonly NotEvaluated[];
  /** Images that nothing was reported about. */
  readonly unscanned: readonly ImageUse[];
  /** Distinct images, as they are pulled. */
  readonly images: readonly string[];
  /** How many findings each acceptance is about. */
  readonly used: ReadonlyMap<string, number>;
}

/** Brings together what runs, what was reported, and what is accepted. */
export function assess(
  uses: readonly ImageUse[],
  imports: readonly Imported[],
  acceptances: readonly PlacedVulnerabilityAcceptance[],
  now: Date,
): Assessment {
  const index = new ReportIndex(imports);
  const cover = new AcceptanceCover(acceptances, now);
  const images = [
    ...groupBy(
      uses.filter(({ registry }) => registry !== null),
      pulled,
    ).values(),
  ];
  const vulnerabilities: ExposedVulnerability[] = [];
  const unscanned: ImageUse[] = [];
  for (const of of images) {
    const [first] = of;
    const matched = first === undefined ? undefined : index.find(first);
    if (first === undefined) continue;
    if (matched === undefined) {
      unscanned.push(first);
      continue;
    }
    for (const { vulnerability, tools, scannedAt } of merged(matched.reports)) {
      const vex = vulnerability.vex ?? index.vexOf(first, matched.reports, vulnerability) ?? null;
      const about = {
        ...vulnerability,
        vex,
        image: pulled(first),
        tools,
        scannedAt,
        matchedBy: matched.matchedBy,
      };
      for (const one of byState(about, of, cover)) vulnerabilities.push(one);
    }
  }
  return {
    vulnerabilities: orderVulnerabilities(vulnerabilities),
    notEvaluated: orderNotEvaluated([...unscanned.map(unscannedReason), ...cover.problems]),
    unscanned,
    images: images.flatMap(([first]) => (first === undefined ? [] : [pulled(first)])),
    used: cover.used,
  };
}

/** `docker.io/library/nginx:1.27` */
export function pulled({ registry, repository, tag, digest }: ImageUse): string {
  return canonicalImage({ registry: registry ?? '', repository: repository ?? '', tag, digest });
}

function unscannedReason(use: ImageUse): NotEvaluated {
  const { cluster, kustomization, file, line } = use;
  const pinned = use.digest === null ? '' : ' of this digest';
  const reason = `there is no report${pinned} about ${pulled(use)}: scan it and 'fleetkeep import' the report, or say --scan`;
  return notEvaluated({ cluster, kustomization, file, line, reason });
}

interface Merged {
  readonly vulnerability: Vulnerability;
  readonly tools: readonly string[];
  readonly scannedAt: string | null;
}

/** What several scanners found, once: by name, package and version; of what they say of it the worst and the most. */
function merged(reports: readonly ScanReport[]): readonly Merged[] {
  const found = new Map<string, Merged>();
  for (const { tool, scannedAt, vulnerabilities } of reports) {
    for (const one of vulnerabilities) {
      const key = JSON.stringify([one.id, one.package, one.version]);
      const known = found.get(key);
      found.set(key, {
        vulnerability: known === undefined ? one : worse(known.vulnerability, one),
        tools: [...new Set([...(known?.tools ?? []), tool])].sort(),
        scannedAt: [known?.scannedAt ?? '', scannedAt ?? ''].sort().at(-1) || null,
      });
    }
  }
  return [...found.values()];
}

function worse(a: Vulnerability, b: Vulnerability): Vulnerability {
  const [first, second] = rank(a.severity) >= rank(b.severity) ? [a, b] : [b, a];
  const scores = [a.score, b.score].filter((score) => score !== null);
  return {
    ...first,
    aliases: [...new Set([...a.aliases, ...b.aliases])].sort(),
    score: scores.length === 0 ? null : Math.max(...scores),
    purl: first.purl ?? second.purl,
    fixedVersion: first.fixedVersion ?? second.fixedVersion,
    title: first.title ?? second.title,
    url: first.url ?? second.url,
    vex: first.vex ?? second.vex,
  };
}

/** A row for each state that the vulnerability has somewhere. */
function byState(
  about: Omit<ExposedVulnerability, 'state' | 'acceptance' | 'uses'>,
  uses: readonly ImageUse[],
  cover: AcceptanceCover,
): readonly ExposedVulnerability[] {
  const placed = uses.map((use) => ({ use, ...stateIn(about, use, cover) }));
  const groups = groupBy(placed, ({ state, acceptance }) => JSON.stringify([state, acceptance]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { state, acceptance } = first;
    return [{ ...about, state, acceptance, uses: group.map(({ use }) => placeOf(use)) }];
  });
}

function stateIn(
  vulnerability: Vulnerability & { readonly vex: VexStatus | null },
  use: ImageUse,
  cover: AcceptanceCover,
): Pick<ExposedVulnerability, 'state' | 'acceptance'> {
  const found = cover.find(vulnerability, use);
  const { status } = vulnerability.vex ?? {};
  if (status === 'not_affected' || status === 'fixed') return { state: 'not-affected', acceptance: null };
  if (found === undefined) return { state: 'open', acceptance: null };
  return { state: found.holds ? 'accepted' : 'open', acceptance: found.cover };
}

function rank(severity: VulnerabilitySeverity): number {
  return vulnerabilitySeverities.indexOf(severity);
}

const states: readonly VulnerabilityState[] = ['open', 'accepted', 'not-affected'];

/** The open ones first, of them the worst. */
export function orderVulnerabilities(
  vulnerabilities: readonly ExposedVulnerability[],
): readonly ExposedVulnerability[] {
  return [...vulnerabilities].sort(order);
}

function order(a: ExposedVulnerability, b: ExposedVulnerability): number {
  const text = (one: ExposedVulnerability): string =>
    [one.id, one.image, one.package, one.version].join('\0');
  return (
    states.indexOf(a.state) - states.indexOf(b.state) ||
    rank(b.severity) - rank(a.severity) ||
    (b.score ?? -1) - (a.score ?? -1) ||
    (text(a) < text(b) ? -1 : 1)
  );
}
