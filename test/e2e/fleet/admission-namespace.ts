import type { KubernetesClient } from '../support/kubernetes-client';

/**
 * A namespace like any other, to ask admission about. It is there before the policies, which demand a Pod Security level
 * of it: that one would deny before Gatekeeper is asked, and a quota too.
 */
export const admissionNamespace = 'e2e-admission';

export async function createAdmissionNamespace(client: KubernetesClient): Promise<void> {
  await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: admissionNamespace } });
}
