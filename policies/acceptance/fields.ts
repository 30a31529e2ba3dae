/** What the texts of a `RiskAcceptance` must look like: read by the parser and by the JSON Schema that is made of them. */
export const acceptancePatterns = {
  /** Of the acceptance, and of its file. */
  name: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
  /** A name of Kubernetes', or the beginning of one and `*`. */
  objectName: '^([a-z0-9]([a-z0-9.:-]*[a-z0-9])?|[a-z0-9][a-z0-9.:-]*\\*|\\*)$',
  apiVersion: '^([a-z0-9.-]+/)?v[a-z0-9]+$',
  kind: '^[A-Z][A-Za-z0-9]*$',
  digest: '^sha256:[0-9a-f]{64}$',
  /** A day, or a moment in UTC. */
  moment: '^\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d)?Z)?$',
  /** Of a vulnerability: CVE, GHSA, and what distributions call theirs. */
  vulnerability: '^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9:.]+)+$',
  /** A repository with its registry, with a tag, a digest, or `*` at its end, or without. */
  image: '^[\\w.[\\]:-]+/[a-z0-9._/-]*([a-z0-9](:[\\w.-]+)?(@sha256:[0-9a-f]{64})?|\\*)$',
  /** Anything but nothing. */
  text: '\\S',
} as const;

/** The fields of `spec`, those that must be there first. */
export const requiredSpecFields = [
  'policy',
  'constraint',
  'target',
  'accepts',
  'category',
  'owner',
  'reason',
  'ticket',
  'createdAt',
  'expiresAt',
] as const;
export const specFields = [...requiredSpecFields, 'hardExpiresAt'] as const;
export const targetFields = ['clusters', 'stages', 'namespace', 'apiVersion', 'kind', 'name'] as const;
export const placeFields = ['field', 'digest', 'value'] as const;
export const metadataFields = ['name', 'annotations', 'labels'] as const;

/** The fields of `spec` where it names vulnerabilities, those that must be there first. */
export const requiredVulnerabilityFields = [
  'vulnerabilities',
  'target',
  'category',
  'owner',
  'reason',
  'ticket',
  'createdAt',
  'expiresAt',
] as const;
export const vulnerabilitySpecFields = requiredVulnerabilityFields;
export const vulnerabilityTargetFields = ['clusters', 'stages', 'image', 'packages'] as const;
