/**
 * What kustomize-controller does as the account that it impersonates, and no more: it looks (`get`), applies on the server
 * (`patch`, and `create` for what is not there), and prunes (`delete`). It neither updates nor watches.
 *
 * Shown by test/e2e/scenarios/least-role.ts, where a tenant syncs with exactly these, and not with one less.
 */
export const applyVerbs: readonly string[] = ['get', 'create', 'patch', 'delete'];

/**
 * What waiting for health takes beside the object itself: the status of these workloads is read from what they own.
 *
 * Source: the status readers of fluxcd/cli-utils (Deployment, ReplicaSet, StatefulSet).
 */
export const readWhileWaiting: Readonly<Record<string, readonly OwnedKind[]>> = {
  'apps/Deployment': [
    { group: 'apps', resource: 'replicasets' },
    { group: '', resource: 'pods' },
  ],
  'apps/ReplicaSet': [{ group: '', resource: 'pods' }],
  'apps/StatefulSet': [{ group: '', resource: 'pods' }],
};

interface OwnedKind {
  readonly group: string;
  readonly resource: string;
}

export const waitVerbs: readonly string[] = ['list'];

/**
 * What Helm does as the account of a HelmRelease: it creates and updates, watches until what it installed is ready, and
 * deletes. helm-controller could not be run here: this is by reading it.
 */
export const helmVerbs: readonly string[] = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
