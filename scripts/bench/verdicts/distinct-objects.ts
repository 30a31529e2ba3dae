/** Namespaces that the objects are in. */
export const namespaces: readonly object[] = Array.from({ length: 20 }, (_, index) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: namespaceName(index), labels: { team: `team-${index}` } },
}));

/**
 * Objects of which no two are equal: half of them Pods, the rest Deployments, Services and RoleBindings. They say
 * themselves what the API server would fill in and a policy may read, for `gator` fills in nothing.
 */
export function distinctObjects(count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => distinctObject(index));
}

function distinctObject(index: number): object {
  const metadata = {
    name: `object-${index}`,
    namespace: namespaceName(index),
    labels: { number: `n-${index}` },
  };
  switch (index % 10) {
    case 5:
    case 6:
    case 7: {
      const labels = { app: `app-${index}` };
      const template = { metadata: { labels }, spec: podSpec(index) };
      const spec = { replicas: 1 + (index % 4), selector: { matchLabels: labels }, template };
      return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec };
    }
    case 8: {
      const ports = [{ name: 'http', port: 80 + index, protocol: 'TCP', targetPort: 8080 }];
      const type = index % 3 === 0 ? 'LoadBalancer' : 'ClusterIP';
      return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: { type, ports, selector: { app: `app-${index}` } },
      };
    }
    case 9: {
      const roleRef = {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: index % 4 === 1 ? 'cluster-admin' : 'view',
      };
      const subjects = [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: `group-${index}` }];
      return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata, roleRef, subjects };
    }
    default:
      return { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec(index) };
  }
}

function podSpec(index: number): object {
  const every = (divisor: number): boolean => index % divisor === 0;
  const digest = index.toString(16).padStart(64, '0');
  return {
    serviceAccountName: `account-${index}`,
    automountServiceAccountToken: every(11),
    hostNetwork: every(17),
    hostPID: every(19),
    securityContext: every(3)
      ? {}
      : { runAsNonRoot: true, runAsUser: 1000 + index, seccompProfile: { type: 'RuntimeDefault' } },
    volumes: every(13) ? [{ name: 'host', hostPath: { path: `/var/log/${index}`, type: '' } }] : [],
    initContainers: every(5) ? [container('prepare', index, digest, every(17))] : [],
    containers: [
      container('main', index, digest, every(17)),
      ...(every(4) ? [container('proxy', index + 1, digest, every(17))] : []),
    ],
  };
}

function container(name: string, index: number, digest: string, hostNetwork: boolean): object {
  const registry = ['registry.example.com', 'ghcr.io', 'docker.io'][index % 3];
  return {
    name,
    image: `${registry}/team/${name}:${index}${index % 2 === 0 ? `@sha256:${digest}` : ''}`,
    imagePullPolicy: 'IfNotPresent',
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
    ports: [
      {
        name: `${name}-http`,
        containerPort: 8080,
        protocol: 'TCP',
        // Under hostNetwork the API server makes every port one of the host.
        ...(hostNetwork || index % 23 === 0 ? { hostPort: 8080 } : {}),
      },
    ],
    securityContext: {
      privileged: index % 29 === 0,
      allowPrivilegeEscalation: index % 7 === 0,
      readOnlyRootFilesystem: index % 2 === 0,
      capabilities: index % 5 === 0 ? { add: ['NET_ADMIN'] } : { drop: ['ALL'] },
    },
  };
}

function namespaceName(index: number): string {
  return `team-${index % 20}`;
}
