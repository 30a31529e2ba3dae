import { nearest } from '../nearest';
import { imageAllowList, platformRegistries } from './image-allow-list';
import { podSecurityStandards } from './pod-security-standards';
import type { PolicyPack } from './policy-pack';
import { bsiKubernetes, cisAks, cisKubernetes, gitOps, nist80053, nsaCisa, pciDss } from './standard-packs';
import { platformImages, trustedImages } from './trusted-images';

const packs: Readonly<Record<string, () => PolicyPack>> = {
  'bsi-app-4.4': () => bsiKubernetes(),
  'cis-aks': () => cisAks(),
  'cis-kubernetes': () => cisKubernetes(),
  gitops: () => gitOps(),
  'image-allow-list': () => imageAllowList({ trustedregistries: platformRegistries }),
  'nist-800-53': () => nist80053(),
  'nsa-cisa': () => nsaCisa(),
  'pci-dss': () => pciDss(),
  'pod-security-baseline': () => podSecurityStandards({ level: 'baseline' }),
  'pod-security-restricted': () => podSecurityStandards({ level: 'restricted' }),
  'trusted-images': () => trustedImages({ allowedImages: platformImages }),
};

/** The packs that `fleetkeep check --policies PACK` knows. */
export const packIds: readonly string[] = Object.keys(packs);

/**
 * A pack with its defaults, denied in every stage.
 *
 * @throws Error when there is none of this id; the message names those that look like it
 */
export function packById(id: string): PolicyPack {
  const pack = Object.hasOwn(packs, id) ? packs[id] : undefined;
  if (pack === undefined) {
    throw new Error(`Unknown policy pack "${id}". Did you mean ${nearest(id, packIds).join(' or ')}?`);
  }
  return pack();
}
