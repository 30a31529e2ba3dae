import type { SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import { conditionOf, referenceOf, type KubernetesObject } from '../support/kubernetes-object';
import { refusal } from '../support/refusal';

/**
 * Whoever takes another namespace's source is refused by admission; and, where no policy is asked (the system's own
 * namespaces), by kustomize-controller itself.
 */
export async function crossNamespaceReferencesAreRefused({ plane: { admin } }: SyncedFleet): Promise<void> {
  const refused = await refusal(() => admin.create(kustomization('shop'), { dryRun: true }));
  if (!refused?.by.includes('[flux-cross-namespace-sources]'))
    throw new Error(`admission: ${refused?.words ?? 'let in'}`);

  const object = await admin.create(kustomization('gatekeeper-system'));
  const reference = referenceOf(object);
  try {
    await eventually('kustomize-controller to refuse the reference', async () => {
      const ready = conditionOf(await admin.read(reference), 'Ready');
      if (ready?.status === 'False' && ready.reason === 'AccessDenied') return true;
      throw new Error(`${ready?.reason}: ${ready?.message}`);
    });
  } finally {
    await admin.remove(reference);
    await eventually('it to go away', async () => ((await admin.find(reference)) ? undefined : true));
  }
}

function kustomization(namespace: string): KubernetesObject {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'somebody-elses', namespace },
    spec: {
      interval: '10m',
      path: './tenants/applications/ledger/prod',
      prune: true,
      serviceAccountName: 'tenant',
      sourceRef: { kind: 'GitRepository', name: 'payments', namespace: 'payments' },
    },
  };
}
