import { nearest } from '../nearest';
import type { ControlReference } from '../policy';
import { bsiKubernetesStandard } from './bsi-app-4-4';
import { cisAksStandard } from './cis-aks';
import { cisKubernetesStandard } from './cis-kubernetes';
import { gitOpsStandard } from './gitops';
import { kubernetesChecklistStandard } from './kubernetes-checklist';
import { nist80053Standard } from './nist-800-53';
import { nsaCisaStandard } from './nsa-cisa';
import { pciDssStandard } from './pci-dss';
import { podSecurityStandardsStandard } from './pod-security';
import type { Standard } from './standard';

export type { Control, Standard } from './standard';

/** Every standard that policies are mapped to. */
export const standards: readonly Standard[] = [
  podSecurityStandardsStandard,
  cisKubernetesStandard,
  cisAksStandard,
  nsaCisaStandard,
  pciDssStandard,
  nist80053Standard,
  bsiKubernetesStandard,
  kubernetesChecklistStandard,
  gitOpsStandard,
];

const controlsOf =
  (standard: Standard) =>
  (...ids: readonly string[]): readonly ControlReference[] =>
    ids.map((id) => ({ standard: standard.id, version: standard.version, id, source: standard.source }));

/** Checks by their name in Kubernetes' own admission plugin, for instance `hostPorts`. */
export const podSecurityStandard = controlsOf(podSecurityStandardsStandard);
export const cisKubernetes = controlsOf(cisKubernetesStandard);
export const cisAks = controlsOf(cisAksStandard);
/** Sections by a short heading, for instance `Network policies`. */
export const nsaCisa = controlsOf(nsaCisaStandard);
export const pciDss = controlsOf(pciDssStandard);
export const nist80053 = controlsOf(nist80053Standard);
/** Requirements as the compendium prints them, for instance `APP.4.4.A4`. */
export const bsiKubernetes = controlsOf(bsiKubernetesStandard);
/** Sections by their heading, for instance `Images`. */
export const kubernetesChecklist = controlsOf(kubernetesChecklistStandard);
/** Our own: `G1` to `G11`. */
export const gitOps = controlsOf(gitOpsStandard);

/**
 * The standard of an id.
 *
 * @throws Error when no such standard is known; the message names those that look like it
 */
export function standardById(id: string): Standard {
  const found = standards.find((standard) => standard.id === id);
  if (found === undefined) {
    const ids = standards.map((standard) => standard.id);
    throw new Error(
      `Unknown standard "${id}". Did you mean ${nearest(id, ids).join(' or ')}? Known: ${ids.join(', ')}.`,
    );
  }
  return found;
}
