import { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';
import { Folder } from '../folder';
import { fluxCredentialSecret, fluxNamespace, tenantCredentialSecret } from '../names';

/** Writes the repository's own `README.md`: what is where, and what no file can hold. */
export function writeReadme(fleet: ResolvedFleet, outputDirectory: string): void {
  new Folder(outputDirectory, '.').writeText('README.md', readme(fleet));
}

function readme(fleet: ResolvedFleet): string {
  const clusters = fleet.clusters.map((cluster) => [
    cluster.name,
    cluster.stage.name,
    cluster.location,
    `\`${cluster.entry}\``,
    cluster.delivery,
    cluster.lifecycle,
  ]);
  const tenants = fleet.tenants.map((tenant) => [
    tenant.name,
    tenant.stages.join(', '),
    tenant.source.kind === 'fleet'
      ? tenant.applications.map((application) => application.name).join(', ')
      : tenant.source.url,
    tenant.lifecycle,
  ]);
  return [
    `# Fleet ${fleet.name}`,
    '',
    `What ${deliverers(fleet)} to the clusters. Everything here is generated from the fleet declaration: change that, not these`,
    'files. Nothing reaches a cluster but through a reviewed, signed commit of this repository.',
    '',
    '| path | what | read by |',
    '|---|---|---|',
    `| \`cluster/${fleet.layout === 'single' ? '' : '<cluster>/'}\` | where a cluster starts: source, accounts, variables, order | that cluster |`,
    '| `policies/` | Gatekeeper, its templates and its constraints | every cluster, by stage |',
    '| `infrastructure/` | controllers, then what they are configured with | every cluster, by stage |',
    '| `tenants/` | namespaces with their bounds, applications | every cluster, by stage |',
    '| `.securitytower/` | clusters and applications, for the control kit | nobody in a cluster |',
    '',
    '## Clusters',
    '',
    ...table(['cluster', 'stage', 'location', 'entry', 'delivery', 'lifecycle'], clusters),
    '',
    '## Tenants',
    '',
    ...table(['tenant', 'stages', 'source', 'lifecycle'], tenants),
    '',
    '## What is not here',
    '',
    ...credentials(fleet),
    '',
  ].join('\n');
}

function isByArgoCd({ delivery }: ResolvedCluster): boolean {
  return delivery === 'argo-cd';
}

function deliverers({ clusters }: ResolvedFleet): string {
  if (!clusters.some(isByArgoCd)) return 'Flux applies';
  return clusters.every(isByArgoCd) ? 'Argo CD applies' : 'Flux and Argo CD apply';
}

function credentials({ clusters }: ResolvedFleet): readonly string[] {
  return [
    'Credentials; they are read-only and put there by whoever runs the cluster.',
    ...(clusters.every(isByArgoCd)
      ? []
      : [
          `Flux reads this repository with the Secret \`${fluxNamespace}/${fluxCredentialSecret}\` and a tenant's source with the`,
          `Secret \`${tenantCredentialSecret}\` of the tenant's namespace.`,
        ]),
    ...(clusters.some(isByArgoCd)
      ? ['What Argo CD reads with, `argo-cd/README.md` of its cluster says.']
      : []),
  ];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)];
}
