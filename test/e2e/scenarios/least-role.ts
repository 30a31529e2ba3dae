import type { RoleSuggestion, SuggestedRole } from '../../../kit/core/roles/suggest-role';
import { failure, follow } from '../fleet/sync';
import { reconcile, type SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import { fleetkeepJson } from '../support/fleetkeep';
import type { FleetProject } from '../support/fleet-project';
import { conditionOf } from '../support/kubernetes-object';
import { add, asItWas, edit, storefront } from './applications';
import { declare, during } from './declared';

const { namespace } = storefront;
const own = { namespaces: [namespace] } as const;
const rbac = 'rbac.authorization.k8s.io/v1';

/**
 * The tenant's account loses `admin` and gets what `fleetkeep suggest role` says: with that Flux creates, changes, restores
 * and prunes what the tenant has. Without its `patch`, it does not.
 */
export async function syncsWithTheLeastRole(fleet: SyncedFleet): Promise<void> {
  const { plane, repository } = fleet;
  const rules = await suggested(fleet);
  await during(fleet, async () => {
    await declare(fleet, 'Give shop the role that is suggested', (project) => restrict(project, rules));
    await follow(fleet);
    const bindings = await plane.admin.list(rbac, 'RoleBinding', namespace);
    const roles = bindings.map(({ roleRef }) => (roleRef as { readonly name: string }).name);
    if (roles.includes('admin')) throw new Error('the account is still admin of its namespace');

    edit(repository, storefront, (file) => ({
      ...file,
      replicas: file.replicas.map((one) => ({ ...one, count: one.count + 1 })),
    }));
    const change = repository.commit('Scale the storefront');
    await follow(fleet, own);
    const service = { apiVersion: 'v1', kind: 'Service', namespace, name: storefront.name };
    await plane.admin.remove(service);
    await reconcile(plane, 'Kustomization', namespace, storefront.name);
    await eventually('the Service to come back', () => plane.admin.find(service));
    repository.revert(change);
    await follow(fleet, own);
    await asItWas(fleet, storefront);

    add(repository, storefront, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings' },
    });
    const more = repository.commit('Something that no rule is for');
    await follow(fleet, { ...own, except: ['shop/storefront'] });
    const words = await failure(fleet, namespace, storefront.name);
    if (!/cannot (get|patch|create) resource "configmaps"/.test(words))
      throw new Error(`not for want of a right: ${words}`);
    repository.revert(more);
    await follow(fleet, own);

    await notWithoutPatch(fleet, rules);
  });
}

/** The bench would otherwise prove only that the role is enough. */
async function notWithoutPatch(fleet: SyncedFleet, rules: SuggestedRole['rules']): Promise<void> {
  const { plane } = fleet;
  const role = { apiVersion: rbac, kind: 'ClusterRole', name: 'fleetkeep:tenant:shop' };
  const without = rules.map((rule) => ({ ...rule, verbs: rule.verbs.filter((verb) => verb !== 'patch') }));
  await plane.admin.merge(role, { rules: without });
  await reconcile(plane, 'Kustomization', namespace, storefront.name);
  const words = await failure(fleet, namespace, storefront.name);
  if (!words.includes('cannot patch resource')) throw new Error(`without 'patch': ${words}`);
  await plane.admin.merge(role, { rules });
  // The API server learns of its own roles a moment later; Flux would try again in minutes only.
  await eventually('the storefront to sync again', async () => {
    const object = await reconcile(plane, 'Kustomization', namespace, storefront.name);
    const ready = conditionOf(object, 'Ready');
    if (ready?.status === 'True') return true;
    throw new Error(`it says: ${ready?.reason}: ${ready?.message}`);
  });
  await follow(fleet, own);
}

async function suggested({ repository }: SyncedFleet): Promise<SuggestedRole['rules']> {
  const { roles } = await fleetkeepJson<RoleSuggestion>(
    [0],
    ...['suggest', 'role', 'shop', '--repository', repository.path, '--revision', 'main'],
  );
  const [role, ...others] = roles;
  if (role?.kind !== 'Role' || role.namespace !== namespace || others.length > 0)
    throw new Error(`a role of one namespace was expected: ${JSON.stringify(roles)}`);
  return role.rules;
}

function restrict(project: FleetProject, rules: SuggestedRole['rules']): void {
  const statement = "new Tenant(fleet, 'shop', {";
  project.edit('fleet.ts', (text) =>
    text.replace(statement, `${statement}\n  rules: ${JSON.stringify(rules)},`),
  );
}
