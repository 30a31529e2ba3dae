import type { Exception } from '../../../policies/acceptance/exception';
import { exceptionsFor } from '../../../policies/acceptance/compile-exceptions';
import { parseAcceptances } from '../../../policies/acceptance/parse-acceptances';
import { policyById } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { constraintTemplate } from '../../../policies/constraint-template';
import { expansionTemplates } from '../../../policies/expansion';
import { acceptanceText, type Difference } from '../../policies/acceptance/acceptances';
import { deployment, kustomization, manifests, namespace, syncFile } from './manifests';
import type { Files } from './repository';

const privileged = policyById('privileged-container');
export const constraintName = 'no-privileged';
export const acceptancePath = '.securitytower/acceptances/ra-1.yaml';

const day = 24 * 60 * 60 * 1000;
/** A day, so many days from now. */
export const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString().slice(0, 10);

/** An acceptance of the privileged container `web` of the Deployment `shop/web` in the cluster `prod`, of 20 days. */
export function acceptance(spec: Difference = {}): string {
  return acceptanceText({
    constraint: constraintName,
    target: { clusters: ['prod'], namespace: 'shop', apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    accepts: [
      {
        field: 'spec.containers[web].securityContext.privileged',
        digest: 'sha256:b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b',
      },
    ],
    createdAt: inDays(-1),
    expiresAt: inDays(20),
    ...spec,
  });
}

/** The constraint with what the acceptances of these texts allow. */
export function constraints(...texts: readonly string[]): string {
  const { acceptances } = parseAcceptances(texts.map((text, index) => ({ path: `${index}`, text })));
  const exceptions: readonly Exception[] = exceptionsFor(
    acceptances.map((placed) => placed.acceptance),
    { kind: privileged.kind, name: constraintName },
  );
  return manifests(constraint(privileged, { name: constraintName, parameters: {}, exceptions }, 'deny'));
}

/** A cluster `prod` that denies privileged containers and runs one in the Deployment `shop/web`. */
export function privilegedCluster(): Files {
  return {
    ...syncFile('clusters/prod'),
    'clusters/prod/policies.yaml': manifests(kustomization('policies', './policies')),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps')),
    'policies/template.yaml': manifests(constraintTemplate(privileged), ...expansionTemplates),
    'policies/constraint.yaml': constraints(),
    'apps/namespace.yaml': manifests(namespace('shop')),
    'apps/web.yaml': manifests(deployment('web', true)),
  };
}

/** The same with the acceptance, compiled. */
export function acceptedCluster(spec: Difference = {}): Files {
  const text = acceptance(spec);
  return { ...privilegedCluster(), [acceptancePath]: text, 'policies/constraint.yaml': constraints(text) };
}
