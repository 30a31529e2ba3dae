import type { KubernetesObject } from './kubernetes-object';

interface Webhook {
  readonly clientConfig: { readonly service?: { readonly path?: string } };
  readonly [field: string]: unknown;
}

/**
 * The configuration with an address in place of its Service; all else (rules, selectors, conditions, failure policy) is
 * as it was. But the timeout: on a busy machine a review may take longer than the chart's 3 seconds, and failing closed
 * would fail a test about something else.
 */
export function byAddress(
  configuration: KubernetesObject,
  address: string,
  certificateAuthority: string,
): KubernetesObject {
  const caBundle = Buffer.from(certificateAuthority).toString('base64');
  const webhooks = (configuration['webhooks'] as readonly Webhook[]).map((webhook) => ({
    ...webhook,
    clientConfig: { url: `${address}${webhook.clientConfig.service?.path ?? ''}`, caBundle },
    timeoutSeconds: 30,
  }));
  return { ...configuration, webhooks };
}
