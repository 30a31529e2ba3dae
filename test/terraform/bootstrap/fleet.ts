import { Cluster } from '../../../fleet/cluster';
import { Fleet } from '../../../fleet/fleet';

/** The fleet whose first day is walked through. */
export const fleet = new Fleet('acme', {
  github: {
    owner: 'acme',
    repository: 'fleet',
    plan: 'enterprise',
    approvals: 2,
    owners: { platform: ['@acme/platform'], security: ['@acme/security'] },
  },
  azure: {
    tenantId: '3f1a9c52-6f0e-4d0b-9a53-0d7c5b1e8a10',
    subscriptionId: '8c2b7d4e-1a35-4f6b-b0c9-5e2d9f7a6b31',
    location: 'westeurope',
  },
  stages: ['dev', 'prod'],
});

new Cluster(fleet, 'prod-weu', { stage: 'prod', kubernetesVersion: '1.34' });
