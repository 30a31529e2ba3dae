import { parse } from 'yaml';
import { admissionNamespace } from './admission-namespace';
import { enforcedIn } from './enforced';
import type { Policy } from '../../../policies/policy';
import { isManifest } from '../../../policies/sample-request';
import { samplesOf } from '../../../policies/source-files';
import { eventually } from '../support/eventually';
import type { KubernetesObject } from '../support/kubernetes-object';
import { ApiError, type KubernetesClient } from '../support/kubernetes-client';
import { refusedByKubernetes } from '../samples/of-kubernetes';
import type { SyncedFleet } from './synced-fleet';

/**
 * For every policy that the declaration activates with `deny`, some shipped disallowed sample is denied by that very
 * constraint. Asked of the declaration, not of the repository: a constraint that is missing there must be noticed.
 */
export async function admissionDenies({ plane, promised }: SyncedFleet): Promise<void> {
  const missing: string[] = [];
  for (const { policy, constraint } of enforcedIn(promised.name)) {
    // Samples that say who writes, need other objects or never reach a policy are no manifests that anybody could apply.
    const plain = samplesOf(policy).some(
      (sample) =>
        sample.expectation === 'disallowed' &&
        isManifest(sample) &&
        !refusedByKubernetes.has(`${policy.id}/${sample.name}`),
    );
    if (!plain || policy.referential !== undefined) continue;
    const denied = await eventually(
      `${constraint} to deny`,
      async () => (await isDenied(plane.admin, policy, constraint)) || undefined,
      { seconds: 30, every: 2_000 },
    ).catch(() => false);
    if (!denied) missing.push(`${constraint}: no disallowed sample of ${policy.id} was denied`);
  }
  if (missing.length > 0) throw new Error(missing.join('\n'));
}

async function isDenied(client: KubernetesClient, policy: Policy, constraint: string): Promise<boolean> {
  for (const sample of samplesOf(policy)) {
    if (sample.expectation !== 'disallowed' || !isManifest(sample)) continue;
    const object = parse(sample.yaml) as KubernetesObject;
    // Elsewhere than in the samples' usual namespace a sample means what it says.
    const { metadata } = object;
    const placed = metadata.namespace === 'shop' ? { ...metadata, namespace: admissionNamespace } : metadata;
    try {
      await client.create({ ...object, metadata: placed }, { dryRun: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.message.includes(`[${constraint}]`)) return true;
    }
  }
  return false;
}
