import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { ResolvedApplication } from '../../fleet/resolved-fleet';
import { tenantPriorityClass } from '../names';
import { selectorLabels } from './labels';

export interface DeploymentChartProps {
  readonly application: ResolvedApplication;
  /** Registry and name; the stage adds tag and digest. */
  readonly image: string;
}

/** An identity that no file of an image belongs to. */
const nobody = 65532;

/**
 * The workload by the hardened path: the restricted Pod Security Standard, a read-only root with a `/tmp`, no token of
 * Kubernetes, spread over zones and nodes.
 *
 * Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export class DeploymentChart extends Chart {
  constructor(scope: Construct, id: string, { application, image }: DeploymentChartProps) {
    super(scope, id);
    const { name } = application;
    const labels = selectorLabels(application);
    const metadata = { name, labels };
    new k8s.KubeServiceAccount(this, 'account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeDeployment(this, 'deployment', {
      metadata,
      spec: {
        revisionHistoryLimit: 3,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            priorityClassName: tenantPriorityClass,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: nobody,
              runAsGroup: nobody,
              fsGroup: nobody,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            topologySpreadConstraints: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(
              (topologyKey) => ({
                maxSkew: 1,
                topologyKey,
                whenUnsatisfiable: 'ScheduleAnyway',
                labelSelector: { matchLabels: labels },
              }),
            ),
            containers: [container(application, image)],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    });
    new k8s.KubePodDisruptionBudget(this, 'disruption-budget', {
      metadata,
      spec: {
        maxUnavailable: k8s.IntOrString.fromNumber(1),
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: labels },
      },
    });
  }
}

function container({ name, port, resources }: ResolvedApplication, image: string): k8s.Container {
  const tcpSocket = { port: k8s.IntOrString.fromString('http') };
  const memory = k8s.Quantity.fromString(resources.memory);
  return {
    name,
    image,
    ports: [{ name: 'http', containerPort: port }],
    readinessProbe: { tcpSocket, periodSeconds: 5 },
    livenessProbe: { tcpSocket, initialDelaySeconds: 10, periodSeconds: 10 },
    // No limit of CPU: it would throttle; the quota bounds what is requested.
    resources: { requests: { cpu: k8s.Quantity.fromString(resources.cpu), memory }, limits: { memory } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}
