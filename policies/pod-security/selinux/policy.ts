import { exemptImages } from '../../parameters';
import { type ParameterSchema, pods, type Policy } from '../../policy';
import { nist80053, nsaCisa, podSecurityStandard } from '../../standards';

const option = (description: string): ParameterSchema => ({ type: 'string', description });

export const selinux: Policy = {
  id: 'selinux',
  category: 'pod-security',
  kind: 'K8sPSPSELinuxV2',
  title: 'SELinux labels of containers only',
  description:
    'Denies pods and containers that set `seLinuxOptions` to something that no entry of a list allows.',
  rationale:
    'The label of a container keeps it away from the files and processes of the node. With another type, user or ' +
    'role, for instance `spc_t`, SELinux confines it no longer.',
  remediation:
    'Remove `seLinuxOptions`, or set no more than `type: container_t` (or another type that is allowed) and ' +
    '`level`.',
  severity: 'medium',
  controls: [
    ...podSecurityStandard('seLinuxOptions'),
    ...nist80053('CM-7'),
    ...nsaCisa('Hardened environments'),
  ],
  parameters: {
    allowedSELinuxOptions: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          level: option('The level that may be set; `*` for every one.'),
          role: option('The role that may be set; `*` for every one.'),
          type: option('The type that may be set; `*` for every one.'),
          user: option('The user that may be set; `*` for every one.'),
        },
      },
      description:
        'What options may be set to. One entry must allow all that is set together; what it does not name must not ' +
        'be set.',
      absent: 'nothing may be set',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: {
    allowedSELinuxOptions: [{ type: 'container_t', level: '*' }, { type: 'container_init_t' }],
  },
};
