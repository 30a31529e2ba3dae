import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureProgram } from './build-programs';
import { serviceAccountKeys } from './certificates';
import { eventually } from './eventually';
import { requestJson } from './https-json';
import { tokenFile, type Identities, type Identity } from './identities';
import { writeKubeconfig } from './kubeconfig';
import { KubernetesClient } from './kubernetes-client';
import { kwokStages } from './kwok-stages';
import { nodeObject } from './node-object';
import { freePort } from './ports';
import type { Supervisor } from './supervisor';

export interface KubernetesProps {
  readonly folder: string;
  readonly identities: Identities;
  readonly supervisor: Supervisor;
}

export interface Kubernetes {
  readonly port: number;
  readonly certificateAuthority: string;
}

/** Starts etcd and Kubernetes' own programs, and waits until a namespace has its service account and a node is ready. */
export async function startKubernetes({
  folder,
  identities,
  supervisor,
}: KubernetesProps): Promise<Kubernetes> {
  const etcdUrl = await startEtcd(folder, supervisor);
  const keys = serviceAccountKeys(folder);
  const port = await startApiServer(folder, identities, supervisor, etcdUrl, keys);
  const certificates = join(folder, 'apiserver');
  const certificateAuthority = await eventually('the API server', async () => {
    supervisor.assertAlive();
    // It makes its own certificate on its first start.
    const certificate = readFileSync(join(certificates, 'apiserver.crt'), 'utf8');
    const endpoint = { port, certificateAuthority: certificate, token: identities.admin.token };
    const { status } = await requestJson(endpoint, 'GET', '/readyz');
    return status === 200 ? certificate : undefined;
  });

  const kubeconfig = ({ user, token }: Identity): string => {
    const path = join(folder, `${user.replaceAll(':', '-')}.kubeconfig`);
    writeKubeconfig(path, { port, certificateAuthority, token });
    return path;
  };
  supervisor.start({
    name: 'kube-controller-manager',
    executable: await ensureProgram('kube-controller-manager'),
    parameters: [
      `--kubeconfig=${kubeconfig(identities.controllerManager)}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${await freePort()}`,
      `--cert-dir=${join(folder, 'controller-manager')}`,
      '--leader-elect=false',
      '--use-service-account-credentials=true',
      `--service-account-private-key-file=${keys.privateKey}`,
      `--root-ca-file=${join(certificates, 'apiserver.crt')}`,
      // A deletion of a namespace waits for these; the default resync is for clusters that live for years.
      '--namespace-sync-period=1m',
    ],
  });
  supervisor.start({
    name: 'kube-scheduler',
    executable: await ensureProgram('kube-scheduler'),
    parameters: [
      `--kubeconfig=${kubeconfig(identities.scheduler)}`,
      `--authentication-kubeconfig=${kubeconfig(identities.scheduler)}`,
      `--authorization-kubeconfig=${kubeconfig(identities.scheduler)}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${await freePort()}`,
      `--cert-dir=${join(folder, 'scheduler')}`,
      '--leader-elect=false',
    ],
  });
  supervisor.start({
    name: 'kwok',
    executable: await ensureProgram('kwok'),
    parameters: [
      `--kubeconfig=${kubeconfig(identities.kwok)}`,
      '--manage-all-nodes=true',
      ...(await kwokStages()).map((file) => `--config=${file}`),
      // A kubelet renews its lease, or after 50 s its node counts as lost and no pod on it as ready.
      '--node-lease-duration-seconds=40',
      `--server-address=127.0.0.1:${await freePort()}`,
    ],
  });

  const admin = new KubernetesClient({ port, certificateAuthority, token: identities.admin.token });
  await admin.create(nodeObject('node-1'));
  await eventually('service accounts and a ready node', async () => {
    supervisor.assertAlive();
    await admin.read({ apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'default', name: 'default' });
    await admin.read({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'kube-root-ca.crt' });
    const node = await admin.read({ apiVersion: 'v1', kind: 'Node', name: 'node-1' });
    const status = node['status'] as
      { readonly conditions?: readonly { type: string; status: string }[] } | undefined;
    return (
      status?.conditions?.some(({ type, status: state }) => type === 'Ready' && state === 'True') || undefined
    );
  });
  return { port, certificateAuthority };
}

async function startEtcd(folder: string, supervisor: Supervisor): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const peer = `http://127.0.0.1:${await freePort()}`;
  supervisor.start({
    name: 'etcd',
    executable: await ensureProgram('etcd'),
    parameters: [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      // Nothing here outlives the process.
      '--unsafe-no-fsync',
    ],
  });
  return url;
}

async function startApiServer(
  folder: string,
  identities: Identities,
  supervisor: Supervisor,
  etcdUrl: string,
  keys: { readonly privateKey: string; readonly publicKey: string },
): Promise<number> {
  const port = await freePort();
  const certificates = join(folder, 'apiserver');
  mkdirSync(certificates, { recursive: true });
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, tokenFile(identities), { mode: 0o600 });
  supervisor.start({
    name: 'kube-apiserver',
    executable: await ensureProgram('kube-apiserver'),
    parameters: [
      `--etcd-servers=${etcdUrl}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${certificates}`,
      `--token-auth-file=${tokens}`,
      '--authorization-mode=Node,RBAC',
      // As AKS has it: what is privileged is for policies to deny.
      '--allow-privileged=true',
      // Off in 1.34, on from 1.35: without it the field is dropped before a policy sees it.
      '--feature-gates=ImageVolume=true',
      '--service-cluster-ip-range=10.0.0.0/16',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${keys.publicKey}`,
      `--service-account-signing-key-file=${keys.privateKey}`,
      // Loopback is no address of an Endpoints object: the reconciler would complain for ever.
      '--endpoint-reconciler-type=none',
    ],
  });
  return port;
}
