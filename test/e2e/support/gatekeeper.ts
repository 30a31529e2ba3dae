import { ensureProgram } from './build-programs';
import { servingCertificate } from './certificates';
import type { ControlPlane } from './control-plane';
import { gatekeeperDefinitions } from './custom-resource-definitions';
import { applyAll } from './apply-all';
import { eventually } from './eventually';
import { requestJson } from './https-json';
import type { KubernetesObject } from './kubernetes-object';
import { freePort } from './ports';
import { validatingWebhook, type WebhookSettings } from './validating-webhook';

const namespace = 'gatekeeper-system';
const pod = 'gatekeeper-host';

export interface GatekeeperProps {
  readonly webhook: WebhookSettings;
  /** Seconds between two audits. @default 10 */
  readonly auditIntervalSeconds?: number;
}

/**
 * Gatekeeper with webhook and audit as one process of this machine instead of two Deployments: definitions, namespace,
 * rights and a Pod object that stands for the process (Gatekeeper reports its state under a Pod's name), then the
 * webhook by address. Returns when it serves.
 */
export async function startGatekeeper(plane: ControlPlane, props: GatekeeperProps): Promise<void> {
  await applyAll(plane.admin, await gatekeeperDefinitions());
  await applyAll(plane.admin, [...installation(plane.identities.gatekeeper.user)]);
  const certificates = plane.subfolder('gatekeeper');
  const certificateAuthority = await servingCertificate(certificates);
  const port = await freePort();
  const health = await freePort();
  plane.supervisor.start({
    name: 'gatekeeper',
    executable: await ensureProgram('gatekeeper'),
    parameters: [
      `--kubeconfig=${plane.kubeconfig(plane.identities.gatekeeper)}`,
      '--host=127.0.0.1',
      `--port=${port}`,
      `--health-addr=127.0.0.1:${health}`,
      `--prometheus-port=${await freePort()}`,
      `--cert-dir=${certificates}`,
      `--api-cache-dir=${plane.subfolder('gatekeeper-cache')}`,
      '--disable-cert-rotation',
      ...['webhook', 'audit', 'status', 'generate'].map((operation) => `--operation=${operation}`),
      `--audit-interval=${props.auditIntervalSeconds ?? 10}`,
      '--constraint-violations-limit=500',
      '--log-denies=true',
      '--logtostderr',
      ...[namespace, ...props.webhook.exemptNamespaces].map((name) => `--exempt-namespace=${name}`),
    ],
    environment: { POD_NAME: pod, POD_NAMESPACE: namespace, NAMESPACE: namespace, CONTAINER_NAME: 'manager' },
  });
  await eventually('Gatekeeper to listen', async () => {
    plane.supervisor.assertAlive();
    const endpoint = { port, certificateAuthority, token: '' };
    const { status } = await requestJson(endpoint, 'POST', '/v1/admit', {});
    return status > 0 || undefined;
  });
  await plane.admin.apply(validatingWebhook({ ...props.webhook, port, certificateAuthority }));
}

function* installation(user: string): Generator<KubernetesObject> {
  yield { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  yield {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'gatekeeper-admin', namespace },
  };
  // The chart's own roles come with the chart.
  yield {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'e2e-gatekeeper' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  };
  yield {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace },
    spec: {
      // No node has it: the process is not in the cluster.
      nodeSelector: { 'e2e.fleetkeep.dev/host-process': 'true' },
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'manager',
          image: 'openpolicyagent/gatekeeper:v3.23.1',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}
