import { pods, type Policy } from '../../policy';
import { nsaCisa } from '../../standards';

export const flexVolumes: Policy = {
  id: 'flex-volumes',
  category: 'pod-security',
  kind: 'K8sPSPFlexVolumes',
  title: 'No FlexVolume drivers but allowed ones',
  description: 'Denies pods with a `flexVolume` whose driver is not on a list.',
  rationale:
    'A FlexVolume driver is a program that the kubelet runs as root on the node, with options that the pod writes. ' +
    'Kubernetes has deprecated them in favour of CSI.',
  remediation: 'Use a PersistentVolumeClaim with a CSI driver.',
  severity: 'medium',
  controls: nsaCisa('Pod security enforcement'),
  parameters: {
    allowedFlexVolumes: {
      type: 'array',
      items: {
        type: 'object',
        properties: { driver: { type: 'string', description: 'For instance `example/lvm`.' } },
      },
      description: 'Drivers that pods may use.',
      absent: 'none',
    },
  },
  match: pods,
  sampleParameters: { allowedFlexVolumes: [{ driver: 'example.com/lvm' }] },
};
