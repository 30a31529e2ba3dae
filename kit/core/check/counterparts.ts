import type { ClusterRendering, Rendering } from '../render/rendering';

/** The same cluster before a change; undefined for a new one. */
export type CounterpartOf = (cluster: ClusterRendering) => ClusterRendering | undefined;

/** A cluster's counterpart in the base is that of its name, else, for one that was renamed, that of its entry. */
export function counterpartsIn(base: Rendering, head: Rendering): CounterpartOf {
  const names = new Set(head.clusters.map(({ cluster }) => cluster.name));
  // Of two the first counts.
  const former = base.clusters.toReversed();
  const byName = new Map(former.map((one) => [one.cluster.name, one]));
  const byEntry = new Map(
    former.filter(({ cluster }) => !names.has(cluster.name)).map((one) => [one.cluster.entry, one]),
  );
  return ({ cluster: { name, entry } }) => byName.get(name) ?? byEntry.get(entry);
}
