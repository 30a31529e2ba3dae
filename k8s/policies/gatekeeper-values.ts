import { accounts, fluxNamespace, gatekeeperNamespace, systemNamespaces } from '../names';

/** Replicas of the webhook. One is never enough: it fails closed. */
export function gatekeeperReplicas(production: boolean): number {
  return production ? 3 : 2;
}

/**
 * Kinds that Kubernetes itself must be able to write while Gatekeeper is down, or no new node could ever run Gatekeeper
 * again. No namespace exempts them, because they are in none.
 */
const nodeKinds = [
  '/nodes',
  'certificates.k8s.io/certificatesigningrequests',
  'cilium.io/ciliumidentities',
  'cilium.io/ciliumnodes',
  'coordination.k8s.io/leases',
  'storage.k8s.io/csinodes',
  'storage.k8s.io/volumeattachments',
];

/**
 * Who repairs Gatekeeper and takes a bad template or constraint back. Asking a Gatekeeper that is down would make that
 * impossible; they can write little else (`cluster/<name>/rbac.yaml`), and a template that does not compile shows in its
 * status, which Flux waits for.
 */
const repairers = [
  `${gatekeeperNamespace}:${accounts.gatekeeperInstaller}`,
  `${fluxNamespace}:${accounts.templates}`,
  `${fluxNamespace}:${accounts.constraints}`,
].map((account) => `system:serviceaccount:${account}`);

/** A list of strings in CEL. */
function celList(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}

/**
 * Values of Gatekeeper's chart. The webhook fails closed and also sees deletions and connections (exec, port-forward),
 * which the chart leaves out by default. Jobs that label namespaces and renew CRDs are off: Flux does both.
 *
 * Source: charts/gatekeeper/values.yaml of Gatekeeper 3.23.1.
 */
export const gatekeeperValues = {
  replicas: gatekeeperReplicas(true),
  validatingWebhookFailurePolicy: 'Fail',
  validatingWebhookCheckIgnoreFailurePolicy: 'Fail',
  validatingWebhookExemptNamespacesLabels: { 'kubernetes.io/metadata.name': systemNamespaces },
  validatingWebhookMatchConditions: [
    {
      name: 'nodes-work-without-gatekeeper',
      // Subresources of nodes (proxy) stay in Gatekeeper's sight.
      expression:
        'has(request.subResource) || !(request.resource.group + "/" + request.resource.resource in ' +
        `${celList(nodeKinds)})`,
    },
    {
      name: 'gatekeeper-can-be-repaired',
      expression: `!(request.userInfo.username in ${celList(repairers)})`,
    },
    {
      name: 'questions-about-identity',
      // TokenReview, SubjectAccessReview: nothing is stored, and kubelets and Flux ask them all the time.
      expression: '!(request.resource.group in ["authentication.k8s.io", "authorization.k8s.io"])',
    },
  ],
  enableDeleteOperations: true,
  enableConnectOperations: true,
  // Nothing mutates: what runs is what Git says.
  disableMutation: true,
  logDenies: true,
  // The namespaces that may carry the label that takes them out of Gatekeeper's sight.
  controllerManager: { exemptNamespaces: systemNamespaces },
  pdb: { controllerManager: { minAvailable: 1 } },
  postInstall: { labelNamespace: { enabled: false }, probeWebhook: { enabled: false } },
  upgradeCRDs: { enabled: false },
};
