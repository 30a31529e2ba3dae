import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Delivery } from '../../fleet/resolved-fleet';
import { fleetkeepHere } from '../kit/support/cli';
import { makeRepository } from '../kit/support/repository';
import { exampleFleet } from './example';
import { KubernetesObject, synthesizedTree } from './tree';

interface Rendering {
  readonly clusters: readonly {
    readonly name: string;
    readonly kustomizations: readonly {
      readonly name: string;
      readonly state: string;
      readonly message: string;
    }[];
    readonly resources: readonly { readonly object: KubernetesObject }[];
  }[];
}

const signingKeys = { 'operations.asc': readFileSync(join(__dirname, '../../keys/operations.asc'), 'utf8') };

async function rendered(delivery: Delivery): Promise<Rendering['clusters']> {
  const github = {
    owner: 'acme',
    repository: 'fleet',
    plan: 'team',
    codeOwners: { '*': ['@acme/platform'] },
    signingKeys,
  } as const;
  const clusters = { 'dev-weu': {}, 'prod-weu': { stage: 'prod' } } as const;
  const tree = synthesizedTree(exampleFleet({ fleet: { github, delivery }, clusters }));
  const repository = makeRepository(Object.fromEntries(tree));
  const { stdout } = await fleetkeepHere(['render', '--repository', repository, '-o', 'json']);
  return (JSON.parse(stdout) as Rendering).clusters;
}

/** The objects by which an engine works, which the other has no use for. */
function isOwn({ apiVersion, kind, metadata }: KubernetesObject): boolean {
  const [group = ''] = apiVersion.split('/');
  if (group === 'argoproj.io' || group.endsWith('.toolkit.fluxcd.io')) return true;
  return (
    (kind === 'ConfigMap' && ['cluster-vars', 'argocd-gpg-keys-cm'].includes(metadata.name)) ||
    (kind === 'Secret' && metadata.name === 'git-signing-keys')
  );
}

/** The marks by which an engine, or Helm's installation, knows what it applied. */
const marks =
  /^(kustomize|helm)\.toolkit\.fluxcd\.io\/|^meta\.helm\.sh\/|^argocd\.argoproj\.io\/|^app\.kubernetes\.io\/managed-by$/;

/** What keeps AKS from the webhook: a label by Flux, after rendering, and an annotation by the chart's values. */
const enforcer = 'admissions.enforcer/disabled';

function comparable(object: KubernetesObject): KubernetesObject {
  const unmarked = (field: 'labels' | 'annotations') => {
    const kept = Object.entries(object.metadata[field] ?? {}).filter(
      ([name]) => !marks.test(name) && name !== enforcer,
    );
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  };
  const metadata = { ...object.metadata, labels: unmarked('labels'), annotations: unmarked('annotations') };
  return JSON.parse(JSON.stringify({ ...object, metadata })) as KubernetesObject;
}

function byId(
  cluster: Rendering['clusters'][number] | undefined,
): Readonly<Record<string, KubernetesObject>> {
  return Object.fromEntries(
    (cluster?.resources ?? [])
      .map(({ object }) => object)
      .filter((object) => !isOwn(object))
      .map((object) => {
        const { apiVersion, kind, metadata } = object;
        return [
          `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
          comparable(object),
        ] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

test('Argo CD gives each cluster what Flux gives it', async () => {
  const [flux, argo] = [await rendered('aks-extension'), await rendered('argo-cd')];
  expect(argo.map(({ name }) => name)).toEqual(['dev-weu', 'prod-weu']);
  for (const cluster of argo) {
    const other = flux.find(({ name }) => name === cluster.name);
    const objects = byId(cluster);
    expect(Object.keys(objects).length).toBeGreaterThan(100);
    expect(Object.keys(objects)).toEqual(Object.keys(byId(other)));
    expect(objects).toEqual(byId(other));
    // What one repository alone cannot tell is the same for both: a tenant's own.
    const notRendered = (one: typeof cluster) =>
      one.kustomizations.filter(({ state }) => state !== 'rendered').map(({ name }) => name);
    expect(notRendered(cluster)).toEqual(cluster.name === 'prod-weu' ? ['tenant-risk'] : []);
    expect(other === undefined ? [] : notRendered(other)).toEqual(
      cluster.name === 'prod-weu' ? ['risk'] : [],
    );
  }
  const webhook = (clusters: Rendering['clusters']) =>
    clusters[0]?.resources.find(({ object }) => object.kind === 'ValidatingWebhookConfiguration')?.object
      .metadata;
  expect(webhook(flux)?.labels).toHaveProperty([enforcer], 'true');
  expect(webhook(argo)?.annotations).toHaveProperty([enforcer], 'true');
});
