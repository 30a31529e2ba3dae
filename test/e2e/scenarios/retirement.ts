import { follow } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import { nameOf, type ObjectReference } from '../support/kubernetes-object';
import { declare, during } from './declared';

const tenant = 'payments';
const platform = { namespaces: ['flux-system'] } as const;

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
