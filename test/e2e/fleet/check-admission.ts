import { parse } from 'yaml';
import { enforcedIn } from './enforced';
import type { Policy } from '../../../policies/policy';
import { isManifest } from '../../../policies/sample-request';
import { samplesOf } from '../../../policies/source-files';
import { eventually } from '../support/eventually';
import type { KubernetesObject } from '../support/kubernetes-object';
import { ApiError, type KubernetesClient } from '../support/kubernetes-client';
import type { SyncedFleet } from './synced-fleet';

/** A namespace like any other: no quota and no Pod Security level of Kubernetes' own denies before Gatekeeper does. */
const namespace = 'e2e-admission';

/**
 * For every policy that the declaration activates with `deny`, some shipped disallowed sample is denied by that very
 * constraint. Asked of the declaration, not of the repository: a constraint that is missing there must be noticed.
 */
export async function admissionDenies({ plane, promised }: SyncedFleet): Promise<void> {
  await plane.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const missing: string[] = [];
  for (const { policy, constraint } of enforcedIn(promised.name)) {
    // Samples that say who writes, or that need other objects to be there, are no manifests that anybody could apply.
    const plain = samplesOf(policy).some(
      (sample) => sample.expectation === 'disallowed' && isManifest(sample),
    );
    if (!plain || policy.referential !== undefined) continue;
    const denied = await eventually(
      `${constraint} to deny`,
      async () => (await isDenied(plane.admin, policy, constraint)) || undefined,
      { seconds: 20 },
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
    const placed = metadata.namespace === 'shop' ? { ...metadata, namespace } : metadata;
    try {
      await client.create({ ...object, metadata: placed }, { dryRun: true });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.message.includes(`[${constraint}]`)) return true;
    }
  }
  return false;
}
