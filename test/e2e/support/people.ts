import type { Endpoint } from './https-json';

/** Whom a request is made for. */
export type Impersonated = NonNullable<Endpoint['impersonated']>;

/** A service account, with the groups that the API server adds. */
export function serviceAccount(namespace: string, name: string): Impersonated {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** Somebody who signed in by Entra ID: a group is its object id. */
export function person(username: string, ...groups: readonly string[]): Impersonated {
  return { username, groups: [...groups, 'system:authenticated'] };
}
