import { applyAll } from './apply-all';
import { ensureProgram } from './build-programs';
import { servingCertificate } from './certificates';
import type { ControlPlane } from './control-plane';
import { eventually } from './eventually';
import { hostParameters } from './gatekeeper-parameters';
import { requestJson, type Endpoint } from './https-json';
import { referenceOf, type KubernetesObject } from './kubernetes-object';
import { freePort } from './ports';
import { byAddress } from './webhook-by-address';

const namespace = 'gatekeeper-system';

/**
 * Gatekeeper as one process of this machine, from the objects of its chart as they were rendered: everything is applied
 * as it is (definitions, rights, Deployments, whose pods kwok only pretends to run), the process takes the arguments,
 * the account and the Pod name of those Deployments, and the webhook gets an address in place of a Service, which the
 * API server could not reach. Returns when it serves. The audit does not run: it would read the whole cluster again and
 * again, and no test looks at it.
 *
 * @param chart all objects of the release
 * @returns where its webhook listens
 */
export async function startGatekeeper(
  plane: ControlPlane,
  chart: readonly KubernetesObject[],
): Promise<Endpoint> {
  const webhook = chart.find(({ kind }) => kind === 'ValidatingWebhookConfiguration');
  const deployments = chart.filter(({ kind }) => kind === 'Deployment');
  if (!webhook || deployments.length === 0)
    throw new Error('this is not what the chart of Gatekeeper renders');
  await plane.admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await applyAll(
    plane.admin,
    chart.filter((object) => object !== webhook),
    'helm-controller',
  );
  const endpoint = await startWebhook(plane, deployments);
  await plane.admin.apply(
    byAddress(webhook, `https://127.0.0.1:${endpoint.port}`, endpoint.certificateAuthority),
    { fieldManager: 'helm-controller' },
  );
  return endpoint;
}

async function startWebhook(
  plane: ControlPlane,
  deployments: readonly KubernetesObject[],
): Promise<Endpoint> {
  const certificates = plane.subfolder('gatekeeper');
  const certificateAuthority = await servingCertificate(certificates);
  const port = await freePort();
  const endpoint = { port, certificateAuthority, token: '' };
  const health = await freePort();
  const ready = (): Promise<unknown> =>
    eventually('Gatekeeper to be ready', async () => {
      plane.supervisor.assertAlive();
      // As a Service asks: it listens before it has its policies, and lets everything in until then.
      const { ok } = await fetch(`http://127.0.0.1:${health}/readyz`);
      const { status } = await requestJson(endpoint, 'POST', '/v1/admit', {});
      return (ok && status > 0) || undefined;
    });
  plane.supervisor.start({
    name: 'gatekeeper',
    executable: await ensureProgram('gatekeeper'),
    parameters: [
      ...hostParameters(deployments),
      '--operation=webhook',
      '--operation=generate',
      '--operation=status',
      `--kubeconfig=${plane.kubeconfig(plane.identities.gatekeeper)}`,
      '--host=127.0.0.1',
      `--port=${port}`,
      `--health-addr=127.0.0.1:${health}`,
      `--prometheus-port=${await freePort()}`,
      `--cert-dir=${certificates}`,
      `--api-cache-dir=${plane.subfolder('gatekeeper-cache')}`,
      '--disable-cert-rotation=true',
    ],
    environment: {
      POD_NAME: await podName(plane),
      POD_NAMESPACE: namespace,
      NAMESPACE: namespace,
      CONTAINER_NAME: 'manager',
    },
    ready,
  });
  await ready();
  return endpoint;
}

/** Gatekeeper reports what it enforces under the name of its Pod, which must exist. */
async function podName(plane: ControlPlane): Promise<string> {
  return eventually('a Pod of Gatekeeper', async () => {
    const pods = await plane.admin.list('v1', 'Pod', namespace);
    const own = pods.find(({ metadata }) => metadata.labels?.['control-plane'] === 'controller-manager');
    return own && referenceOf(own).name;
  });
}
