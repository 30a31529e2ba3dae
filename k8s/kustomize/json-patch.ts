import { Yaml } from 'cdk8s';

import { Patch, PatchTarget } from './kustomization-file';

/** One operation of RFC 6902. */
export type JsonOperation =
  | { readonly op: 'add' | 'replace'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/** A patch by JSON 6902 operations. */
export function jsonPatch(target: PatchTarget, ...operations: readonly JsonOperation[]): Patch {
  return { target, patch: Yaml.stringify(operations) };
}

/** A patch that takes every object of the target away. kustomize wants a name in it and ignores which. */
export function deletePatch(target: PatchTarget & { readonly kind: string }, apiVersion: string): Patch {
  const patch = { apiVersion, kind: target.kind, metadata: { name: 'any' }, $patch: 'delete' };
  return { target, patch: Yaml.stringify(patch) };
}
