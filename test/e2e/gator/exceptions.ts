import type { KubernetesObject } from '../support/kubernetes-object';

/** A kind of object about which `gator test` is not right, and is not asked. */
export interface GatorException {
  readonly reason: string;
  readonly matches: (object: KubernetesObject) => boolean;
}

/**
 * Where `gator test` 3.23.1 differs from the webhook by construction (shared/reference/policies.md, "The exact verdict").
 * Of its differences the others do not arise here: no constraint of ours selects by scope, by namespace labels or by
 * operation, and none uses external data.
 */
export const exceptions: readonly GatorException[] = [
  {
    reason:
      'gator knows no Config and no exempt namespaces: what lies in them is judged as if the webhook saw it',
    matches: ({ metadata }) => exemptNamespaces.has(metadata.namespace ?? ''),
  },
  {
    reason: 'gator leaves a Pod that names no namespace in none: in a cluster it would lie in default',
    matches: ({ kind, metadata }) => kind === 'Pod' && metadata.namespace === undefined,
  },
  {
    reason:
      "the API server writes a new Pod's AppArmor annotations into its containers' securityContext, too; gator does not",
    matches: ({ kind, metadata }) =>
      kind === 'Pod' && Object.keys(metadata.annotations ?? {}).some((key) => key.startsWith(appArmor)),
  },
];

/** https://kubernetes.io/docs/tutorials/security/apparmor/, "Deprecated annotation" */
const appArmor = 'container.apparmor.security.beta.kubernetes.io/';

/** `controllerManager.exemptNamespaces` of the fleet's HelmRelease of Gatekeeper. */
const exemptNamespaces = new Set([
  'flux-system',
  'gatekeeper-system',
  'kube-node-lease',
  'kube-public',
  'kube-system',
]);

/**
 * Whether gator can load a policy. It has no external data: one template that asks for some, and it judges nothing
 * (open-policy-agent/gatekeeper#2659).
 */
export function gatorLoads(object: KubernetesObject): boolean {
  return object.kind !== 'ConstraintTemplate' || !JSON.stringify(object).includes('external_data(');
}
