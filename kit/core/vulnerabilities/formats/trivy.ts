import { at, isMapping } from '../../yaml-documents';
import type { ScanReport, Vulnerability } from '../scan-report';
import { digestsIn, listAt, momentAt, named, numberAt, severityOf, textAt, textsAt } from './fields';

/** `trivy image --format json`: https://trivy.dev/latest/docs/configuration/reporting/#json, SchemaVersion 2. */
export function readTrivy(document: unknown): readonly ScanReport[] {
  const metadata = at(document, 'Metadata');
  const image = textAt(document, 'ArtifactName') ?? null;
  const digests = digestsIn([
    ...textsAt(metadata, 'RepoDigests'),
    textAt(metadata, 'ImageID'),
    image ?? undefined,
  ]);
  const vulnerabilities = listAt(document, 'Results').flatMap((result) =>
    listAt(result, 'Vulnerabilities').flatMap(readOne),
  );
  const scannedAt = momentAt(document, 'CreatedAt');
  return [{ kind: 'scan', tool: 'trivy', format: 'trivy', image, digests, scannedAt, vulnerabilities }];
}

function readOne(one: unknown): readonly Vulnerability[] {
  const id = textAt(one, 'VulnerabilityID');
  const name = textAt(one, 'PkgName');
  if (id === undefined || name === undefined) return [];
  const score = scoreOf(at(one, 'CVSS'));
  return [
    {
      ...named(id, textsAt(one, 'VendorIDs')),
      severity: severityOf(textAt(one, 'Severity'), score),
      score,
      package: name,
      version: textAt(one, 'InstalledVersion') ?? null,
      purl: textAt(one, 'PkgIdentifier', 'PURL') ?? null,
      fixedVersion: textAt(one, 'FixedVersion') ?? null,
      title: textAt(one, 'Title') ?? null,
      url: textAt(one, 'PrimaryURL') ?? null,
      vex: null,
    },
  ];
}

/** The highest of the sources', of the newest version of CVSS that each gives. */
function scoreOf(cvss: unknown): number | null {
  if (!isMapping(cvss)) return null;
  const scores = Object.values(cvss).flatMap(
    (one) => numberAt(one, 'V40Score') ?? numberAt(one, 'V3Score') ?? numberAt(one, 'V2Score') ?? [],
  );
  return scores.length === 0 ? null : Math.max(...scores);
}
