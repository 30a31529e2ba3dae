import type { CustomKind } from '../../engine-client/protocol';

/**
 * The kind's name in URLs and roles, for instance `networkpolicies`: as its definition says where that is in Git, else as
 * Kubernetes forms those of its own kinds.
 *
 * Source: `UnsafeGuessKindToResource` of k8s.io/apimachinery/pkg/api/meta.
 */
export function resourceName(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  custom: ReadonlyMap<string, CustomKind>,
): string {
  const group = apiGroup(apiVersion);
  const known = custom.get(`${group}/${kind}`);
  if (known !== undefined) return known.plural;
  const singular = kind.toLowerCase();
  if (singular.endsWith('endpoints')) return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  if (singular.endsWith('y')) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}

/** `''` for the core group. */
export function apiGroup(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
