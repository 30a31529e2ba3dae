/**
 * The fleet, declared: the one file to edit to add a cluster, a tenant or a grant.
 *
 * `npm start` turns it into Terraform (cdktf.out) and the content of the repository that Flux syncs (out/fleet).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { AccessGrant, Application, Cluster, Fleet, Tenant } from './fleet/index';
import {
  bsiKubernetes,
  cisAks,
  cisKubernetes,
  gitOps,
  nist80053,
  nsaCisa,
  pciDss,
  platformImages,
  podSecurityStandards,
  trustedImages,
} from './policies/index';

/** What would be denied in production only counts where things are tried out. */
const enforcement = { dev: 'dryrun' } as const;

export const fleet = new Fleet('acme', {
  github: {
    owner: 'acme',
    repository: 'fleet',
    plan: 'team',
    approvals: 2,
    // The plan has no approval of deployments and no secret scanning: said here, so that an auditor reads it.
    without: ['environment-reviewers', 'secret-scanning'],
    owners: {
      platform: ['@acme/platform'],
      production: ['@acme/production'],
      security: ['@acme/security'],
    },
    signingKeys: { 'operations.asc': readFileSync(join(__dirname, 'keys', 'operations.asc'), 'utf8') },
  },
  azure: {
    tenantId: '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10',
    subscriptionId: '8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31',
    location: 'westeurope',
  },
  stages: ['dev', 'staging', 'prod'],
  policies: [
    podSecurityStandards({ level: 'restricted', enforcement }),
    trustedImages({ allowedImages: ['acmehub.azurecr.io/*', ...platformImages], enforcement }),
    cisKubernetes({ enforcement }),
    cisAks({ enforcement }),
    nsaCisa({ enforcement }),
    pciDss({ enforcement }),
    nist80053({ enforcement }),
    bsiKubernetes({ enforcement }),
    gitOps({
      parameters: { 'flux-allowed-sources': { allowedUrls: ['https://github.com/acme/*'] } },
      enforcement,
    }),
  ],
});

new Cluster(fleet, 'dev-weu', {
  stage: 'dev',
  kubernetesVersion: '1.34',
  exceptions: [
    {
      control: 'fips-nodes',
      reason: 'The debugging images of the dev stage are not built against FIPS yet',
      expires: '2027-12-31',
    },
  ],
});
new Cluster(fleet, 'staging-weu', { stage: 'staging', kubernetesVersion: '1.34' });
new Cluster(fleet, 'prod-weu', { stage: 'prod', kubernetesVersion: '1.34', monthlyBudget: 6000 });
new Cluster(fleet, 'prod-neu', { stage: 'prod', kubernetesVersion: '1.34', location: 'northeurope' });

const shop = new Tenant(fleet, 'shop', {
  stages: ['dev', 'staging', 'prod'],
  contact: { email: 'shop@acme.example' },
});
new Application(shop, 'storefront', {
  owner: 'shop@acme.example',
  images: {
    dev: 'acmehub.azurecr.io/shop/storefront:2.5.0-rc.1',
    staging:
      'acmehub.azurecr.io/shop/storefront:2.4.1@sha256:4c1f2a7d9be05a8d3f6c41e2b7a90d58c6e3f1b2a4d5968770f1e2d3c4b5a697',
    prod: 'acmehub.azurecr.io/shop/storefront:2.4.0@sha256:a17c5e0b92d4f8361c7b5a0e9d3f2481b6c7d8e9f0a1b2c3d4e5f60718293a4b',
  },
  replicas: { prod: 4 },
});

const payments = new Tenant(fleet, 'payments', {
  stages: ['dev', 'prod'],
  contact: { email: 'payments@acme.example' },
});
new Application(payments, 'ledger', {
  owner: 'payments@acme.example',
  securityLevel: 'confidential',
  images: {
    dev: 'acmehub.azurecr.io/payments/ledger:7.1.0@sha256:5b8e1d3c7f9a2046e8d1c3b5a7f90264d8e6c4b2a0f1e3d5c7b9a8f604125e3d',
    prod: 'acmehub.azurecr.io/payments/ledger:7.0.3@sha256:c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8',
  },
});

new AccessGrant(fleet, 'inc-4711', {
  cluster: 'prod-weu',
  group: '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70',
  role: 'reader',
  startsAt: '2026-12-01T08:00Z',
  expires: { hours: 4 },
  reason: 'Read the events of the checkout outage',
  ticket: 'INC-4711',
});
