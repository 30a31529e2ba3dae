import type { CheckDocument } from '../samples/check-document';
import { follow } from '../fleet/sync';
import { reconcile, type SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import { fleetkeepJson } from '../support/fleetkeep';
import { conditionOf, nameOf, type ObjectReference } from '../support/kubernetes-object';
import { edit, ledger, nowhere } from './applications';
import { declare, during, prepare } from './declared';

const kustomize = 'kustomize.toolkit.fluxcd.io/v1';
const tenant = ledger.namespace;
const platform = { namespaces: ['flux-system'] } as const;
const rootKustomization = {
  apiVersion: kustomize,
  kind: 'Kustomization',
  namespace: 'flux-system',
  name: 'flux-system',
};

/**
 * First `retiring`: what the tenant applied goes, its account and its bounds stay. Then its statement is deleted, and
 * all of it is gone but the namespace, which only somebody by hand removes.
 */
export async function tenantLeavesNothing(fleet: SyncedFleet): Promise<void> {
  await during(fleet, async () => {
    await declare(fleet, 'Retire payments', (project) => project.edit('fleet.ts', retiringTenant));
    await follow(fleet, platform);
    const own = objectsIn(fleet, tenant);
    await gone(fleet, own.applied);
    await eachIsThere(fleet, own.account);

    await declare(fleet, 'Delete payments', (project) => {
      project.restore();
      project.edit('fleet.ts', withoutTenant);
    });
    await follow(fleet, platform);
    await gone(fleet, [...own.applied, ...own.account, ...own.rest]);
    await eachIsThere(fleet, [{ apiVersion: 'v1', kind: 'Namespace', name: tenant }]);
  });
}

/**
 * The statement deleted at once: `check` refuses it, and the cluster shows why. The account goes with the Kustomization
 * that acts as it; which is first is chance, unless the Kustomization is busy: here it waits for a rollout.
 */
export async function shortcutLeavesTenantsOrphans(fleet: SyncedFleet): Promise<void> {
  await during(fleet, async () => {
    const { repository } = fleet;
    const deletion = await prepare(fleet, (project) => project.edit('fleet.ts', withoutTenant));
    repository.edit(`tenants/base/${tenant}/sync.yaml`, (text) =>
      text.replace('  wait: true', '  wait: true\n  timeout: 1m'),
    );
    repository.commit('Give up a rollout of payments after a minute');
    await follow(fleet, { namespaces: ['flux-system', tenant] });
    edit(repository, ledger, (file) => ({
      ...file,
      patches: [{ target: { kind: 'Deployment' }, patch: JSON.stringify([nowhere]) }],
    }));
    repository.commit('Release the ledger to a node that is nowhere');
    await reconcile(fleet.plane, 'GitRepository', tenant, tenant);
    await rollingOut(fleet);
    // A new revision of its source would have it give up the rollout at once.
    const source = {
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      namespace: tenant,
      name: tenant,
    };
    await fleet.plane.admin.merge(source, { spec: { suspend: true } });

    const base = repository.head;
    deletion.commit('Delete payments at once');
    await follow(fleet, platform);
    await gone(fleet, [
      { apiVersion: kustomize, kind: 'Kustomization', namespace: tenant, name: ledger.name },
    ]);
    const { applied } = objectsIn(fleet, tenant);
    await eachIsThere(
      fleet,
      applied.filter(({ kind }) => kind === 'Deployment' || kind === 'Service'),
    );
    await refusedByCheck(fleet, base, 'KustomizationRetirement', 'ledger');
  });
}

/** Until the ledger's new pods wait for their node. */
async function rollingOut({ plane }: SyncedFleet): Promise<void> {
  await eventually('the ledger to be half rolled out', async () => {
    const pods = await plane.admin.list('v1', 'Pod', tenant);
    return pods.some(({ status }) => (status as { readonly phase: string }).phase === 'Pending') || undefined;
  });
}

/** A cluster that retires loses its workloads by the accounts that are still there; the rest is Terraform's to destroy. */
export async function clusterLosesItsWorkloads(fleet: SyncedFleet): Promise<void> {
  await during(fleet, async () => {
    await declare(fleet, 'Retire prod-weu', (project) =>
      project.edit('fleet.ts', (text) =>
        text.replace('monthlyBudget: 6000', "monthlyBudget: 6000, lifecycle: 'retiring'"),
      ),
    );
    await follow(fleet, platform);
    for (const namespace of [tenant, 'shop']) {
      const { applied, account } = objectsIn(fleet, namespace);
      await gone(fleet, applied);
      await eachIsThere(fleet, account);
    }
  });
}

/** The cluster's statement deleted at once: `check` refuses it. Flux finds no folder, and everything stays. */
export async function shortcutLeavesClustersOrphans(fleet: SyncedFleet): Promise<void> {
  await during(
    fleet,
    async () => {
      const base = fleet.repository.head;
      await declare(fleet, 'Delete prod-weu at once', (project) =>
        project.edit('fleet.ts', (text) =>
          text
            .replace(/^new Cluster\(fleet, 'prod-weu'.*\n/m, '')
            .replace(/^new AccessGrant\(fleet, 'inc-4711'[^]*?^\}\);\n/m, ''),
        ),
      );
      await refusedByCheck(fleet, base, 'ClusterRetirement', 'prod-weu');
      await reconcile(fleet.plane, 'GitRepository', 'flux-system', 'flux-system');
      await rootFindsNoFolder(fleet);
      await eachIsThere(fleet, objectsIn(fleet, 'shop').applied);
    },
    { ...platform, until: ['flux-system/flux-system'] },
  );
}

/** A Kustomization without its folder has tried nothing: its status names no revision, only what is wrong. */
async function rootFindsNoFolder({ plane }: SyncedFleet): Promise<void> {
  await eventually('the root to find no folder', async () => {
    const object = await plane.admin.read(rootKustomization);
    const ready = conditionOf(object, 'Ready');
    if (ready?.status === 'False' && /path not found|no such file/.test(ready.message ?? '')) return true;
    throw new Error(`it says: ${ready?.reason}: ${ready?.message}`);
  });
}

function retiringTenant(text: string): string {
  return text.replace(/(new Tenant\(fleet, 'payments', \{)/, "$1\n  lifecycle: 'retiring',");
}

/** Without its statement and that of its application. */
function withoutTenant(text: string): string {
  return text
    .replace(/^const payments = new Tenant\([^]*?^\}\);\n/m, '')
    .replace(/^new Application\(payments, [^]*?^\}\);\n/m, '');
}

/** What was promised for a tenant's namespace, by what becomes of it. */
function objectsIn({ promised }: SyncedFleet, namespace: string) {
  const all = promised.resources.filter((resource) => resource.namespace === namespace);
  const own = all.filter(({ kustomization }) => kustomization.startsWith(`${namespace}/`));
  const isAccount = ({ kind, name }: { readonly kind: string; readonly name: string }): boolean =>
    name === 'tenant' && ['ServiceAccount', 'RoleBinding'].includes(kind);
  const sync = all.filter(({ apiVersion }) => apiVersion.includes('.toolkit.fluxcd.io/'));
  const account = all.filter((resource) => !own.includes(resource) && isAccount(resource));
  const rest = all.filter((resource) => ![...own, ...sync, ...account].includes(resource));
  if ([own, sync, account, rest].some(({ length }) => length === 0))
    throw new Error(`namespace ${namespace} has not all parts of a tenant`);
  return { applied: [...own, ...sync], account, rest };
}

async function gone({ plane }: SyncedFleet, references: readonly ObjectReference[]): Promise<void> {
  await eventually('all of it to go away', async () => {
    const found = await Promise.all(references.map((reference) => plane.admin.find(reference)));
    const left = references.filter((_, index) => found[index]);
    if (left.length === 0) return true;
    throw new Error(`still there: ${left.map(nameOf).join(', ')}`);
  });
}

async function eachIsThere({ plane }: SyncedFleet, references: readonly ObjectReference[]): Promise<void> {
  if (references.length === 0) throw new Error('there is nothing to look for');
  for (const { apiVersion, kind, namespace, name } of references)
    await plane.admin.read({ apiVersion, kind, namespace, name });
}

async function refusedByCheck(
  { repository }: SyncedFleet,
  base: string,
  policy: string,
  constraint: string,
): Promise<void> {
  const { findings } = await fleetkeepJson<CheckDocument>(
    [1],
    ...['check', '--repository', repository.path, '--revision', 'main', '--base', base],
  );
  const refused = findings.some(
    (finding) =>
      finding.policy === policy &&
      finding.constraint === constraint &&
      finding.state === 'new' &&
      finding.enforcement === 'deny',
  );
  if (!refused) throw new Error(`check says nothing of ${policy} ${constraint}: ${JSON.stringify(findings)}`);
}
