import { rmSync } from 'node:fs';
import { stringify } from 'yaml';
import { auditFindsWhatCheckFinds } from './fleet/check-audit';
import { holdsWhatWasPromised } from './fleet/check-promise';
import { becomesReadyInOrder } from './fleet/check-order';
import { renderCluster } from './fleet/render-cluster';
import { follow } from './fleet/sync';
import { syncFleet, type SyncedFleet } from './fleet/synced-fleet';
import { add, storefront as application } from './scenarios/applications';
import { ensureBench } from './support/ensure-bench';
import { FleetProject } from './support/fleet-project';
import { FleetRepository } from './support/fleet-repository';
import { fluxComponents } from './support/flux-distribution';
import type { ObjectReference } from './support/kubernetes-object';
import { SigningKey } from './support/signing-key';

/** Everything that it does not say has a default; its Flux installs itself, so that its components are in Git. */
const statement = `new Cluster(fleet, 'dev-neu', {
  stage: 'dev',
  kubernetesVersion: '1.34',
  location: 'northeurope',
  delivery: 'bootstrap',
});`;
const components = 'cluster/dev-neu/flux-system/gotk-components.yaml';

const storefront = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'storefront' };

/** Development is told of violations and not stopped by them. Without replicas, as its pods would be stopped by Kubernetes. */
const neglected = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'neglected' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'neglected' } },
    template: {
      metadata: { labels: { app: 'neglected' } },
      spec: {
        hostNetwork: true,
        containers: [{ name: 'app', image: 'nginx', securityContext: { privileged: true } }],
      },
    },
  },
};

describe('one statement is added to fleet.ts, synthesised and committed: a fresh cluster', () => {
  let key: SigningKey;
  let project: FleetProject;
  let repository: FleetRepository;
  let fleet: SyncedFleet;
  let failed = true;

  beforeAll(async () => {
    await ensureBench();
    project = FleetProject.create();
    key = SigningKey.create();
    const before = await project.synthesize();
    repository = FleetRepository.create(before, key);
    project.declare(statement);
    const after = await project.synthesize();
    repository.replace(after);
    for (const files of [before, after]) rmSync(files, { recursive: true, force: true });
    await putComponents('v2.7.4');
    add(repository, { ...application, folder: `tenants/applications/${application.name}/dev` }, neglected);
    repository.commit('Add dev-neu');
    fleet = await syncFleet(repository, project, 'dev-neu');
    failed = false;
  }, 3_600_000);

  afterAll(async () => {
    await fleet?.plane.stop({ keep: failed });
    repository?.dispose();
    project?.dispose();
    key?.dispose();
  });

  /** What `flux install --export` prints: the one file of the folder that is not generated here. */
  async function putComponents(version: string): Promise<void> {
    const objects = await fluxComponents(version);
    repository.write(components, objects.map((object) => stringify(object)).join('---\n'));
  }

  async function watched(check: Promise<void>): Promise<void> {
    await check.catch((error: unknown) => {
      failed = true;
      throw error;
    });
  }

  test('changes no other cluster’s folder', () => {
    const changed = repository.git('diff', '--name-only', 'HEAD~1', 'HEAD').trim().split('\n');
    expect(changed.filter((file) => file.startsWith('cluster/dev-neu/'))).not.toEqual([]);
    expect(
      changed.filter((file) => /^(cluster\/(?!dev-neu\/)|policies\/|infrastructure\/)/.test(file)),
    ).toEqual([]);
  });

  test('reaches Ready from nothing but Git, in the order that the design demands', async () => {
    await watched(becomesReadyInOrder(fleet));
  });

  test('holds what fleetkeep render promised, object by object', async () => {
    await watched(holdsWhatWasPromised(fleet));
  });

  test('is audited by Gatekeeper as fleetkeep check has it, word for word', async () => {
    await watched(auditFindsWhatCheckFinds(fleet));
  });

  test('is as its stage is, where production is otherwise', async () => {
    const constraint = {
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'K8sImageDigests',
      name: 'image-digests',
    };
    const production = await renderCluster(repository.path, 'prod-weu', 'main');
    for (const [reference, fields] of [
      [storefront, ['spec', 'replicas']],
      [storefront, ['spec', 'template', 'spec', 'containers', '0', 'image']],
      [constraint, ['spec', 'enforcementAction']],
      [constraint, ['spec', 'parameters', 'exceptions']],
    ] as const) {
      const promised = production.resources.find((resource) => isAbout(resource, reference));
      const held = await fleet.plane.admin.read(reference);
      const here = at(held, fields);
      expect(here).toEqual(
        at(fleet.promised.resources.find((one) => isAbout(one, reference))?.object, fields),
      );
      expect(here).not.toEqual(at(promised?.object, fields));
    }
  });

  test('whose Flux renews itself: the commit with its components changes them in the cluster', async () => {
    const controller = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      namespace: 'flux-system',
      name: 'helm-controller',
    };
    const image = async (): Promise<unknown> =>
      at(await fleet.plane.admin.read(controller), ['spec', 'template', 'spec', 'containers', '0', 'image']);
    expect(await image()).toBe('fluxcd/helm-controller:v1.4.4');
    await putComponents('v2.7.5');
    repository.commit('Renew Flux');
    await watched(follow(fleet, { namespaces: ['flux-system'] }));
    expect(await image()).toBe('fluxcd/helm-controller:v1.4.5');
  });
});

function isAbout(
  resource: { readonly kind: string; readonly namespace: string; readonly name: string },
  { kind, namespace = '', name }: ObjectReference,
): boolean {
  return resource.kind === kind && resource.namespace === namespace && resource.name === name;
}

/** A field of an object, by the names and indices on the way. */
function at(object: unknown, [field, ...more]: readonly string[]): unknown {
  if (field === undefined) return object;
  return at((object as Readonly<Record<string, unknown>> | undefined)?.[field], more);
}
