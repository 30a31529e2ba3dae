import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nist80053, nsaCisa } from '../../standards';

export const ephemeralStorageLimit: Policy = {
  id: 'ephemeral-storage-limit',
  category: 'resources',
  kind: 'K8sContainerEphemeralStorageLimit',
  title: 'A limit of ephemeral storage',
  description: 'Denies containers without a limit of `ephemeral-storage`, or with one above a maximum.',
  rationale:
    'Logs, `emptyDir` volumes and what containers write to their images fill the disk of the node. A node with a full ' +
    'disk evicts pods of everybody.',
  remediation: 'Set `resources.limits.ephemeral-storage` in every container, init containers too.',
  severity: 'low',
  controls: [...nist80053('SC-6'), ...nsaCisa('Resource policies')],
  parameters: {
    'ephemeral-storage': {
      type: 'string',
      description: 'The most that a container may say, for instance `1Gi`.',
      absent: 'it must be said, and may be anything',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { 'ephemeral-storage': '1Gi' },
};
