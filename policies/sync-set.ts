import type { Policy, ReferencedKind } from './policy';

/** Kinds of which Gatekeeper keeps a copy, for policies that look at more than the object under review. */
export interface SyncSet {
  readonly apiVersion: 'syncset.gatekeeper.sh/v1alpha1';
  readonly kind: 'SyncSet';
  readonly metadata: { readonly name: string };
  readonly spec: { readonly gvks: readonly ReferencedKind[] };
}

/**
 * The SyncSet of a referential policy, named as the policy; none for the others. Gatekeeper unites all SyncSets, so
 * that policies may name the same kind.
 *
 * Source: https://open-policy-agent.github.io/gatekeeper/website/docs/sync
 */
export function syncSet(policy: Policy): SyncSet | undefined {
  if (policy.referential === undefined) return undefined;
  return {
    apiVersion: 'syncset.gatekeeper.sh/v1alpha1',
    kind: 'SyncSet',
    metadata: { name: policy.id },
    spec: { gvks: policy.referential },
  };
}
