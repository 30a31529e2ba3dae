/** One place on the internet that clusters may reach, and what would stop without it. */
export interface EgressDestination {
  readonly name: string;
  readonly reason: string;
  readonly fqdns: readonly string[];
}

/**
 * Beside what Azure's own tag `AzureKubernetesService` covers.
 * Source: https://learn.microsoft.com/azure/aks/outbound-rules-control-egress (Flux: "GitOps")
 */
export function egressDestinations(location: string, sourceHost: string): readonly EgressDestination[] {
  return [
    {
      name: 'github',
      reason: 'Flux pulls the fleet repository',
      fqdns: sourceHost === 'github.com' ? ['github.com', 'api.github.com'] : [sourceHost],
    },
    {
      name: 'flux-extension',
      reason: 'The AKS extension reads its configuration and its chart',
      fqdns: [
        `${location}.dp.kubernetesconfiguration.azure.com`,
        'arcmktplaceprod.azurecr.io',
        '*.data.azurecr.io',
      ],
    },
    {
      name: 'gatekeeper-chart',
      reason: 'Flux pulls the chart of Gatekeeper',
      fqdns: [
        'open-policy-agent.github.io',
        'objects.githubusercontent.com',
        'release-assets.githubusercontent.com',
      ],
    },
    {
      name: 'docker-hub',
      reason: 'Images of Gatekeeper',
      fqdns: ['registry-1.docker.io', 'auth.docker.io', 'production.cloudflare.docker.com'],
    },
    {
      name: 'defender',
      reason: 'Microsoft Defender reports what it sees',
      fqdns: ['*.cloud.defender.microsoft.com', '*.ods.opinsights.azure.com', '*.oms.opinsights.azure.com'],
    },
  ];
}
