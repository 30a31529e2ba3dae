import type { RenderedResource } from '../../engine-client/protocol';
import { at, textAt } from '../yaml-documents';

/** Accounts, as `namespace/name`, that are gone or have no right left, with what took it from them. */
export function lostAccounts(
  gone: readonly RenderedResource[],
  remaining: readonly RenderedResource[],
): ReadonlyMap<string, RenderedResource> {
  const bound = new Set(remaining.flatMap(boundAccounts));
  const lost = new Map<string, RenderedResource>();
  for (const resource of gone) {
    for (const account of boundAccounts(resource)) if (!bound.has(account)) lost.set(account, resource);
  }
  for (const resource of gone) {
    if (resource.kind === 'ServiceAccount') lost.set(`${resource.namespace}/${resource.name}`, resource);
  }
  return lost;
}

/** The accounts that a binding gives rights to. */
function boundAccounts({ kind, namespace, object }: RenderedResource): readonly string[] {
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return [];
  const subjects = at(object, 'subjects');
  if (!Array.isArray(subjects)) return [];
  return subjects
    .filter((subject: unknown) => textAt(subject, 'kind') === 'ServiceAccount')
    .map((subject: unknown) => `${textAt(subject, 'namespace') ?? namespace}/${textAt(subject, 'name')}`);
}

/** What is lost of an account, in words: itself, or its last rights. */
export function theAccount(account: string, cause: RenderedResource): string {
  const rights = cause.kind === 'ServiceAccount' ? '' : `the rights (${cause.kind} ${cause.name}) of `;
  return `${rights}the service account '${account}'`;
}
