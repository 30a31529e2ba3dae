import type { KubernetesObject } from './kubernetes-object';

/** What the values of Gatekeeper's HelmRelease say about its webhook. */
export interface WebhookSettings {
  readonly failurePolicy: 'Fail' | 'Ignore';
  /** Namespaces that the webhook does not see, and that may carry the label that hides them. */
  readonly exemptNamespaces: readonly string[];
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT')[];
  /** @default none */
  readonly matchConditions?: readonly { readonly name: string; readonly expression: string }[];
}

interface WebhookProps extends WebhookSettings {
  readonly port: number;
  readonly certificateAuthority: string;
}

/**
 * The ValidatingWebhookConfiguration of Gatekeeper's chart 3.23.1, with an address in place of a Service: the API server
 * reaches a process of this machine and no Service.
 */
export function validatingWebhook(props: WebhookProps): KubernetesObject {
  const { failurePolicy, exemptNamespaces, operations, matchConditions, port } = props;
  const caBundle = Buffer.from(props.certificateAuthority).toString('base64');
  const common = {
    admissionReviewVersions: ['v1', 'v1beta1'],
    failurePolicy,
    matchPolicy: 'Exact',
    sideEffects: 'None',
    // The chart says 3; on a busy machine a review may take longer, and failing closed would fail the test.
    timeoutSeconds: 30,
  };
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: {
      name: 'gatekeeper-validating-webhook-configuration',
      labels: { 'admissions.enforcer/disabled': 'true', 'gatekeeper.sh/system': 'yes' },
    },
    webhooks: [
      {
        ...common,
        name: 'validation.gatekeeper.sh',
        clientConfig: { url: `https://127.0.0.1:${port}/v1/admit`, caBundle },
        ...(matchConditions ? { matchConditions } : {}),
        namespaceSelector: {
          matchExpressions: [
            { key: 'admission.gatekeeper.sh/ignore', operator: 'DoesNotExist' },
            {
              key: 'kubernetes.io/metadata.name',
              operator: 'NotIn',
              values: [...new Set([...exemptNamespaces, 'gatekeeper-system'])],
            },
          ],
        },
        rules: [
          { apiGroups: ['*'], apiVersions: ['*'], operations, resources: ['*', ...subresources], scope: '*' },
        ],
      },
      {
        ...common,
        name: 'check-ignore-label.gatekeeper.sh',
        clientConfig: { url: `https://127.0.0.1:${port}/v1/admitlabel`, caBundle },
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['gatekeeper-system'] },
          ],
        },
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['namespaces'],
            scope: '*',
          },
        ],
      },
    ],
  };
}

/** values.yaml of the chart, validatingWebhookSubResources. */
const subresources = [
  'pods/ephemeralcontainers',
  'pods/exec',
  'pods/log',
  'pods/eviction',
  'pods/portforward',
  'pods/proxy',
  'pods/attach',
  'pods/binding',
  'pods/resize',
  'deployments/scale',
  'replicasets/scale',
  'statefulsets/scale',
  'replicationcontrollers/scale',
  'services/proxy',
  'nodes/proxy',
  'services/status',
];
