import type { ResourceId } from '../../engine-client/protocol';

/** What stays the same when an object moves to another version of its API: group, kind, namespace and name. */
export function identity({ apiVersion, kind, namespace, name }: ResourceId): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [group, kind, namespace, name].join('/');
}
