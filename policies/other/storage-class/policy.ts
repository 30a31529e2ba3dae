import { type Policy } from '../../policy';
import { bsiKubernetes, nist80053, pciDss } from '../../standards';

export const storageClass: Policy = {
  id: 'storage-class',
  category: 'other',
  kind: 'K8sStorageClass',
  title: 'Known storage classes only',
  description:
    'Denies claims and StatefulSets that name no storage class, one that the cluster does not have, or ' +
    'one that is not on the list.',
  rationale:
    'The class decides whether a disk is encrypted, with whose key, and whether it survives the loss of a ' +
    'zone.',
  remediation: 'Name a class of the list in `spec.storageClassName`.',
  severity: 'medium',
  controls: [...pciDss('3.3.2', '3.3.3'), ...nist80053('SC-28', 'SI-12'), ...bsiKubernetes('APP.4.4.A20')],
  parameters: {
    includeStorageClassesInMessage: {
      type: 'boolean',
      description: 'Whether messages list the classes that are allowed.',
      absent: '`true`',
    },
    allowedStorageClasses: {
      type: 'array',
      items: { type: 'string' },
      description: 'Classes that may be used; `*` stands for every class of the cluster.',
      absent: 'every class of the cluster',
    },
  },
  match: {
    kinds: [
      { apiGroups: [''], kinds: ['PersistentVolumeClaim'] },
      { apiGroups: ['apps'], kinds: ['StatefulSet'] },
    ],
  },
  referential: [{ group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' }],
  sampleParameters: { allowedStorageClasses: ['managed-csi-premium', 'managed-csi-premum'] },
};
