import { stringify } from 'yaml';

import { valueDigest } from '../../../policies/acceptance/value-digest';

/** What a test's acceptance says otherwise than the one that is in order; undefined takes a field away. */
export type Difference = Readonly<Record<string, unknown>>;

/** A document that is in order: the privileged container `app` of the Deployment `shop/web` in prod. */
export function acceptanceDocument(spec: Difference = {}, rest: Difference = {}): Record<string, unknown> {
  return {
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'RiskAcceptance',
    metadata: { name: 'ra-1' },
    spec: {
      policy: 'K8sPSPPrivilegedContainer',
      constraint: 'privileged-container',
      target: { stages: ['prod'], namespace: 'shop', apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      accepts: [
        { field: 'spec.containers[app].securityContext.privileged', value: true, digest: valueDigest(true) },
      ],
      category: 'waiver',
      owner: 'shop@acme.example',
      reason: 'The driver needs the device until it is rewritten.',
      ticket: 'SHOP-1',
      createdAt: '2026-11-01',
      expiresAt: '2026-11-30',
      ...spec,
    },
    ...rest,
  };
}

/** The same as the text of a file. */
export function acceptanceText(spec: Difference = {}, rest: Difference = {}): string {
  return stringify(JSON.parse(JSON.stringify(acceptanceDocument(spec, rest))));
}
