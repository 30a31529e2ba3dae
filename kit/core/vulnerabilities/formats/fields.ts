import { at, isMapping, listAt, textAt } from '../../yaml-documents';
import type { Vulnerability, VulnerabilitySeverity } from '../scan-report';

/** The texts of a list. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((one): one is string => typeof one === 'string' && one !== '');
}

/** A number; of a text that is one, too. */
export function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const found = at(value, ...path);
  const number = typeof found === 'string' && found !== '' ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A moment as RFC 3339 in UTC; null for what is none. */
export function momentAt(value: unknown, ...path: readonly string[]): string | null {
  const date = new Date(textAt(value, ...path) ?? '');
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(/\.\d+Z$/, 'Z');
}

const words: Readonly<Record<string, VulnerabilitySeverity>> = {
  critical: 'critical',
  high: 'high',
  important: 'high',
  medium: 'medium',
  moderate: 'medium',
  low: 'low',
  minor: 'low',
  negligible: 'low',
  info: 'low',
  none: 'low',
};

/** A severity by its word, else by its score: https://www.first.org/cvss/v3.1/specification-document#Qualitative-Severity-Rating-Scale */
export function severityOf(word: string | undefined, score: number | null): VulnerabilitySeverity {
  const known = words[word?.toLowerCase() ?? ''];
  if (known !== undefined) return known;
  if (score === null) return 'unknown';
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
}

/** The digests in texts like `nginx@sha256:…`. */
export function digestsIn(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.flatMap((text) => text?.match(/sha256:[0-9a-f]{64}/g) ?? []))];
}

/** The name of a vulnerability that others know it by: its CVE where it has one. */
export function named(id: string, others: readonly string[]): Pick<Vulnerability, 'id' | 'aliases'> {
  const all = [...new Set([id, ...others])];
  const best = all.find((one) => /^CVE-\d{4}-\d{4,}$/.test(one)) ?? id;
  return { id: best, aliases: all.filter((one) => one !== best).sort() };
}

/** An image's package URL, `pkg:oci/nginx@sha256:…?repository_url=docker.io/library/nginx&tag=1.27`. */
export function ociPackage(
  purl: string | undefined,
):
  | { readonly digest: string | null; readonly repository: string | null; readonly tag: string | null }
  | undefined {
  const match =
    /^pkg:(?:oci|docker)\/(?<name>[^@?#]+)(?:@(?<version>[^?#]+))?(?:\?(?<qualifiers>[^#]*))?/.exec(
      purl ?? '',
    );
  if (match?.groups === undefined) return undefined;
  const { name = '', version = '', qualifiers = '' } = match.groups;
  const fields = new URLSearchParams(qualifiers);
  const digest = decodeURIComponent(version);
  const url = fields.get('repository_url');
  const last = decodeURIComponent(name).split('/').at(-1) ?? '';
  const repository =
    url === null ? null : url.endsWith(`/${last}`) ? url : `${url}/${decodeURIComponent(name)}`;
  return {
    digest: /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : null,
    repository,
    tag: fields.get('tag'),
  };
}

/** A package URL without its qualifiers, which scanners write differently. */
export function plainPurl(purl: string): string {
  return purl.replace(/[?#].*$/, '');
}

export { at, isMapping, listAt, textAt };
