import type { Import, ScanReport, VexStatement, VexStatus, Vulnerability } from '../scan-report';
import {
  at,
  digestsIn,
  listAt,
  momentAt,
  named,
  numberAt,
  ociPackage,
  plainPurl,
  severityOf,
  textAt,
  textsAt,
} from './fields';

/** By https://cyclonedx.org/docs/1.6/json/#vulnerabilities_items_analysis_state */
const statuses: Readonly<Record<string, VexStatus['status']>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under_investigation',
  false_positive: 'not_affected',
  not_affected: 'not_affected',
};

interface Component {
  readonly name: string;
  readonly version: string | null;
  readonly purl: string | null;
}

/**
 * CycloneDX (https://cyclonedx.org/specification/overview/): what an image is made of with its vulnerabilities, or, without
 * components, statements about them.
 */
export function readCycloneDx(document: unknown): readonly Import[] {
  const subject = at(document, 'metadata', 'component');
  const properties = listAt(subject, 'properties').map((one) => textAt(one, 'value'));
  const oci = ociPackage(textAt(subject, 'purl'));
  const [name, version] = [textAt(subject, 'name'), textAt(subject, 'version')];
  const image =
    (oci === undefined || oci.repository === null
      ? name
      : `${oci.repository}${oci.tag === null ? '' : `:${oci.tag}`}`) ?? null;
  const digests = digestsIn([oci?.digest ?? undefined, version, name, ...properties]);
  const all = listAt(document, 'vulnerabilities');
  const components = componentsIn(document);
  const scannedAt = momentAt(document, 'metadata', 'timestamp');
  if (components.size === 0 && all.length > 0) {
    const author =
      listAt(document, 'metadata', 'authors').flatMap((one) => textAt(one, 'name') ?? [])[0] ?? null;
    const of = { digest: digests[0] ?? null, repository: oci?.repository ?? null };
    const statements = all.flatMap((one) => statementsOf(one, of));
    return [{ kind: 'vex', format: 'cyclonedx', author, statedAt: scannedAt, statements }];
  }
  const report: ScanReport = {
    kind: 'scan',
    tool: toolOf(document),
    format: 'cyclonedx',
    image,
    digests,
    scannedAt,
    vulnerabilities: all.flatMap((one) => readOne(one, components)),
  };
  return [report];
}

/** Of the form up to 1.4, a list, and of that since 1.5. */
function toolOf(document: unknown): string {
  const tools = [
    ...listAt(document, 'metadata', 'tools'),
    ...listAt(document, 'metadata', 'tools', 'components'),
  ];
  return textAt(tools[0], 'name')?.toLowerCase() ?? 'cyclonedx';
}

function componentsIn(document: unknown): ReadonlyMap<string, Component> {
  const found = new Map<string, Component>();
  const visit = (list: readonly unknown[]): void => {
    for (const one of list) {
      const [ref, name] = [textAt(one, 'bom-ref'), textAt(one, 'name')];
      const purl = textAt(one, 'purl') ?? null;
      if (ref !== undefined && name !== undefined)
        found.set(ref, { name, version: textAt(one, 'version') ?? null, purl });
      visit(listAt(one, 'components'));
    }
  };
  visit(listAt(document, 'components'));
  return found;
}

function readOne(one: unknown, components: ReadonlyMap<string, Component>): readonly Vulnerability[] {
  const id = textAt(one, 'id');
  if (id === undefined) return [];
  const ratings = listAt(one, 'ratings');
  const scores = ratings.flatMap((rating) => numberAt(rating, 'score') ?? []);
  const score = scores.length === 0 ? null : Math.max(...scores);
  const severities = ratings.map((rating) => severityOf(textAt(rating, 'severity'), null));
  const worst = (['critical', 'high', 'medium', 'low'] as const).find((severity) =>
    severities.includes(severity),
  );
  const references = listAt(one, 'references').flatMap((reference) => textAt(reference, 'id') ?? []);
  const affects = listAt(one, 'affects');
  return (affects.length === 0 ? [undefined] : affects).map((affected): Vulnerability => {
    const ref = textAt(affected, 'ref');
    const component = components.get(ref ?? '');
    const fixed = listAt(affected, 'versions').find((range) => textAt(range, 'status') === 'unaffected');
    return {
      ...named(id, references),
      severity: worst ?? severityOf(undefined, score),
      score,
      package: component?.name ?? ref ?? 'unknown',
      version: component?.version ?? null,
      purl: component?.purl ?? null,
      fixedVersion: textAt(fixed, 'version') ?? null,
      title: textAt(one, 'description')?.split('\n')[0] ?? null,
      url: textAt(one, 'source', 'url') ?? null,
      vex: analysisOf(one),
    };
  });
}

function analysisOf(one: unknown): VexStatus | null {
  const status = statuses[textAt(one, 'analysis', 'state') ?? ''];
  if (status === undefined) return null;
  const words = [
    textAt(one, 'analysis', 'justification'),
    textAt(one, 'analysis', 'detail'),
    textsAt(one, 'analysis', 'response').join(', '),
  ];
  return { status, detail: words.filter(Boolean).join(': ') || null };
}

function statementsOf(
  one: unknown,
  of: Pick<VexStatement, 'digest' | 'repository'>,
): readonly VexStatement[] {
  const [id, status] = [textAt(one, 'id'), analysisOf(one)];
  if (id === undefined || status === null) return [];
  // References into another document, `urn:cdx:serial/1#pkg:deb/debian/openssl@3.0`.
  const refs = listAt(one, 'affects').flatMap((affected) => textAt(affected, 'ref') ?? []);
  const purls = refs.map((ref) => decodeURIComponent(ref.replace(/^urn:cdx:[^#]*#/, '')));
  const images = purls.flatMap((purl) => ociPackage(purl) ?? []);
  const packages = purls
    .filter((purl) => purl.startsWith('pkg:') && ociPackage(purl) === undefined)
    .map(plainPurl);
  const targets =
    images.length === 0 ? [of] : images.map(({ digest, repository }) => ({ digest, repository }));
  const { id: name, aliases } = named(
    id,
    listAt(one, 'references').flatMap((reference) => textAt(reference, 'id') ?? []),
  );
  return targets.map((target) => ({ ids: [name, ...aliases], ...target, packages, ...status }));
}
