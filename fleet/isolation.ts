import type { ClusterProps } from './cluster';
import { dockerHub, registryOf } from './image-registry';
import type { Tenant } from './tenant';

/** Servers that are on the internet for everybody. */
const publicServers = [
  'bitbucket.org',
  'dev.azure.com',
  'ghe.com',
  'github.com',
  'gitlab.com',
  'visualstudio.com',
];
const publicRegistries = [dockerHub, 'gcr.io', 'ghcr.io', 'public.ecr.aws', 'quay.io', 'registry.k8s.io'];

/**
 * What keeps a cluster without a way out from working: where it would pull from the internet.
 *
 * @param host of the fleet repository
 */
export function isolationProblems(
  { delivery = 'aks-extension', azurePolicy = false }: ClusterProps,
  host: string,
): readonly string[] {
  const problems: string[] = [];
  if (isPublic(host)) {
    problems.push(
      `egress 'isolated' reaches nothing on the internet, and Flux pulls from ${host}; ` +
        `set github.host to a GitHub Enterprise Server in your network, or take egress 'firewall'`,
    );
  }
  if (delivery !== 'bootstrap') {
    problems.push(
      `egress 'isolated' keeps delivery '${delivery}' from its charts and images; ` +
        `take delivery 'bootstrap' with Flux's images in the hub's registry, or egress 'firewall'`,
    );
  }
  if (!azurePolicy) {
    problems.push(
      `egress 'isolated' keeps the fleet's Gatekeeper from its chart and image; set azurePolicy: true with an exception to ` +
        `'fleet-gatekeeper' (Azure's comes from Microsoft's registry, which the hub keeps), or take egress 'firewall'`,
    );
  }
  return problems;
}

/** What of a tenant an isolated cluster could not pull. */
export function isolatedTenantProblems(
  { props, applications }: Tenant,
  cluster: string,
  stage: string,
): readonly string[] {
  if (!props.stages.includes(stage)) return [];
  const told = (what: string, way: string): string =>
    `${what}, which cluster '${cluster}' of stage '${stage}' cannot reach: it is isolated; ${way}, or leave the stage out`;
  const host = hostOf(props.source?.url);
  const problems: string[] = [];
  if (host !== undefined && isPublic(host)) {
    problems.push(told(`source.url is at ${host}`, 'move the repository to a server in your network'));
  }
  for (const application of applications) {
    const image = application.props.images[stage];
    if (image === undefined || !publicRegistries.includes(registryOf(image))) continue;
    problems.push(told(`image '${image}' is at ${registryOf(image)}`, "copy it to the hub's registry"));
  }
  return problems;
}

function isPublic(host: string): boolean {
  return publicServers.some((server) => host === server || host.endsWith(`.${server}`));
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : undefined;
}
