import { pods, type Policy } from '../../policy';
import { nist80053, podSecurityStandard } from '../../standards';

export const volumeTypes: Policy = {
  id: 'volume-types',
  category: 'pod-security',
  kind: 'K8sPSPVolumeTypes',
  title: 'Only portable volume types',
  description: 'Denies pods with a volume of a type that is not listed.',
  rationale:
    'The older volume types reach storage by credentials and addresses that a pod names itself, past every ' +
    'StorageClass; `hostPath` reaches the node.',
  remediation: 'Use a PersistentVolumeClaim, or one of the types that the message lists.',
  severity: 'medium',
  controls: [...podSecurityStandard('restrictedVolumes'), ...nist80053('SC-7', 'CM-7', 'SA-8')],
  parameters: {
    volumes: {
      type: 'array',
      items: { type: 'string' },
      description: 'Allowed types by their field in a volume, for instance `configMap`; `*` allows all.',
      absent:
        "the standard's: `configMap`, `csi`, `downwardAPI`, `emptyDir`, `ephemeral`, `image`, " +
        '`persistentVolumeClaim`, `projected`, `secret`',
    },
  },
  match: pods,
};
