/** Where Flux lives, and every Kustomization of the platform with it. */
export const fluxNamespace = 'flux-system';

/** Flux's name for the source and the Kustomization that a cluster starts from. */
export const rootName = 'flux-system';

export const gatekeeperNamespace = 'gatekeeper-system';

/** ConfigMap of a cluster's own facts, for `postBuild.substituteFrom`. */
export const clusterVariables = 'cluster-vars';

/** Secret with the OpenPGP public keys that a commit must be signed with. */
export const signingKeysSecret = 'git-signing-keys';

/** Secret with the credential for this repository, in Flux's own namespace: the name that `flux bootstrap` gives it. */
export const fluxCredentialSecret = 'flux-system';

/** Secret with the credential for a tenant's source, in the tenant's namespace. */
export const tenantCredentialSecret = 'git-credential';

/** Priority of tenants' workloads. */
export const tenantPriorityClass = 'tenant';

/** Service accounts that Flux impersonates, each with the least role. */
export const accounts = {
  /** Flux's own, cluster-admin: the root and the umbrella of the policies only. */
  root: 'kustomize-controller',
  platform: 'platform',
  templates: 'templates',
  constraints: 'constraints',
  /** In the namespace of each tenant. */
  tenant: 'tenant',
  /** In Gatekeeper's namespace: what Helm installs Gatekeeper as. */
  gatekeeperInstaller: 'gatekeeper-installer',
} as const;

/** Cluster roles of ours. */
export const clusterRoles = {
  platform: 'fleetkeep:platform',
  templates: 'fleetkeep:templates',
  constraints: 'fleetkeep:constraints',
  gatekeeperInstaller: 'fleetkeep:gatekeeper-installer',
  /** Bound in Gatekeeper's namespace only. */
  gatekeeperRelease: 'fleetkeep:gatekeeper-release',
} as const;

/** Cluster role of a tenant that has rules of its own; bound in its namespace only. */
export function tenantRole(tenant: string): string {
  return `fleetkeep:tenant:${tenant}`;
}

/**
 * Namespaces that belong to Kubernetes, AKS and the platform: policies leave them alone, and they keep working while
 * Gatekeeper is down. Nothing but the root and the platform's accounts writes there.
 */
export const systemNamespaces: readonly string[] = [
  fluxNamespace,
  gatekeeperNamespace,
  'kube-node-lease',
  'kube-public',
  'kube-system',
];
