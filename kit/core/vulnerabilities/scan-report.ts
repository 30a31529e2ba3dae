import type { Severity } from '../check/severity';

/** Severity as reports give it; some know none. */
export type VulnerabilitySeverity = Severity | 'unknown';

/** From the mildest to the worst; what nobody has rated yet comes before what is mild. */
export const vulnerabilitySeverities: readonly VulnerabilitySeverity[] = [
  'unknown',
  'low',
  'medium',
  'high',
  'critical',
];

/** What the maker of an image, or of a package, says of a vulnerability: https://github.com/openvex/spec */
export interface VexStatus {
  readonly status: 'not_affected' | 'affected' | 'fixed' | 'under_investigation';
  /** Why, in the words of the document. */
  readonly detail: string | null;
}

/** One vulnerability in one package of an image. */
export interface Vulnerability {
  /** `CVE-…` where it has one, else the report's own id. */
  readonly id: string;
  /** Its other names. */
  readonly aliases: readonly string[];
  readonly severity: VulnerabilitySeverity;
  /** CVSS, 0 to 10; null where the report has none. */
  readonly score: number | null;
  readonly package: string;
  readonly version: string | null;
  /** https://github.com/package-url/purl-spec */
  readonly purl: string | null;
  /** The version that it is fixed in; null where there is none yet. */
  readonly fixedVersion: string | null;
  readonly title: string | null;
  readonly url: string | null;
  readonly vex: VexStatus | null;
}

/** What a scanner found in one image. */
export interface ScanReport {
  readonly kind: 'scan';
  /** `trivy`, `grype`. */
  readonly tool: string;
  readonly format: ReportFormat;
  /** As the scanner was told it; null where the report does not say. */
  readonly image: string | null;
  /** All digests that the report names the image by: of its index, its manifest, its configuration. */
  readonly digests: readonly string[];
  /** RFC 3339; null where the report does not say. */
  readonly scannedAt: string | null;
  readonly vulnerabilities: readonly Vulnerability[];
}

/** A statement about vulnerabilities of a product, without a scan. */
export interface VexStatement extends VexStatus {
  /** Any of the vulnerability's names. */
  readonly ids: readonly string[];
  /** Digest of the image; null where the product is not pinned. */
  readonly digest: string | null;
  /** Repository of the image with its registry, where it says one. */
  readonly repository: string | null;
  /** Packages (as package URLs without their qualifiers) that it is about. @default all of the image's */
  readonly packages: readonly string[];
}

/** A document of statements. */
export interface VexDocument {
  readonly kind: 'vex';
  readonly format: ReportFormat;
  readonly author: string | null;
  readonly statedAt: string | null;
  readonly statements: readonly VexStatement[];
}

export type Import = ScanReport | VexDocument;

export const reportFormats = [
  'trivy',
  'grype',
  'sarif',
  'cyclonedx',
  'openvex',
  'vulnerability-report',
] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** A file that is no report, or not a whole one. The message says what is missing. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}
