import type { PolicyPack } from './policy-pack';
import { standardPack, type StandardPackProps } from './standard-pack';

/** What admission can see to of the CIS Kubernetes Benchmark. @throws PackError when the props are wrong */
export function cisKubernetes(props: StandardPackProps = {}): PolicyPack {
  return standardPack('cis-kubernetes', props, cisKubernetes);
}

/** What admission can see to of the CIS Azure Kubernetes Service Benchmark. @throws PackError when the props are wrong */
export function cisAks(props: StandardPackProps = {}): PolicyPack {
  return standardPack('cis-aks', props, cisAks);
}

/** What admission can see to of the NSA/CISA Kubernetes Hardening Guidance. @throws PackError when the props are wrong */
export function nsaCisa(props: StandardPackProps = {}): PolicyPack {
  return standardPack('nsa-cisa', props, nsaCisa);
}

/** What admission can see to of PCI DSS. @throws PackError when the props are wrong */
export function pciDss(props: StandardPackProps = {}): PolicyPack {
  return standardPack('pci-dss', props, pciDss);
}

/** What admission can see to of NIST SP 800-53. @throws PackError when the props are wrong */
export function nist80053(props: StandardPackProps = {}): PolicyPack {
  return standardPack('nist-800-53', props, nist80053);
}

/** What admission can see to of BSI APP.4.4. @throws PackError when the props are wrong */
export function bsiKubernetes(props: StandardPackProps = {}): PolicyPack {
  return standardPack('bsi-app-4.4', props, bsiKubernetes);
}

/** That Flux is the only component that changes the cluster. @throws PackError when the props are wrong */
export function gitOps(props: StandardPackProps = {}): PolicyPack {
  return standardPack('gitops', props, gitOps);
}
