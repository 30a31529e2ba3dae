/** What a registry needs beyond its own host, as data: where its API is, who gives tokens, and where it sends for content. */
export interface WellKnownRegistry {
  /** Of the references: a host, or `*.` and the end of hosts. */
  readonly registry: string;
  /** Host of the API. @default the registry's own */
  readonly api?: string;
  /** Hosts that give tokens for it. @default the API's own */
  readonly tokens?: readonly string[];
  /** Hosts that it redirects to for content; never with credentials. @default none */
  readonly content?: readonly string[];
}

export const wellKnownRegistries: readonly WellKnownRegistry[] = [
  {
    registry: 'docker.io',
    api: 'registry-1.docker.io',
    tokens: ['auth.docker.io'],
    content: ['production.cloudflare.docker.com', '*.r2.cloudflarestorage.com'],
  },
  { registry: 'ghcr.io', content: ['pkg-containers.githubusercontent.com'] },
  { registry: 'quay.io', content: ['*.quay.io', '*.amazonaws.com'] },
  { registry: 'registry.k8s.io', content: ['*.pkg.dev', '*.amazonaws.com'] },
  { registry: 'mcr.microsoft.com', content: ['*.data.mcr.microsoft.com'] },
  { registry: '*.azurecr.io', content: ['*.blob.core.windows.net', '*.data.azurecr.io'] },
  { registry: '*.amazonaws.com', content: ['*.amazonaws.com'] },
  { registry: 'public.ecr.aws', content: ['*.cloudfront.net'] },
  { registry: 'gcr.io', content: ['storage.googleapis.com'] },
  { registry: '*.gcr.io', content: ['storage.googleapis.com'] },
  { registry: '*.pkg.dev', content: ['storage.googleapis.com'] },
  { registry: 'registry.gitlab.com', tokens: ['gitlab.com'], content: ['storage.googleapis.com'] },
  { registry: 'registry.redhat.io', tokens: ['sso.redhat.com'], content: ['*.quay.io'] },
];

/** What is known of a registry; nothing but its name for most. */
export function wellKnown(registry: string): WellKnownRegistry {
  return wellKnownRegistries.find((one) => hostFits(one.registry, registry)) ?? { registry };
}

/** Whether a host is the one of a pattern, or below it where that begins with `*.`. */
export function hostFits(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : pattern === host;
}
