import { Application } from '../../fleet/application';
import { Cluster } from '../../fleet/cluster';
import { Fleet } from '../../fleet/fleet';
import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { Tenant } from '../../fleet/tenant';
import { podSecurityStandards } from '../../policies/packs/pod-security-standards';

/** A fleet of any size, over three stages and four regions, with two tenants. */
export function generatedFleet(clusters: number): ResolvedFleet {
  const stages = ['dev', 'staging', 'prod'];
  const regions = ['westeurope', 'northeurope', 'swedencentral', 'germanywestcentral'];
  const fleet = new Fleet('bench', {
    github: {
      owner: 'acme',
      repository: 'fleet',
      plan: 'team',
      without: ['environment-reviewers', 'secret-scanning'],
      codeOwners: { '*': ['@acme/platform'] },
    },
    azure: {
      tenantId: '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10',
      subscriptionId: '8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31',
      location: 'westeurope',
    },
    stages,
    policies: [podSecurityStandards({ level: 'restricted' })],
  });
  for (let index = 0; index < clusters; index++) {
    new Cluster(fleet, `c-${String(index).padStart(4, '0')}`, {
      stage: stages[index % stages.length] ?? 'dev',
      location: regions[index % regions.length],
      kubernetesVersion: '1.34',
    });
  }
  for (const name of ['shop', 'payments']) {
    const tenant = new Tenant(fleet, name, { stages });
    new Application(tenant, `${name}-web`, {
      owner: name,
      images: Object.fromEntries(stages.map((stage) => [stage, `registry.example.com/${name}:1.0.0`])),
    });
  }
  return fleet.resolve({ version: 1, clusters: {}, hubs: {} }).fleet;
}
