import type { ControlReference } from './policy';

/** A published standard that policies are mapped to. */
export interface Standard {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** Where the mapping of its controls to Gatekeeper policies was taken from. */
  readonly source: string;
}

const podSecurity: Standard = {
  id: 'pod-security-standards',
  title: 'Kubernetes Pod Security Standards',
  version: '1.36',
  source: 'k8s.io/pod-security-admission v0.36.2, policy/check_*.go',
};

const cisKubernetesStandard: Standard = {
  id: 'cis-kubernetes',
  title: 'CIS Kubernetes Benchmark',
  version: '1.12',
  source: 'aquasecurity/kube-bench, cfg/cis-1.12/policies.yaml',
};

const cisAksStandard: Standard = {
  id: 'cis-aks',
  title: 'CIS Azure Kubernetes Service Benchmark',
  version: '1.8',
  source: 'aquasecurity/kube-bench, cfg/aks-1.8/policies.yaml',
};

const nist80053Standard: Standard = {
  id: 'nist-800-53',
  title: 'NIST SP 800-53',
  version: '5',
  source:
    'GoogleCloudPlatform/gke-policy-library, anthos-bundles/nist-sp-800-53-r5, controlNumbers of each constraint',
};

const bsiKubernetesStandard: Standard = {
  id: 'bsi-app-4.4',
  title: 'BSI IT-Grundschutz APP.4.4 Kubernetes',
  version: '2023',
  source: 'dynatrace-oss/Kalm-Benchmark',
};

/** Has no numbers: the sections' headings serve as ids. */
const kubernetesChecklistStandard: Standard = {
  id: 'kubernetes-security-checklist',
  title: 'Kubernetes Security Checklist',
  version: '1.36',
  source: 'https://kubernetes.io/docs/concepts/security/security-checklist/',
};

/** Every standard that some policy refers to. */
export const standards: readonly Standard[] = [
  podSecurity,
  cisKubernetesStandard,
  cisAksStandard,
  nist80053Standard,
  bsiKubernetesStandard,
  kubernetesChecklistStandard,
];

const controlsOf =
  (standard: Standard) =>
  (...ids: readonly string[]): readonly ControlReference[] =>
    ids.map((id) => ({ standard: standard.id, version: standard.version, id, source: standard.source }));

/** Checks by their name in Kubernetes' own admission plugin, for instance `hostPorts`. */
export const podSecurityStandard = controlsOf(podSecurity);
export const cisKubernetes = controlsOf(cisKubernetesStandard);
export const cisAks = controlsOf(cisAksStandard);
export const nist80053 = controlsOf(nist80053Standard);
/** Requirements as the compendium prints them, for instance `APP.4.4.A4`. */
export const bsiKubernetes = controlsOf(bsiKubernetesStandard);
/** Sections by their heading, for instance `Images`. */
export const kubernetesChecklist = controlsOf(kubernetesChecklistStandard);

/**
 * The standard of an id.
 *
 * @throws Error when no such standard is known; the message lists those that are.
 */
export function standardById(id: string): Standard {
  const found = standards.find((standard) => standard.id === id);
  if (found === undefined) {
    throw new Error(
      `Unknown standard "${id}". Known: ${standards.map((standard) => standard.id).join(', ')}.`,
    );
  }
  return found;
}
