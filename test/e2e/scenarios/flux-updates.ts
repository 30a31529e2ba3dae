import { follow } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import { declare, during } from './declared';

/** The cluster's own folder, and nothing that comes after it in the order. */
const untilRoot = { namespaces: ['flux-system'], until: ['flux-system/flux-system'] } as const;

const instance = {
  apiVersion: 'fluxcd.controlplane.io/v1',
  kind: 'FluxInstance',
  namespace: 'flux-system',
  name: 'flux',
};
const operator = {
  apiVersion: 'source.toolkit.fluxcd.io/v1',
  kind: 'OCIRepository',
  namespace: 'flux-system',
  name: 'flux-operator',
};
const file = 'cluster/prod-weu/flux-system/flux-operator.yaml';

/**
 * The cluster's Flux is declared by the operator's objects. A commit that narrows the range of Flux and renews the
 * operator's chart changes both in the cluster, by the loop that they are about. (The operator itself is not run here.)
 */
export async function updatesItself(fleet: SyncedFleet): Promise<void> {
  const { repository } = fleet;
  await during(
    fleet,
    async () => {
      await declare(fleet, 'Flux by its operator', (project) =>
        project.edit('fleet.ts', (text) =>
          text.replace('monthlyBudget: 6000', "monthlyBudget: 6000, delivery: 'flux-operator'"),
        ),
      );
      await follow(fleet, untilRoot);
      const before = await versions(fleet);

      repository.edit(file, (text) =>
        text.replace(before.flux, '2.7.x').replace(`tag: ${before.operator}`, 'tag: 99.0.0'),
      );
      repository.commit('Renew Flux and its operator');
      await follow(fleet, untilRoot);
      const after = await versions(fleet);
      if (after.flux !== '2.7.x' || after.operator !== '99.0.0')
        throw new Error(`Git says 2.7.x by 99.0.0, the cluster ${after.flux} by ${after.operator}`);
    },
    untilRoot,
  );
}

async function versions({ plane: { admin } }: SyncedFleet) {
  const flux = (await admin.read(instance))['spec'] as {
    readonly distribution: { readonly version: string };
  };
  const chart = (await admin.read(operator))['spec'] as { readonly ref: { readonly tag: string } };
  return { flux: flux.distribution.version, operator: chart.ref.tag };
}
