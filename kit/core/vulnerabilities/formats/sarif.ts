import type { ScanReport, Vulnerability } from '../scan-report';
import { at, digestsIn, listAt, momentAt, named, numberAt, severityOf, textAt, textsAt } from './fields';

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) as Trivy and Grype write it: the package stands in the
 * text of the message, the image in the run's properties or in the names of the locations.
 */
export function readSarif(document: unknown): readonly ScanReport[] {
  return listAt(document, 'runs').map((run): ScanReport => {
    const tool = textAt(run, 'tool', 'driver', 'name')?.toLowerCase() ?? 'sarif';
    const results = listAt(run, 'results');
    const places = results.flatMap((result) =>
      listAt(result, 'locations').flatMap((location) => [
        ...listAt(location, 'logicalLocations').flatMap((one) => textAt(one, 'fullyQualifiedName') ?? []),
        ...(textAt(location, 'message', 'text') ?? '').split('\n'),
      ]),
    );
    const properties = at(run, 'properties');
    const rules = new Map(
      listAt(run, 'tool', 'driver', 'rules').flatMap((rule) => {
        const id = textAt(rule, 'id');
        return id === undefined ? [] : [[id, rule] as const];
      }),
    );
    const image = textAt(properties, 'imageName') ?? imageIn(places[0]);
    return {
      kind: 'scan',
      tool,
      format: 'sarif',
      image: image ?? null,
      digests: digestsIn([
        ...textsAt(properties, 'repoDigests'),
        textAt(properties, 'imageID'),
        textAt(properties, 'imageName'),
        ...places,
      ]),
      scannedAt: momentAt(listAt(run, 'invocations')[0], 'endTimeUtc'),
      vulnerabilities: results.flatMap((result) => readOne(result, rules)),
    };
  });
}

/** Of `nginx:1.27@sha256:…:/lib/apk/db/installed` the image. */
function imageIn(place: string | undefined): string | undefined {
  return /^(?<image>[^\s@]+)@sha256:[0-9a-f]{64}/.exec(place ?? '')?.groups?.image;
}

/** `Package: openssl` of Trivy's messages; `… in apk package: openssl, version 3.1.0 was found in …` of Grype's. */
function readOne(result: unknown, rules: ReadonlyMap<string, unknown>): readonly Vulnerability[] {
  const ruleId = textAt(result, 'ruleId');
  const text = textAt(result, 'message', 'text') ?? '';
  // Grype's rules are about a vulnerability in a package: CVE-2026-1-openssl.
  const id = /(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})/.exec(ruleId ?? '')?.[0] ?? ruleId;
  if (id === undefined) return [];
  const rule = rules.get(ruleId ?? '');
  const said = (name: string): string | undefined =>
    new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1]?.trim();
  const grype =
    /(?<severity>\w+) vulnerability in (?:[\w-]+ )?package: (?<name>[^,]+), version (?<version>\S+) was found/.exec(
      text,
    )?.groups;
  const score = numberAt(rule, 'properties', 'security-severity');
  return [
    {
      ...named(id, []),
      severity: severityOf(said('Severity') ?? grype?.severity, score),
      score,
      package: said('Package') ?? grype?.name ?? 'unknown',
      version: said('Installed Version') ?? grype?.version ?? null,
      purl: null,
      fixedVersion: said('Fixed Version') ?? null,
      title: textAt(rule, 'shortDescription', 'text') ?? null,
      url: textAt(rule, 'helpUri') ?? null,
      vex: null,
    },
  ];
}
