import { randomBytes } from 'node:crypto';

/** Who may speak to the API server, by a static token (`--token-auth-file`). */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
  readonly token: string;
}

const serviceAccount = (namespace: string, name: string): Identity => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  token: newToken(),
});

/**
 * The names that the real components have: policies and RBAC see them. Kubernetes' own components get their rights from
 * the API server's bootstrap roles, Flux and Gatekeeper from the bindings that their installation brings.
 */
export function newIdentities() {
  return {
    admin: { user: 'e2e-admin', groups: ['system:masters'], token: newToken() },
    controllerManager: { user: 'system:kube-controller-manager', groups: [], token: newToken() },
    scheduler: { user: 'system:kube-scheduler', groups: [], token: newToken() },
    // kwok plays every node at once.
    kwok: { user: 'kwok', groups: ['system:masters'], token: newToken() },
    kustomizeController: serviceAccount('flux-system', 'kustomize-controller'),
    sourceController: serviceAccount('flux-system', 'source-controller'),
    gatekeeper: serviceAccount('gatekeeper-system', 'gatekeeper-admin'),
  } as const satisfies Readonly<Record<string, Identity>>;
}

export type Identities = ReturnType<typeof newIdentities>;

/** The file for `--token-auth-file`: token, user, uid, groups. */
export function tokenFile(identities: Identities): string {
  return Object.values<Identity>(identities)
    .map(({ token, user, groups }) => `${token},${user},${user},"${groups.join(',')}"\n`)
    .join('');
}

function newToken(): string {
  return randomBytes(24).toString('hex');
}
