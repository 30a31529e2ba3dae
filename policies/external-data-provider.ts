/**
 * Where Gatekeeper asks for what is not in the cluster.
 *
 * Source: https://open-policy-agent.github.io/gatekeeper/website/docs/externaldata
 */
export interface ExternalDataProvider {
  readonly apiVersion: 'externaldata.gatekeeper.sh/v1beta1';
  readonly kind: 'Provider';
  readonly metadata: { readonly name: string };
  readonly spec: {
    /** HTTPS only. */
    readonly url: string;
    /** Seconds. */
    readonly timeout: number;
    /** PEM in base64: who has signed the provider's certificate. */
    readonly caBundle: string;
  };
}
