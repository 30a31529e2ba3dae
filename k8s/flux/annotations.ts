/**
 * Flux leaves the object when Git drops it: Namespaces, CRDs and volume claims hold what no manifest can bring back.
 *
 * Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
 */
export const pruneDisabled = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } as const;
