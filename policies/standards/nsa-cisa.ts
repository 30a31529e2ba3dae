import { controlPlane, type Standard } from './standard';

/** The guide numbers nothing: its headings serve as ids. */
export const nsaCisaStandard: Standard = {
  id: 'nsa-cisa',
  title: 'NSA/CISA Kubernetes Hardening Guidance',
  version: '1.2',
  source:
    'NSA and CISA, Kubernetes Hardening Guide 1.2 (August 2022); GoogleCloudPlatform/gke-policy-library, anthos-bundles/nsa-cisa-k8s-v1.2',
  controls: [
    { id: 'Non-root containers', title: 'Containers run as a user other than root' },
    { id: 'Immutable file systems', title: 'Containers cannot write where their programs are' },
    { id: 'Secure images', title: 'Images are trusted, scanned and signed' },
    { id: 'Pod security enforcement', title: 'Pods have no way to the node' },
    { id: 'Service account tokens', title: 'Pods have a token only if they need one' },
    { id: 'Hardened environments', title: 'AppArmor, SELinux and seccomp confine containers' },
    { id: 'Namespaces', title: 'Namespaces separate, and the default one is empty' },
    { id: 'Network policies', title: 'Everything is denied that no NetworkPolicy allows' },
    { id: 'Resource policies', title: 'No workload can take the resources of all' },
    { id: 'Exposure', title: 'Few things are reached from outside, and by TLS' },
    { id: 'Control plane', title: 'The control plane is out of reach', outside: controlPlane },
    {
      id: 'Worker nodes',
      title: 'Nodes are in a network of their own',
      outside: 'A property of the network: the cluster stack.',
    },
    {
      id: 'Encryption',
      title: 'Traffic and Secrets are encrypted',
      outside: 'etcd and the API server: AKS with keys in Key Vault (the cluster stack).',
    },
    { id: 'Secrets', title: 'Secrets are not handed over in variables' },
    {
      id: 'Cloud infrastructure',
      title: 'Pods cannot reach the cloud’s metadata',
      outside: 'Workload identity and a network rule on nodes: the cluster stack.',
    },
    { id: 'Authentication', title: 'Nobody is anonymous' },
    { id: 'RBAC', title: 'Everybody has the rights of his task only' },
    {
      id: 'Audit logging',
      title: 'Requests and workloads are logged',
      outside: 'A setting of the cluster: diagnostic settings (the cluster stack).',
    },
    {
      id: 'Threat detection',
      title: 'Somebody looks at the logs',
      outside: 'What people and Microsoft Defender do.',
    },
    { id: 'Upgrading', title: 'Kubernetes and its APIs are current' },
  ],
};
