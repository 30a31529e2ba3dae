import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exceptionsFor } from '../../../policies/acceptance/compile-exceptions';
import type { Exception } from '../../../policies/acceptance/exception';
import { parseAcceptances } from '../../../policies/acceptance/parse-acceptances';
import { policyById } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { eventually } from '../support/eventually';
import type { KubernetesClient } from '../support/kubernetes-client';
import type { KubernetesObject } from '../support/kubernetes-object';
import { admissionVerdict } from './admission-verdict';
import { enforce } from './enforce';
import { policyObjects } from './labelled-sample';
import { removeConstraint } from './remove-constraint';

const file = '.securitytower/acceptances/storefront-release-candidates.yaml';
const policy = policyById('image-digests');
const key = { kind: policy.kind, name: 'image-digests' };

/** The example's accepted risk, as synth compiles it. The day on which it ends is another one for every run. */
function exceptions(hardExpiresAt: string): readonly Exception[] {
  const text = readFileSync(join(__dirname, '../../..', file), 'utf8');
  const { acceptances, problems } = parseAcceptances([{ path: file, text }]);
  const compiled = exceptionsFor(
    acceptances.map(({ acceptance }) => acceptance),
    key,
  );
  if (problems.length > 0 || compiled.length === 0) throw new Error(`${file} is not about ${key.name}`);
  return compiled.map((exception) => ({ ...exception, hardExpiresAt }));
}

/** Takes the other constraints away: what is not accepted is denied by the one that denies images without a digest. */
export async function leaveOnlyDigests(client: KubernetesClient): Promise<void> {
  for (const other of policyObjects().constraints) {
    if (other.kind === key.kind) continue;
    await removeConstraint(client, other);
  }
}

/** Gives the constraint the accepted risk. */
export async function enforceAccepted(client: KubernetesClient, hardExpiresAt: string): Promise<void> {
  const props = { name: key.name, parameters: {}, exceptions: exceptions(hardExpiresAt) };
  const only = constraint(policy, props, 'deny');
  await enforce(client, { ...policyObjects([policy]), constraints: [{ ...only }] });
}

const accepted = 'acmehub.azurecr.io/shop/storefront:2.5.0-rc.1';

/** The accepted Deployment, and whatever is said otherwise. */
export function deployment(
  name = 'storefront',
  images: Readonly<Record<string, string>> = { storefront: accepted },
): KubernetesObject {
  const labels = { app: name };
  const containers = Object.entries(images).map(([container, image]) => ({ name: container, image }));
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

/** What the risk does not cover: each is worse, or somebody else's. */
export const notAccepted: readonly (readonly [string, KubernetesObject])[] = [
  ['another Deployment', deployment('checkout')],
  ['another tag', deployment('storefront', { storefront: 'acmehub.azurecr.io/shop/storefront:2.5.0-rc.2' })],
  ['another container', deployment('storefront', { sidecar: accepted })],
  [
    'a second container',
    deployment('storefront', { storefront: accepted, sidecar: 'acmehub.azurecr.io/x:1' }),
  ],
  ['another namespace', { ...deployment(), metadata: { name: 'storefront', namespace: 'default' } }],
  ['a Pod that nobody owns', podOf(deployment())],
];

function podOf(owner: KubernetesObject): KubernetesObject {
  const { template } = owner['spec'] as { readonly template: { readonly spec: object } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'storefront', namespace: 'shop', labels: { app: 'storefront' } },
    spec: template.spec,
  };
}

/** Creates the Deployment; Kubernetes' own controllers make its ReplicaSet and its Pod, which are asked about too. */
export async function createWithPods(client: KubernetesClient): Promise<readonly string[]> {
  // What other constraints said is remembered for a moment after they are gone.
  await eventually('the accepted Deployment to be let in', async () => {
    const verdict = await admissionVerdict(client, deployment());
    if (verdict.length > 0) throw new Error(verdict.join('\n'));
    return true;
  });
  await client.create(deployment());
  return eventually('the ReplicaSet and the Pod of the accepted Deployment', async () => {
    // The Pod is made last: who sees it sees the ReplicaSet afterwards.
    const owned = [
      ...(await client.list('v1', 'Pod', 'shop')),
      ...(await client.list('apps/v1', 'ReplicaSet', 'shop')),
    ].filter(({ metadata }) => metadata.name.startsWith('storefront-'));
    return owned.some(({ kind }) => kind === 'Pod') ? owned.map(({ kind }) => kind) : undefined;
  });
}
