import { groupBy } from '../group-by';
import { parseImage } from '../images/image-reference';
import type { ImageUse } from '../images/image-use';
import { plainPurl } from './formats/fields';
import type { Imported } from './import-store';
import type { ScanReport, VexStatement, VexStatus, Vulnerability } from './scan-report';

/** How a report was found to be about an image: by its digest, or, where Git says none, by name and tag. */
export type MatchedBy = 'digest' | 'reference';

export interface MatchedReports {
  readonly matchedBy: MatchedBy;
  readonly reports: readonly ScanReport[];
}

/** Finds reports and statements by image. */
export class ReportIndex {
  private readonly byDigest: ReadonlyMap<string, readonly (readonly [string, ScanReport])[]>;
  private readonly byReference: ReadonlyMap<string, readonly (readonly [string, ScanReport])[]>;
  private readonly statements: ReadonlyMap<string, readonly (readonly [string, VexStatement])[]>;

  constructor(imports: readonly Imported[]) {
    const contents = imports.map(({ content }) => content);
    const reports = contents.filter((one): one is ScanReport => one.kind === 'scan');
    this.byDigest = byKey(
      reports.flatMap((report) => report.digests.map((digest) => [digest, report] as const)),
    );
    this.byReference = byKey(
      reports.flatMap((report) => {
        const reference = referenceOf(report.image);
        return reference === undefined ? [] : [[reference, report] as const];
      }),
    );
    this.statements = byKey(
      contents
        .flatMap((one) => (one.kind === 'vex' ? one.statements : []))
        .flatMap((statement) => {
          const key = statement.digest ?? statement.repository;
          return key === null ? [] : [[key, statement] as const];
        }),
    );
  }

  /** The reports of an image; undefined when there is none. */
  find({ registry, repository, tag, digest }: ImageUse): MatchedReports | undefined {
    const found =
      digest === null ? this.byReference.get(`${registry}/${repository}:${tag}`) : this.byDigest.get(digest);
    if (found === undefined) return undefined;
    return {
      matchedBy: digest === null ? 'reference' : 'digest',
      reports: newest(found.map(([, report]) => report)),
    };
  }

  /** What documents of statements say of a vulnerability in an image; undefined when none does. */
  vexOf(
    image: ImageUse,
    reports: readonly ScanReport[],
    vulnerability: Vulnerability,
  ): VexStatus | undefined {
    const { registry, repository, digest } = image;
    const keys = [digest, ...reports.flatMap(({ digests }) => digests), `${registry}/${repository}`];
    const names = [vulnerability.id, ...vulnerability.aliases];
    const purl = vulnerability.purl === null ? undefined : plainPurl(vulnerability.purl);
    for (const key of new Set(keys)) {
      for (const [, statement] of key === null ? [] : (this.statements.get(key) ?? [])) {
        const { ids, packages, status, detail } = statement;
        if (packages.length > 0 && (purl === undefined || !packages.includes(purl))) continue;
        if (ids.some((id) => names.includes(id))) return { status, detail };
      }
    }
    return undefined;
  }
}

/** The imports that are about none of the images. */
export function unmatchedAmong(imports: readonly Imported[], uses: readonly ImageUse[]): readonly Imported[] {
  const references = new Set(
    uses.flatMap(({ registry, repository, tag, digest }) =>
      digest === null ? [`${registry}/${repository}:${tag}`] : [],
    ),
  );
  const byReference = imports.filter(
    ({ content }) => content.kind === 'scan' && references.has(referenceOf(content.image) ?? ''),
  );
  // What runs by a tag is known by the digest that its report says.
  const digests = new Set([
    ...uses.map(({ digest }) => digest),
    ...byReference.flatMap(({ content }) => (content.kind === 'scan' ? content.digests : [])),
  ]);
  const repositories = new Set(uses.map(({ registry, repository }) => `${registry}/${repository}`));
  return imports.filter(({ content }) => {
    if (content.kind === 'vex')
      return !content.statements.some(({ digest, repository }) =>
        digest === null ? repositories.has(repository ?? '') : digests.has(digest),
      );
    return (
      !content.digests.some((digest) => digests.has(digest)) &&
      !references.has(referenceOf(content.image) ?? '')
    );
  });
}

/** `docker.io/library/nginx:1.27`; undefined for what names no tag. */
function referenceOf(image: string | null): string | undefined {
  const parsed = parseImage(image ?? '');
  if (parsed.kind === 'invalid' || parsed.reference.tag === null) return undefined;
  const { registry, repository, tag } = parsed.reference;
  return `${registry}/${repository}:${tag}`;
}

function byKey<Item>(
  pairs: readonly (readonly [string, Item])[],
): ReadonlyMap<string, readonly (readonly [string, Item])[]> {
  return groupBy(pairs, ([key]) => key);
}

/** Of each tool's reports in each format the last. */
function newest(reports: readonly ScanReport[]): readonly ScanReport[] {
  const last = new Map<string, ScanReport>();
  for (const report of reports) {
    const key = `${report.tool} ${report.format}`;
    const known = last.get(key);
    if (known === undefined || (known.scannedAt ?? '') < (report.scannedAt ?? '')) last.set(key, report);
  }
  return [...last.values()];
}
