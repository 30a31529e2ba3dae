import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nist80053, nsaCisa, podSecurityStandard } from '../../standards';

export const appArmor: Policy = {
  id: 'app-armor',
  category: 'pod-security',
  kind: 'K8sPSPAppArmor',
  title: 'AppArmor stays on',
  description:
    'Denies containers whose AppArmor profile is not on a list, whether the container, an annotation or the pod ' +
    'names it.',
  rationale:
    'The profile of the container runtime takes writing to sensitive files of `/proc` and `/sys`, mounting and ' +
    'tracing away from a container. Without it only the kernel stands between a process and the node.',
  remediation:
    'Remove `appArmorProfile` and the annotations `container.apparmor.security.beta.kubernetes.io/…`, or set ' +
    '`appArmorProfile.type: RuntimeDefault`.',
  severity: 'medium',
  controls: [
    ...podSecurityStandard('appArmorProfile'),
    ...nist80053('CM-7'),
    ...nsaCisa('Hardened environments'),
  ],
  parameters: {
    allowedProfiles: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Allowed profiles, named as in the annotation: `runtime/default`, `unconfined`, `localhost/<name>`, ' +
        '`localhost/*` for every profile of the node; `not configured` or an empty text for containers without ' +
        'any; `*` for everything.',
      absent: "the standard's: `[runtime/default, localhost/*, not configured]`",
    },
    everyProfile: {
      type: 'boolean',
      description:
        'Whether the profile of the pod and every annotation are judged also where no container uses them, as in ' +
        'the Pod Security Standards.',
      absent: '`false`: what a container ends up with is judged',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { allowedProfiles: ['runtime/default', 'localhost/*', 'not configured'] },
};
