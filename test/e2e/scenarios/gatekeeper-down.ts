import { failure, follow } from '../fleet/sync';
import { reconcile, type SyncedFleet } from '../fleet/synced-fleet';
import { eventually } from '../support/eventually';
import { ApiError } from '../support/kubernetes-client';
import { conditionOf, referenceOf, type KubernetesObject } from '../support/kubernetes-object';
import { storefront } from './applications';

const { namespace } = storefront;
const unanswered = /failed calling webhook "(validation|check-ignore-label)\.gatekeeper\.sh"/;

const platform = { namespaces: ['flux-system'] } as const;

/** What of the platform's Kustomizations writes outside of the system's namespaces; tenants wait for it. */
const refused = ['flux-system', 'infra-configs'] as const;

/**
 * Without Gatekeeper nothing is let into a tenant's namespace, changed or taken out of it, by whomever; the namespaces of
 * the system, and nodes, go on. Flux says why a commit does not arrive, and applies it when Gatekeeper is back.
 */
export async function failsClosed(fleet: SyncedFleet): Promise<void> {
  const { plane, repository } = fleet;
  let commit: string;
  await plane.supervisor.stop('gatekeeper');
  try {
    await nothingEnters(fleet);
    await theSystemGoesOn(fleet);
    repository.edit('tenants/base/shop/quota.yaml', (text) => text.replace(/pods: "?50"?/, 'pods: "51"'));
    commit = repository.commit('A commit while Gatekeeper is down');
    // Not even asking a tenant's source to look is let in: those of the platform lie in a namespace of the system.
    await reconcile(plane, 'GitRepository', 'flux-system', 'flux-system');
    for (const name of refused) {
      const words = await failure(fleet, 'flux-system', name);
      if (!unanswered.test(words)) throw new Error(`Flux says something else of ${name}: ${words}`);
    }
    if ((await podsAllowed(fleet)) !== '50') throw new Error('the commit arrived past Gatekeeper');
  } finally {
    await plane.supervisor.startAgain('gatekeeper');
  }
  // It tries again by itself after its retry interval, of minutes: nobody waits for that here.
  for (const name of refused) await reconcile(plane, 'Kustomization', 'flux-system', name);
  await follow(fleet, platform);
  if ((await podsAllowed(fleet)) !== '51') throw new Error('the commit did not arrive');
  repository.revert(commit);
  await follow(fleet, platform);
  if ((await podsAllowed(fleet)) !== '50') throw new Error('the revert did not arrive');
}

async function podsAllowed({ plane }: SyncedFleet): Promise<string | undefined> {
  const quota = { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: 'tenant' };
  const { hard } = (await plane.admin.read(quota))['spec'] as {
    readonly hard: Readonly<Record<string, string>>;
  };
  return hard['pods'];
}

function configMap(place: string, name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: place } };
}

/** As cluster-admin: if he cannot, nobody can. */
async function nothingEnters({ plane: { admin } }: SyncedFleet): Promise<void> {
  const existing = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: storefront.name };
  const attempts: Readonly<Record<string, () => Promise<unknown>>> = {
    'a workload of privileged pods': () => admin.create(privileged),
    'a ConfigMap': () => admin.create(configMap(namespace, 'asked')),
    'a change of a Deployment': () => admin.merge(existing, { spec: { replicas: 0 } }),
    'a deletion': () => admin.remove(existing),
    'a namespace': () =>
      admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'unguarded' } }),
  };
  for (const [what, attempt] of Object.entries(attempts)) {
    const words = await attempt().then(
      () => 'it was let in',
      (error: unknown) => (error as ApiError).message,
    );
    if (!unanswered.test(words)) throw new Error(`${what}: ${words}`);
  }
}

/** Pod Security Admission refuses such pods by itself, and only warns about what makes them. */
const privileged = deployment('privileged', namespace, { privileged: true });

function deployment(name: string, place: string, securityContext: object = {}): KubernetesObject {
  const labels = { app: name };
  const containers = [{ name: 'app', image: 'registry.example.com/app', securityContext }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: place },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

/** What repairs a cluster lives in these namespaces; a node must be able to run Gatekeeper again. */
async function theSystemGoesOn({ plane: { admin } }: SyncedFleet): Promise<void> {
  for (const place of ['kube-system', 'flux-system', 'gatekeeper-system']) {
    const object = configMap(place, 'still-working');
    await admin.create(object);
    await admin.remove(referenceOf(object));
  }
  const repair = deployment('repair', 'kube-system');
  await admin.create(repair);
  await eventually('a pod in kube-system to run', async () =>
    conditionOf(await admin.read(referenceOf(repair)), 'Available')?.status === 'True' ? true : undefined,
  );
  await admin.remove(referenceOf(repair));
  const [node] = await admin.list('v1', 'Node');
  await admin.merge(
    { apiVersion: 'v1', kind: 'Node', name: node?.metadata.name ?? '' },
    { metadata: { annotations: { 'example.com/seen': new Date().toISOString() } } },
  );
}
