import { Application } from '../../fleet/application';
import { Cluster, ClusterProps } from '../../fleet/cluster';
import { Fleet, FleetProps } from '../../fleet/fleet';
import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { Tenant, TenantProps } from '../../fleet/tenant';
import { podSecurityStandards } from '../../policies/packs/pod-security-standards';
import { trustedImages } from '../../policies/packs/trusted-images';
import { declareFleet, emptyLock } from '../fleet/declare';

export const ledgerDigest = `sha256:${'a'.repeat(64)}`;

export interface ExampleProps {
  readonly fleet?: Partial<FleetProps>;
  /** Clusters by name. @default - dev-weu, staging-weu, prod-weu, prod-neu */
  readonly clusters?: Readonly<Record<string, Partial<ClusterProps>>>;
  readonly shop?: Partial<TenantProps>;
  readonly risk?: Partial<TenantProps>;
}

const fourClusters: NonNullable<ExampleProps['clusters']> = {
  'dev-weu': { stage: 'dev' },
  'staging-weu': { stage: 'staging' },
  'prod-weu': { stage: 'prod' },
  'prod-neu': { stage: 'prod', location: 'northeurope' },
};

/**
 * Four clusters in three stages and three tenants: shop (an application everywhere), payments (one that skips staging,
 * though the tenant does not) and risk (a repository of its own).
 */
export function exampleFleet(props: ExampleProps = {}): ResolvedFleet {
  const fleet = declareExample(props);
  return fleet.resolve(emptyLock).fleet;
}

function declareExample({ fleet: overrides, clusters = fourClusters, shop, risk }: ExampleProps): Fleet {
  const fleet = declareFleet({
    stages: ['dev', 'staging', 'prod'],
    policies: [
      podSecurityStandards({ level: 'restricted', enforcement: { dev: 'dryrun' } }),
      trustedImages({ allowedImages: ['acmehub.azurecr.io/*'], enforcement: { dev: 'warn' } }),
    ],
    ...overrides,
  });
  for (const [name, cluster] of Object.entries(clusters)) {
    new Cluster(fleet, name, { stage: 'dev', kubernetesVersion: '1.34', ...cluster });
  }
  const tenant = new Tenant(fleet, 'shop', { stages: ['dev', 'staging', 'prod'], ...shop });
  new Application(tenant, 'storefront', {
    owner: 'shop@acme.example',
    images: {
      dev: 'acmehub.azurecr.io/shop/storefront:2.5.0-rc.1',
      staging: 'acmehub.azurecr.io/shop/storefront:2.4.1',
      prod: 'acmehub.azurecr.io/shop/storefront:2.4.0',
    },
    replicas: { prod: 4 },
  });
  const payments = new Tenant(fleet, 'payments', { stages: ['dev', 'staging', 'prod'], namespace: 'money' });
  new Application(payments, 'ledger', {
    owner: 'payments@acme.example',
    images: {
      dev: 'acmehub.azurecr.io/payments/ledger:7.1.0',
      prod: `acmehub.azurecr.io/payments/ledger:7.0.3@${ledgerDigest}`,
    },
  });
  new Tenant(fleet, 'risk', {
    stages: ['prod'],
    source: { url: 'https://github.com/acme/risk' },
    ...risk,
  });
  return fleet;
}
