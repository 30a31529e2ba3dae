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
 * API server could not reach. Returns when it serves. The audit does not run (`startAudit`): it would read the whole cluster
 * again and again while nobody looks.
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
  await startManager(plane, deployments, {
    name: 'gatekeeper',
    pod: 'controller-manager',
    parameters: [
      '--operation=webhook',
      '--operation=generate',
      '--operation=status',
      '--host=127.0.0.1',
      `--port=${port}`,
      `--health-addr=127.0.0.1:${health}`,
      `--cert-dir=${certificates}`,
    ],
    ready,
  });
  await ready();
  return endpoint;
}

/**
 * Starts Gatekeeper's audit beside its webhook, as the process of its own that the chart makes of it.
 *
 * @param chart all objects of the release
 * @returns what ends it
 */
export async function startAudit(
  plane: ControlPlane,
  chart: readonly KubernetesObject[],
): Promise<() => Promise<void>> {
  const name = 'gatekeeper-audit';
  const certificates = plane.subfolder(name);
  // It serves nothing, but shows itself to external providers.
  await servingCertificate(certificates);
  await startManager(
    plane,
    chart.filter(({ kind }) => kind === 'Deployment'),
    {
      name,
      pod: 'audit-controller',
      parameters: [
        '--operation=audit',
        '--operation=status',
        `--health-addr=127.0.0.1:${await freePort()}`,
        `--cert-dir=${certificates}`,
        // The chart's minute is for clusters that live for years, and its 20 violations for the size of their objects.
        '--audit-interval=30',
        '--constraint-violations-limit=3000',
      ],
    },
  );
  return () => plane.supervisor.stop(name);
}

interface Manager {
  readonly name: string;
  /** The `control-plane` label of the Pod as which it reports. */
  readonly pod: string;
  readonly parameters: readonly string[];
  readonly ready?: () => Promise<unknown>;
}

async function startManager(
  plane: ControlPlane,
  deployments: readonly KubernetesObject[],
  { name, pod, parameters, ready }: Manager,
): Promise<void> {
  plane.supervisor.start({
    name,
    executable: await ensureProgram('gatekeeper'),
    parameters: [
      ...hostParameters(deployments),
      `--kubeconfig=${plane.kubeconfig(plane.identities.gatekeeper)}`,
      `--prometheus-port=${await freePort()}`,
      `--api-cache-dir=${plane.subfolder(`${name}-cache`)}`,
      '--disable-cert-rotation=true',
      ...parameters,
    ],
    environment: {
      POD_NAME: await podName(plane, pod),
      POD_NAMESPACE: namespace,
      NAMESPACE: namespace,
      CONTAINER_NAME: 'manager',
    },
    ready,
  });
}

/** Gatekeeper reports what it enforces under the name of its Pod, which must exist. */
async function podName(plane: ControlPlane, controlPlane: string): Promise<string> {
  return eventually('a Pod of Gatekeeper', async () => {
    const pods = await plane.admin.list('v1', 'Pod', namespace);
    const own = pods.find(({ metadata }) => metadata.labels?.['control-plane'] === controlPlane);
    return own && referenceOf(own).name;
  });
}
