import type { Finding } from '../check/finding';
import { policiesAmong } from '../check/policy-source';
import { type ClusterRendering, type Rendering, resourcesOf } from '../render/rendering';
import { at, isMapping, textAt } from '../yaml-documents';

/**
 * For a cluster that the base does not have: whether a cluster of the same stage had the acceptance before the change. A
 * new cluster gets what its stage accepts, and nothing that only the change accepts.
 */
export function acceptedInStage(cluster: ClusterRendering, base: Rendering): (finding: Finding) => boolean {
  const { stage } = cluster.cluster;
  const peers = base.clusters.filter((one) => stage !== undefined && one.cluster.stage === stage);
  const known = new Set(
    peers.flatMap((peer) =>
      policiesAmong(resourcesOf(peer)).flatMap(({ object }) => {
        const exceptions = at(object, 'spec', 'parameters', 'exceptions');
        const constraint = [object.kind, textAt(object, 'metadata', 'name')];
        return (Array.isArray(exceptions) ? exceptions : [])
          .filter(isMapping)
          .map(({ id, digest, expiresAt, hardExpiresAt }) =>
            JSON.stringify([...constraint, id, digest, expiresAt, hardExpiresAt]),
          );
      }),
    ),
  );
  return ({ policy, constraint, acceptance, place }) =>
    known.has(
      JSON.stringify([
        policy,
        constraint,
        acceptance?.name,
        place?.digest,
        acceptance?.expiresAt,
        acceptance?.hardExpiresAt,
      ]),
    );
}
