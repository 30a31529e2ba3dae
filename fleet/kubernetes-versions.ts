/**
 * Minor versions that a new AKS cluster can have under standard support. Long-term support takes another tier.
 *
 * Source: https://github.com/Azure/AKS/releases/tag/2026-09-04, which has patches of these three and 1.37 as a preview.
 * Regions get new versions over some weeks; `azure.kubernetesVersions` overrides the list.
 */
export const kubernetesVersions = {
  /** Month in which the list was made, `YYYY-MM`. */
  asOf: '2026-09',
  offered: ['1.34', '1.35', '1.36'],
} satisfies { readonly asOf: string; readonly offered: readonly string[] };

/** The newest of a list but one, which others have tried before: what to take in doubt. */
export function latestKnown(offered: readonly string[]): string | undefined {
  const sorted = [...offered].sort((left, right) => minorOf(left) - minorOf(right));
  return sorted.at(-2) ?? sorted.at(-1);
}

/** 34 for `1.34`; NaN for what is no minor version. */
export function minorOf(version: string): number {
  const match = /^1\.(\d{1,2})$/.exec(version);
  return match === null ? Number.NaN : Number(match[1]);
}
