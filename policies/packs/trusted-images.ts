import { policyById } from '../catalogue';
import type { PackProps, PolicyPack } from './policy-pack';
import { constraintName } from './recommended';

export interface TrustedImagesProps extends PackProps {
  /**
   * Whole image references, or beginnings that end with a `*`. A beginning names the registry and its `/`, as in
   * `registry.example.com/*`.
   */
  readonly allowedImages: readonly string[];
  /**
   * Whether every image must be named by its digest.
   *
   * @default true
   */
  readonly digests?: boolean;
  /**
   * Images that need no digest, in the form of `allowedImages`.
   *
   * @default - none
   */
  readonly withoutDigest?: readonly string[];
}

/** The registries that AKS, Kubernetes, Flux and Gatekeeper themselves are installed from. */
export const platformImages: readonly string[] = [
  'docker.io/openpolicyagent/gatekeeper*',
  'ghcr.io/fluxcd/*',
  'mcr.microsoft.com/*',
  'openpolicyagent/gatekeeper*',
  'registry.k8s.io/*',
];

/**
 * Where images may come from, and that they are named by digest.
 *
 * @throws Error when a beginning is so short that a registry of a similar name would be trusted too; all at once
 */
export function trustedImages(props: TrustedImagesProps): PolicyPack {
  refuseShortBeginnings([...props.allowedImages, ...(props.withoutDigest ?? [])]);
  const digests = props.digests ?? true;
  return {
    id: 'trusted-images',
    title: 'Trusted images',
    standard: 'cis-aks',
    version: policyById('allowed-images').controls[0]?.version ?? '',
    constraints: [
      packConstraint('allowed-images', { allowedImages: [...props.allowedImages] }),
      ...(digests ? [packConstraint('image-digests', digestParameters(props))] : []),
    ],
    uncovered: [],
    enforcement: props.enforcement ?? {},
  };
}

function packConstraint(policy: string, parameters: Readonly<Record<string, unknown>>) {
  return {
    policy,
    name: constraintName('trusted-images', policy, parameters),
    parameters,
    controls: policyById(policy).controls,
  };
}

function digestParameters(props: TrustedImagesProps): Readonly<Record<string, unknown>> {
  return props.withoutDigest === undefined ? {} : { exemptImages: [...props.withoutDigest] };
}

function refuseShortBeginnings(entries: readonly string[]): void {
  const problems = entries
    .filter((entry) => entry.endsWith('*') && !entry.includes('/'))
    .map((entry) => `trustedImages: "${entry}" trusts registries of anyone; write ${fixed(entry)}.`);
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
}

function fixed(entry: string): string {
  return entry === '*'
    ? 'the registries that you mean, as in "registry.example.com/*"'
    : `"${entry.slice(0, -1)}/*"`;
}
