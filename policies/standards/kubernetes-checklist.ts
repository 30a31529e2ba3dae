import type { Standard } from './standard';

/** Has no numbers: the sections' headings serve as ids. */
export const kubernetesChecklistStandard: Standard = {
  id: 'kubernetes-security-checklist',
  title: 'Kubernetes Security Checklist',
  version: '1.36',
  source: 'https://kubernetes.io/docs/concepts/security/security-checklist/',
  controls: [
    { id: 'Authentication & Authorization', title: 'Nobody has more rights than he needs' },
    { id: 'Network security', title: 'Network policies hold, and little is exposed' },
    { id: 'Pod security', title: 'Pods have no way to the node, and limits' },
    {
      id: 'Logs and auditing',
      title: 'Audit logs are protected',
      outside: 'A setting of the cluster: diagnostic settings (the cluster stack).',
    },
    { id: 'Pod placement', title: 'Sensitive pods run apart', outside: 'A decision about node pools.' },
    { id: 'Secrets', title: 'Secrets are in no ConfigMap and no variable, and encrypted' },
    { id: 'Images', title: 'Images are small, trusted, by digest, scanned and signed' },
    { id: 'Admission controllers', title: 'Admission policies are on, and protected' },
  ],
};
