import { dockerHub, registryOf } from '../../fleet/image-registry';
import type { ResolvedCluster, ResolvedFleet, ResolvedHub, ResolvedTenant } from '../../fleet/resolved-fleet';
import { hubNames } from '../naming/names';

/** One place on the internet that clusters may reach, and what would stop without it. */
export interface EgressDestination {
  readonly name: string;
  readonly reason: string;
  readonly fqdns: readonly string[];
  /** @default 'https' */
  readonly protocol?: 'https' | 'ssh';
}

/** Hosts that stand behind a registry's own name. */
const behindRegistry: Readonly<Record<string, readonly string[]>> = {
  [dockerHub]: ['registry-1.docker.io', 'auth.docker.io', 'production.cloudflare.docker.com'],
  'ghcr.io': ['ghcr.io', 'pkg-containers.githubusercontent.com'],
  // Azure's own tag lets it pass.
  'mcr.microsoft.com': [],
  'public.ecr.aws': ['public.ecr.aws', '*.cloudfront.net'],
  'quay.io': ['quay.io', '*.quay.io'],
};

/** Regions that serve the data of the registry of AKS extensions; all data of Azure's registries would be anybody's. */
const extensionData = ['centralindia', 'eastus', 'japaneast', 'westeurope', 'westus2'];

/**
 * What the clusters of a region reach through its firewall, beside what Azure's own tag `AzureKubernetesService` covers:
 * derived from how they get Flux and Gatekeeper, from the sources of the tenants that run there, and from the registries of
 * their applications.
 *
 * Source: https://learn.microsoft.com/azure/aks/outbound-rules-control-egress (Flux: "Cluster extensions")
 */
export function egressDestinations(fleet: ResolvedFleet, hub: ResolvedHub): readonly EgressDestination[] {
  const clusters = fleet.clusters.filter(
    ({ location, egress }) => location === hub.location && egress === 'firewall',
  );
  const stages = new Set(clusters.map(({ stage }) => stage.name));
  const tenants = fleet.tenants.filter((tenant) => tenant.stages.some((stage) => stages.has(stage)));
  const fixed = [...fleetSource(fleet), ...software(clusters, hub.location)];
  const passed = new Set(
    fixed.flatMap(({ fqdns, protocol }) => fqdns.map((fqdn) => `${protocol ?? 'https'} ${fqdn}`)),
  );
  const further = [...tenants.flatMap(ofTenant), ...registries(fleet, hub, tenants, stages)].map(
    (destination) => ({
      ...destination,
      fqdns: destination.fqdns.filter((fqdn) => !passed.has(`${destination.protocol ?? 'https'} ${fqdn}`)),
    }),
  );
  return [...fixed, ...further].filter(({ fqdns }) => fqdns.length > 0);
}

function fleetSource({ github: { host, sourceUrl } }: ResolvedFleet): readonly EgressDestination[] {
  const reason = 'Flux pulls the fleet repository';
  if (sourceUrl.startsWith('ssh:')) return [{ name: 'github', reason, fqdns: [host], protocol: 'ssh' }];
  // A GitHub App asks the API for its tokens.
  return [{ name: 'github', reason, fqdns: host === 'github.com' ? [host, 'api.github.com'] : [host] }];
}

function software(clusters: readonly ResolvedCluster[], location: string): readonly EgressDestination[] {
  const some = (wanted: (cluster: ResolvedCluster) => boolean, ...destinations: EgressDestination[]) =>
    clusters.some(wanted) ? destinations : [];
  return [
    ...some(({ delivery }) => delivery === 'aks-extension', {
      name: 'flux-extension',
      reason: 'The AKS extension reads its configuration and its chart',
      fqdns: [
        `${location}.dp.kubernetesconfiguration.azure.com`,
        'arcmktplaceprod.azurecr.io',
        ...extensionData.map((region) => `arcmktplaceprod.${region}.data.azurecr.io`),
      ],
    }),
    ...some(({ delivery }) => delivery === 'argo-cd', {
      name: 'argo-cd-images',
      reason: 'Images of Argo CD, of its Redis and of its Dex, and its chart',
      fqdns: ['quay.io', 'public.ecr.aws', 'ghcr.io'].flatMap((registry) => behindRegistry[registry] ?? []),
    }),
    ...some(({ delivery }) => delivery === 'flux-operator' || delivery === 'bootstrap', {
      name: 'flux-images',
      reason: "Images of Flux, and its operator's chart",
      fqdns: behindRegistry['ghcr.io'] ?? [],
    }),
    ...some(
      ({ azurePolicy }) => !azurePolicy,
      {
        name: 'gatekeeper-chart',
        reason: 'Flux pulls the chart of Gatekeeper',
        fqdns: [
          'open-policy-agent.github.io',
          'objects.githubusercontent.com',
          'release-assets.githubusercontent.com',
        ],
      },
      { name: 'docker-hub', reason: 'Images of Gatekeeper', fqdns: behindRegistry[dockerHub] ?? [] },
    ),
    ...some(({ azurePolicy }) => azurePolicy, {
      name: 'azure-policy',
      reason: 'The Azure Policy add-on reads its policies and reports',
      fqdns: ['data.policy.core.windows.net', 'store.policy.core.windows.net'],
    }),
    ...some(({ exceptions }) => exceptions.every(({ control }) => control !== 'defender'), {
      name: 'defender',
      reason: 'Microsoft Defender reports what it sees',
      fqdns: ['*.cloud.defender.microsoft.com', '*.ods.opinsights.azure.com', '*.oms.opinsights.azure.com'],
    }),
  ];
}

function ofTenant({ name, source, egress }: ResolvedTenant): readonly EgressDestination[] {
  const declared = { name: `tenant-${name}`, reason: `Tenant ${name} asks for it`, fqdns: egress };
  if (source.kind === 'fleet') return [declared];
  const { hostname, protocol } = new URL(source.url);
  return [
    {
      name: `tenant-${name}-source`,
      reason: `Flux pulls the repository of tenant ${name}`,
      fqdns: [hostname],
      protocol: protocol === 'ssh:' ? 'ssh' : 'https',
    },
    declared,
  ];
}

/** The hub's own registry has a private address. */
function registries(
  fleet: ResolvedFleet,
  hub: ResolvedHub,
  tenants: readonly ResolvedTenant[],
  stages: ReadonlySet<string>,
): readonly EgressDestination[] {
  const own = `${hubNames(fleet, hub.location).registry}.azurecr.io`;
  const named = tenants.flatMap(({ applications }) =>
    applications.flatMap(({ releases }) =>
      releases.flatMap(({ stage, image }) => (stages.has(stage) ? registryOf(image) : [])),
    ),
  );
  const hosts = [...new Set(named)].filter((host) => host !== own).sort();
  const fqdns = hosts.flatMap((host) =>
    host.endsWith('.azurecr.io') ? [host, '*.data.azurecr.io'] : (behindRegistry[host] ?? [host]),
  );
  return [{ name: 'registries', reason: "Images of tenants' applications", fqdns: [...new Set(fqdns)] }];
}
