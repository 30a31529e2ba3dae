import { failure, follow } from '../fleet/sync';
import type { SyncedFleet } from '../fleet/synced-fleet';
import { KubernetesClient } from '../support/kubernetes-client';
import { nameOf, type KubernetesObject } from '../support/kubernetes-object';
import { serviceAccount } from '../support/people';
import { refusal, type Refuser } from '../support/refusal';
import { add, asItWas, storefront } from './applications';

const namespace = storefront.namespace;
const other = 'payments';

function as(fleet: SyncedFleet, account: ReturnType<typeof serviceAccount>): KubernetesClient {
  const { plane } = fleet;
  return new KubernetesClient({ ...plane.endpoint(plane.identities.admin), impersonated: account });
}

/** Verbs that change something, or lead to who may. */
const writing = new Set([
  '*',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'bind',
  'escalate',
  'impersonate',
]);

/** Asking Kubernetes about oneself changes nothing. */
const asking = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
}

/** What the account may do by Kubernetes' own word, and what it is refused when it tries. */
export async function confinedToItsNamespace(fleet: SyncedFleet): Promise<void> {
  const client = as(fleet, serviceAccount(namespace, 'tenant'));
  const problems = [...(await rightsElsewhere(fleet, client)), ...(await refusedAttempts(client))];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/**
 * What Kubernetes itself says that the account may do, namespace by namespace: beside its own it may write nothing and
 * read no Secret. The rights in the cluster as a whole are part of each answer.
 */
async function rightsElsewhere(fleet: SyncedFleet, client: KubernetesClient): Promise<readonly string[]> {
  const problems: string[] = [];
  const namespaces = await fleet.plane.admin.list('v1', 'Namespace');
  for (const { metadata } of namespaces) {
    const rules = await rulesIn(client, metadata.name);
    if (metadata.name === namespace) {
      if (!rules.some(({ verbs }) => verbs.includes('patch')))
        problems.push(`it may write nothing in its own namespace: there is nothing to tell from`);
      continue;
    }
    for (const { verbs, apiGroups = [], resources = [] } of rules) {
      if (apiGroups.every((group) => asking.has(group))) continue;
      const wrong = verbs.filter(
        (verb) => writing.has(verb) || resources.some((one) => one === 'secrets' || one === '*'),
      );
      if (wrong.length > 0)
        problems.push(`in ${metadata.name} it may ${wrong.join(', ')} ${resources.join(', ')}`);
    }
  }
  return problems;
}

async function rulesIn(client: KubernetesClient, name: string): Promise<readonly Rule[]> {
  const review = (await client.create({
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectRulesReview',
    metadata: {},
    spec: { namespace: name },
  } as unknown as KubernetesObject)) as unknown as {
    readonly status: { readonly resourceRules: readonly Rule[]; readonly incomplete: boolean };
  };
  if (review.status.incomplete) throw new Error(`the API server does not know all rights in ${name}`);
  return review.status.resourceRules;
}

/** What a tenant's account tries, and who says no. */
interface Attempt {
  readonly what: string;
  readonly by: Refuser;
  readonly run: (client: KubernetesClient) => Promise<unknown>;
}

const dryRun = { dryRun: true } as const;
const rbac = 'rbac.authorization.k8s.io';
const gatekeeper = 'constraints.gatekeeper.sh/v1beta1';
const images = { apiVersion: gatekeeper, kind: 'K8sImageDigests', name: 'image-digests' };

function configMap(place: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tenant', namespace: place } };
}

function bindingTo(role: string): KubernetesObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'more', namespace },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: 'tenant', namespace }],
  };
}

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'as-flux', namespace },
  spec: {
    serviceAccountName: 'tenant',
    automountServiceAccountToken: true,
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'app',
        image: `acmehub.azurecr.io/shop/app:1@sha256:${'a'.repeat(64)}`,
        resources: { limits: { memory: '64Mi' }, requests: { cpu: '10m', memory: '64Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      },
    ],
  },
} satisfies KubernetesObject;

const attempts: readonly Attempt[] = [
  {
    what: 'an object in another namespace',
    by: 'rbac',
    run: (client) => client.create(configMap(other), dryRun),
  },
  {
    what: 'another tenant’s Deployment',
    by: 'rbac',
    run: (client) =>
      client.merge(
        { apiVersion: 'apps/v1', kind: 'Deployment', namespace: other, name: 'ledger' },
        { spec: { replicas: 0 } },
        dryRun,
      ),
  },
  {
    what: 'another tenant’s Secrets',
    by: 'rbac',
    run: (client) => client.list('v1', 'Secret', other),
  },
  {
    what: 'a namespace',
    by: 'rbac',
    run: (client) =>
      client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop-two' } }, dryRun),
  },
  {
    what: 'a role of the cluster',
    by: 'rbac',
    run: (client) =>
      client.create({ apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name: 'more' } }, dryRun),
  },
  {
    what: 'a right that it has not, in its own namespace',
    by: 'rbac',
    run: (client) => client.create(bindingTo('cluster-admin'), dryRun),
  },
  {
    what: 'the rights of Gatekeeper’s release, in its own namespace',
    by: 'rbac',
    run: (client) => client.create(bindingTo('fleetkeep:gatekeeper-release'), dryRun),
  },
  {
    what: 'the bounds of its own namespace',
    by: 'rbac',
    run: (client) =>
      client.remove({ apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: 'tenant' }, dryRun),
  },
  {
    what: 'something in Flux’s namespace',
    by: 'rbac',
    run: (client) => client.create(configMap('flux-system'), dryRun),
  },
  {
    what: 'what Flux applies',
    by: 'rbac',
    run: (client) =>
      client.merge(
        {
          apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
          kind: 'Kustomization',
          namespace: 'flux-system',
          name: 'policies',
        },
        { spec: { suspend: true } },
        dryRun,
      ),
  },
  {
    what: 'the keys that commits are verified by',
    by: 'rbac',
    run: (client) =>
      client.read({ apiVersion: 'v1', kind: 'Secret', namespace: 'flux-system', name: 'git-signing-keys' }),
  },
  {
    what: 'an exemption of its own, in a constraint',
    by: 'rbac',
    run: (client) => client.merge(images, { spec: { parameters: { exceptions: [] } } }, dryRun),
  },
  { what: 'a constraint', by: 'rbac', run: (client) => client.remove(images, dryRun) },
  {
    what: 'a template',
    by: 'rbac',
    run: (client) =>
      client.remove(
        { apiVersion: 'templates.gatekeeper.sh/v1', kind: 'ConstraintTemplate', name: 'k8simagedigests' },
        dryRun,
      ),
  },
  {
    what: 'Gatekeeper’s settings',
    by: 'rbac',
    run: (client) =>
      client.create(
        {
          apiVersion: 'config.gatekeeper.sh/v1alpha1',
          kind: 'Config',
          metadata: { name: 'config', namespace: 'gatekeeper-system' },
        },
        dryRun,
      ),
  },
  {
    what: 'Gatekeeper’s webhook',
    by: 'rbac',
    run: (client) =>
      client.remove(
        {
          apiVersion: 'admissionregistration.k8s.io/v1',
          kind: 'ValidatingWebhookConfiguration',
          name: 'gatekeeper-validating-webhook-configuration',
        },
        dryRun,
      ),
  },
  {
    what: 'the label that hides its namespace from Gatekeeper',
    by: 'rbac',
    run: (client) =>
      client.merge(
        { apiVersion: 'v1', kind: 'Namespace', name: namespace },
        { metadata: { labels: { 'admission.gatekeeper.sh/ignore': 'yes' } } },
        dryRun,
      ),
  },
  {
    what: 'a pod that runs as the account itself',
    by: '[reserved-service-accounts]',
    run: (client) => client.create(pod, dryRun),
  },
];

/** Every attempt is refused, by whom it should be. @returns what was not */
async function refusedAttempts(client: KubernetesClient): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { what, by, run } of attempts) {
    const refused = await refusal(() => run(client));
    if (!refused) problems.push(`${what}: it may`);
    else if (!refused.by.includes(by))
      problems.push(`${what}: expected ${by}, and it was ${refused.by.join()}: ${refused.words}`);
  }
  // What it is there for.
  const allowed = await refusal(() => client.create(configMap(namespace), dryRun));
  if (allowed) problems.push(`a ConfigMap of its own: ${allowed.words}`);
  return problems;
}

/** What a tenant's folder asks for beyond the tenant's rights, and what Flux then says. */
const commits: readonly { readonly object: KubernetesObject; readonly says: RegExp }[] = [
  {
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop-two' } },
    says: /forbidden: User "system:serviceaccount:shop:tenant"/,
  },
  {
    object: {
      ...bindingTo('cluster-admin'),
      kind: 'ClusterRoleBinding',
      metadata: { name: 'tenant-is-admin' },
    },
    says: /forbidden: User "system:serviceaccount:shop:tenant"/,
  },
  {
    object: { apiVersion: gatekeeper, kind: 'K8sImageDigests', metadata: { name: 'image-digests' } },
    says: /forbidden: User "system:serviceaccount:shop:tenant"/,
  },
  {
    // Flux puts it into the tenant's own namespace; what it refers to is somebody else's there.
    object: {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'fleet', namespace: 'flux-system' },
      spec: {
        interval: '10m',
        path: './cluster/prod-weu',
        prune: true,
        serviceAccountName: 'tenant',
        sourceRef: { kind: 'GitRepository', name: 'flux-system', namespace: 'flux-system' },
      },
    },
    says: /\[flux-cross-namespace-sources\]/,
  },
  {
    object: {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: 'as-flux' },
      spec: {
        interval: '10m',
        path: './tenants',
        prune: true,
        sourceRef: { kind: 'GitRepository', name: 'shop' },
      },
    },
    says: /\[flux-service-account\]/,
  },
];

/** The same by Git: the tenant's Kustomization fails, in the words of who refuses, and nothing of it is there. */
export async function refusedByGit(fleet: SyncedFleet): Promise<void> {
  const { plane, repository } = fleet;
  const problems: string[] = [];
  for (const { object, says } of commits) {
    const name = nameOf({ ...object.metadata, apiVersion: object.apiVersion, kind: object.kind });
    add(repository, storefront, object);
    const commit = repository.commit(`A tenant asks for ${name}`);
    await follow(fleet, { namespaces: [namespace], except: ['shop/storefront'] });
    const words = await failure(fleet, namespace, storefront.name);
    if (!says.test(words)) problems.push(`${name}: ${words}`);
    repository.revert(commit);
  }
  // Where Flux decides the namespace, no manifest does.
  add(repository, storefront, configMap(other));
  const commit = repository.commit('A tenant names another namespace');
  await follow(fleet, { namespaces: [namespace] });
  for (const place of [namespace, other]) {
    const found = await plane.admin.find({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: place,
      name: 'tenant',
    });
    if ((found !== undefined) !== (place === namespace))
      problems.push(`the ConfigMap is ${found ? '' : 'not '}in ${place}`);
  }
  repository.revert(commit);
  await follow(fleet, { namespaces: [namespace] });
  await asItWas(fleet, storefront);
  for (const { object } of commits) {
    const reference = { ...object.metadata, apiVersion: object.apiVersion, kind: object.kind };
    if (object.kind.startsWith('K8s')) continue;
    if (await plane.admin.find(reference)) problems.push(`${nameOf(reference)} is there`);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
