import type { KubernetesObject } from '../support/kubernetes-object';
import type { WebhookSettings } from '../support/validating-webhook';

/** The part of the chart's values that decides what the webhook sees. */
interface GatekeeperValues {
  readonly validatingWebhookFailurePolicy?: WebhookSettings['failurePolicy'];
  readonly validatingWebhookExemptNamespacesLabels?: {
    readonly 'kubernetes.io/metadata.name'?: readonly string[];
  };
  readonly validatingWebhookMatchConditions?: WebhookSettings['matchConditions'];
  readonly enableDeleteOperations?: boolean;
  readonly enableConnectOperations?: boolean;
}

/** What a HelmRelease of Gatekeeper says about its webhook; what it leaves out is the chart's default (3.23.1). */
export function webhookSettings(release: KubernetesObject): WebhookSettings {
  const { values = {} } = release['spec'] as { readonly values?: GatekeeperValues };
  return {
    failurePolicy: values.validatingWebhookFailurePolicy ?? 'Ignore',
    exemptNamespaces: values.validatingWebhookExemptNamespacesLabels?.['kubernetes.io/metadata.name'] ?? [],
    matchConditions: values.validatingWebhookMatchConditions,
    operations: [
      'CREATE',
      'UPDATE',
      ...(values.enableDeleteOperations ? (['DELETE'] as const) : []),
      ...(values.enableConnectOperations ? (['CONNECT'] as const) : []),
    ],
  };
}
