import type { ExternalDataProvider } from '../external-data-provider';

/** Who verifies signatures in the cluster. Its installation is the fleet's infrastructure, not this pack's. */
export type SignatureProvider = RatifyProvider | CosignProvider;

interface ProviderProps {
  /** Certificates in PEM: who has signed the one that the provider answers with. Never a key. */
  readonly caBundle: string;
  /**
   * Where it answers, by HTTPS.
   *
   * @default - its own chart's or manifest's Service
   */
  readonly url?: string;
  /**
   * How long Gatekeeper waits: 1 or 2, because its webhook itself must have answered after 3.
   *
   * @default 2
   */
  readonly timeoutSeconds?: number;
}

/** https://ratify.dev, installed by its chart into `gatekeeper-system`. */
export interface RatifyProvider extends ProviderProps {
  readonly kind: 'ratify';
}

/** https://github.com/sigstore/cosign-gatekeeper-provider, behind HTTPS, which Gatekeeper demands. */
export interface CosignProvider extends ProviderProps {
  readonly kind: 'cosign';
}

/** That images must be signed. */
export interface ImageSignatures {
  readonly provider: SignatureProvider;
  /**
   * The stages in which signatures are asked for.
   *
   * @default - every one
   */
  readonly stages?: readonly string[];
  /**
   * Images that need no signature of yours: whole references, or beginnings that end with `/*`.
   *
   * @default - none
   */
  readonly without?: readonly string[];
}

/**
 * By kind, as upstream installs them.
 *
 * Source: charts/ratify/templates/provider.yaml of ratify-project/ratify; manifest/provider.yaml of
 * sigstore/cosign-gatekeeper-provider, whose address is plain HTTP there.
 */
const installed: Readonly<
  Record<SignatureProvider['kind'], { readonly name: string; readonly url: string }>
> = {
  ratify: {
    name: 'ratify-provider',
    url: 'https://ratify.gatekeeper-system:6001/ratify/gatekeeper/v1/verify',
  },
  cosign: {
    name: 'cosign-gatekeeper-provider',
    url: 'https://cosign-gatekeeper-provider.cosign-gatekeeper-provider:8090/validate',
  },
};

/** What Gatekeeper is given. */
export function providerObject(provider: SignatureProvider): ExternalDataProvider {
  const { name, url } = installed[provider.kind];
  return {
    apiVersion: 'externaldata.gatekeeper.sh/v1beta1',
    kind: 'Provider',
    metadata: { name },
    spec: {
      url: provider.url ?? url,
      timeout: provider.timeoutSeconds ?? 2,
      caBundle: Buffer.from(provider.caBundle.trim() + '\n').toString('base64'),
    },
  };
}

/** What is wrong with a provider. A key that got here by mistake is not repeated. */
export function providerProblems({
  kind,
  caBundle,
  url,
  timeoutSeconds = 2,
}: SignatureProvider): readonly string[] {
  const problems: string[] = [];
  if (!Object.hasOwn(installed, kind)) {
    return [`signatures.provider.kind is ${JSON.stringify(kind)}; write 'ratify' or 'cosign'.`];
  }
  if (/PRIVATE KEY/.test(caBundle)) {
    problems.push(
      'signatures.provider.caBundle holds a private key; give certificates only, and replace that key.',
    );
  } else if (!/^-----BEGIN CERTIFICATE-----\n[^-]+-----END CERTIFICATE-----/.test(caBundle.trim())) {
    problems.push(
      "signatures.provider.caBundle is no certificate in PEM; read it from its file: readFileSync('provider-ca.crt', 'utf8').",
    );
  }
  if (url !== undefined && !/^https:\/\/[^\s/]+/.test(url)) {
    problems.push(`signatures.provider.url is "${url}"; Gatekeeper asks by HTTPS only: write https://….`);
  }
  if (timeoutSeconds !== 1 && timeoutSeconds !== 2) {
    problems.push(
      `signatures.provider.timeoutSeconds is ${timeoutSeconds}; write 1 or 2: the webhook must have answered after 3.`,
    );
  }
  return problems;
}
