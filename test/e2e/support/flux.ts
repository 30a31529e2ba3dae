import { applyAll } from './apply-all';
import { ensureProgram } from './build-programs';
import type { ControlPlane } from './control-plane';
import { fluxDefinitions } from './custom-resource-definitions';
import { fluxRoles } from './flux-distribution';
import type { KubernetesObject } from './kubernetes-object';
import { freePort } from './ports';

const namespace = 'flux-system';

/** The distribution of Flux that kustomize-controller 1.7.3 belongs to. */
const distribution = 'v2.7.5';

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
  await applyAll(plane.admin, await installation(), 'flux');
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
      // A fix interrupts the wait for a rollout that hangs.
      '--feature-gates=CancelHealthCheckOnNewRevision=true',
      `--metrics-addr=127.0.0.1:${await freePort()}`,
      `--health-addr=127.0.0.1:${await freePort()}`,
      // How soon a Kustomization looks again whether its dependencies are ready. Each look writes its status: of two dozen
      // that wait for Gatekeeper, every second, these were most of what the API server was asked to write.
      '--requeue-dependency=2s',
      '--log-level=debug',
    ],
    environment: {
      KUBECONFIG: plane.kubeconfig(plane.identities.kustomizeController),
      RUNTIME_NAMESPACE: namespace,
      TMPDIR: plane.subfolder('kustomize-controller'),
    },
  });
}

/**
 * Namespace, accounts, and upstream's roles: what they give to whoever is `admin` or `edit` of a namespace is part of what
 * a tenant may do.
 */
async function installation(): Promise<readonly KubernetesObject[]> {
  const accounts = ['kustomize-controller', 'source-controller', 'helm-controller'];
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    ...accounts.map((name) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace },
    })),
    ...(await fluxRoles(distribution)),
  ];
}
