import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from './kubernetes-object';
import { upstreamModule } from './upstream-modules';

const namespace = 'flux-system';

/** What `flux install` installs unless it is asked for more. */
const controllers = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
];

const clusterScoped = new Set(['ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition']);

/** Upstream's roles of a distribution of Flux, from the Flux Operator's module, by the names that an installation gives. */
export async function fluxRoles(version: string): Promise<readonly KubernetesObject[]> {
  const objects = await manifests(version, 'rbac');
  return objects.filter(({ kind }) => clusterScoped.has(kind)).map(suffixed);
}

/** All that is in `gotk-components.yaml` of a distribution: definitions, accounts, roles, Services and Deployments. */
export async function fluxComponents(version: string): Promise<readonly KubernetesObject[]> {
  const parts = await Promise.all(controllers.map((name) => manifests(version, name)));
  const own = parts.flat().map(({ metadata, kind, ...object }) => ({
    ...object,
    kind,
    metadata: clusterScoped.has(kind) ? metadata : { ...metadata, namespace },
  })) as readonly KubernetesObject[];
  return [...(await fluxRoles(version)), ...own];
}

async function manifests(version: string, name: string): Promise<readonly KubernetesObject[]> {
  const folder = join(await upstreamModule('flux-operator'), 'config/data/flux', version);
  return parseAllDocuments(readFileSync(join(folder, `${name}.yaml`), 'utf8')).map(
    (document) => document.toJS() as KubernetesObject,
  );
}

/** As `flux install` and the operator name roles: by the namespace, too. */
function suffixed({ metadata, ...object }: KubernetesObject): KubernetesObject {
  const withSuffix = (name: string): string => `${name}-${namespace}`;
  const named = { ...object, metadata: { ...metadata, name: withSuffix(metadata.name) } } as KubernetesObject;
  const role = named['roleRef'] as { readonly name: string } | undefined;
  // cluster-admin is Kubernetes' own.
  if (!role || role.name === 'cluster-admin') return named;
  return { ...named, roleRef: { ...role, name: withSuffix(role.name) } };
}
