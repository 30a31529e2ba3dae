import type { RenderedResource, User } from '../../engine-client/protocol';
import { type ClusterRendering, kustomizationId, resourcesOf } from '../render/rendering';
import { textAt } from '../yaml-documents';

const controllers: Readonly<Record<string, RegExp>> = {
  Kustomization: /^kustomize\.toolkit\.fluxcd\.io\//,
  HelmRelease: /^helm\.toolkit\.fluxcd\.io\//,
};

/**
 * Who writes the resources of a cluster: Flux impersonates the service account that a Kustomization or HelmRelease
 * names. One that names none is applied as whatever the controller's flags say, and one with a kubeConfig in another
 * cluster: nobody knows as whom.
 *
 * Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control
 */
export class Writers {
  private readonly users: ReadonlyMap<string, User | undefined>;

  constructor(cluster: ClusterRendering) {
    const declared = new Map(
      resourcesOf(cluster)
        .filter(({ apiVersion, kind }) => controllers[kind]?.test(apiVersion))
        .map((resource) => [`${resource.kind}/${resource.namespace}/${resource.name}`, resource]),
    );
    this.users = new Map(
      cluster.kustomizations.map(({ status }) => [
        kustomizationId(status),
        userOf(declared.get(`${status.kind}/${status.namespace}/${status.name}`)),
      ]),
    );
  }

  /** Undefined when nobody knows. */
  of({ kustomization }: RenderedResource): User | undefined {
    return this.users.get(kustomization);
  }
}

function userOf(declaration: RenderedResource | undefined): User | undefined {
  if (declaration === undefined) return undefined;
  const { namespace, object } = declaration;
  const account = textAt(object, 'spec', 'serviceAccountName');
  const elsewhere = (object['spec'] as { readonly kubeConfig?: unknown } | undefined)?.kubeConfig;
  if (account === undefined || account === '' || elsewhere !== undefined) return undefined;
  return {
    username: `system:serviceaccount:${namespace}:${account}`,
    // What the API server adds to an impersonated service account.
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}
