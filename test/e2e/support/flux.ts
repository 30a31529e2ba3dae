import { applyAll } from './apply-all';
import { ensureProgram } from './build-programs';
import type { ControlPlane } from './control-plane';
import { fluxDefinitions } from './custom-resource-definitions';
import type { KubernetesObject } from './kubernetes-object';
import { freePort } from './ports';

const namespace = 'flux-system';

export interface FluxProps {
  /** The local Git repository that is served where a GitRepository names the URL. */
  readonly repositories: Readonly<Record<string, string>>;
  /** HelmReleases, as `namespace/name`, that the stand-in does not mark Ready: the test does. @default none */
  readonly ownReleases?: readonly string[];
}

/**
 * Flux as its installation leaves it, locked down for several tenants: definitions, namespace, accounts, then
 * kustomize-controller itself and the stand-ins for source-controller and helm-controller.
 */
export async function startFlux(plane: ControlPlane, props: FluxProps): Promise<void> {
  await applyAll(plane.admin, await fluxDefinitions());
  await applyAll(plane.admin, [...installation()], 'flux');
  plane.supervisor.start({
    name: 'flux-stand-ins',
    executable: await ensureProgram('flux-stand-ins'),
    parameters: [
      `--kubeconfig=${plane.kubeconfig(plane.identities.sourceController)}`,
      `--storage-path=${plane.subfolder('artifacts')}`,
      ...Object.entries(props.repositories).map(([url, path]) => `--repository=${url}=${path}`),
      ...(props.ownReleases ?? []).map((name) => `--leave=${name}`),
    ],
  });
  plane.supervisor.start({
    name: 'kustomize-controller',
    executable: await ensureProgram('kustomize-controller'),
    parameters: [
      '--watch-all-namespaces',
      '--enable-leader-election=false',
      '--no-cross-namespace-refs=true',
      '--no-remote-bases=true',
      '--default-service-account=default',
      `--metrics-addr=127.0.0.1:${await freePort()}`,
      `--health-addr=127.0.0.1:${await freePort()}`,
      // How soon a Kustomization looks again whether its dependencies are ready; nothing waits for it but this.
      '--requeue-dependency=1s',
      '--log-level=debug',
    ],
    environment: {
      KUBECONFIG: plane.kubeconfig(plane.identities.kustomizeController),
      RUNTIME_NAMESPACE: namespace,
      TMPDIR: plane.subfolder('kustomize-controller'),
    },
  });
}

function* installation(): Generator<KubernetesObject> {
  yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  for (const name of ['kustomize-controller', 'source-controller', 'helm-controller']) {
    yield { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } };
  }
  // manifests/rbac of fluxcd/flux2: the reconcilers are cluster-admin. source-controller's stand-in also writes the
  // status of HelmReleases, which is helm-controller's part.
  yield {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'cluster-reconciler-flux-system' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: ['kustomize-controller', 'helm-controller', 'source-controller'].map((name) => ({
      kind: 'ServiceAccount',
      name,
      namespace,
    })),
  };
}
