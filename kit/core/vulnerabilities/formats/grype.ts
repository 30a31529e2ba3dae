import type { ScanReport, Vulnerability } from '../scan-report';
import { at, digestsIn, listAt, momentAt, named, numberAt, severityOf, textAt, textsAt } from './fields';

/** `grype -o json`: https://github.com/anchore/grype, the JSON presenter's document. */
export function readGrype(document: unknown): readonly ScanReport[] {
  const target = at(document, 'source', 'target');
  const image = textAt(target, 'userInput') ?? null;
  const digests = digestsIn([
    ...textsAt(target, 'repoDigests'),
    textAt(target, 'manifestDigest'),
    textAt(target, 'imageID'),
    image ?? undefined,
  ]);
  const vulnerabilities = listAt(document, 'matches').flatMap(readOne);
  const scannedAt = momentAt(document, 'descriptor', 'timestamp');
  return [{ kind: 'scan', tool: 'grype', format: 'grype', image, digests, scannedAt, vulnerabilities }];
}

function readOne(match: unknown): readonly Vulnerability[] {
  const [own, artifact] = [at(match, 'vulnerability'), at(match, 'artifact')];
  const [id, name] = [textAt(own, 'id'), textAt(artifact, 'name')];
  if (id === undefined || name === undefined) return [];
  const related = listAt(match, 'relatedVulnerabilities');
  const scores = [own, ...related].flatMap((one) =>
    listAt(one, 'cvss').flatMap((cvss) => numberAt(cvss, 'metrics', 'baseScore') ?? []),
  );
  const score = scores.length === 0 ? null : Math.max(...scores);
  return [
    {
      ...named(
        id,
        related.flatMap((one) => textAt(one, 'id') ?? []),
      ),
      severity: severityOf(textAt(own, 'severity'), score),
      score,
      package: name,
      version: textAt(artifact, 'version') ?? null,
      purl: textAt(artifact, 'purl') ?? null,
      fixedVersion: textsAt(own, 'fix', 'versions').join(', ') || null,
      title: textAt(own, 'description')?.split('\n')[0] ?? null,
      url: textAt(own, 'dataSource') ?? null,
      vex: null,
    },
  ];
}
