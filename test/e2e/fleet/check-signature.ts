import { conditionOf, type KubernetesObject } from '../support/kubernetes-object';
import { SigningKey } from '../support/signing-key';
import { reconcile, type SyncedFleet } from './synced-fleet';

/** Neither commit reaches the cluster: the source says why, and keeps the artifact of the last good commit. */
export async function refusesUnsigned({ plane, repository }: SyncedFleet): Promise<void> {
  const look = (): Promise<KubernetesObject> =>
    reconcile(plane, 'GitRepository', 'flux-system', 'flux-system');
  const good = revisionOf(await look());
  const stranger = SigningKey.create();
  try {
    const attempts = [
      { what: 'an unsigned commit', options: { signed: false } },
      { what: 'a commit signed by an unknown key', options: { key: stranger } },
    ];
    for (const { what, options } of attempts) {
      const commit = repository.commit(`By hand: ${what}`, options);
      const refused = await look();
      const ready = conditionOf(refused, 'Ready');
      if (ready?.status !== 'False' || ready.reason !== 'InvalidCommitSignature') {
        throw new Error(
          `${what} (${commit}) was not refused: ${ready?.status} ${ready?.reason}: ${ready?.message}`,
        );
      }
      if (revisionOf(refused) !== good)
        throw new Error(`${what} reached the cluster: ${revisionOf(refused)}`);
    }
  } finally {
    stranger.dispose();
    // Flux verifies the head: a signed commit on top is what an operator would repair it with.
    repository.commit('Signed again');
  }
  const repaired = conditionOf(await look(), 'Ready');
  if (repaired?.status !== 'True') throw new Error(`a signed commit was refused: ${repaired?.message}`);
}

function revisionOf(object: KubernetesObject): string {
  const { artifact } = object['status'] as { readonly artifact?: { readonly revision: string } };
  return artifact?.revision ?? 'none';
}
