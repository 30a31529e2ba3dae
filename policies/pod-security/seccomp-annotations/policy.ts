import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { cisKubernetes, nist80053, nsaCisa } from '../../standards';

export const seccompAnnotations: Policy = {
  id: 'seccomp-annotations',
  category: 'pod-security',
  kind: 'K8sPSPSeccomp',
  title: 'A seccomp profile, by field or annotation',
  description:
    'Denies containers whose seccomp profile is not on a list. Also believes the annotations that Kubernetes ' +
    'ignores since 1.27: for constraints that exist already. New ones take `K8sPSPSeccompV2`.',
  rationale:
    'Without a profile a container may make every system call, also those that only exploits of the kernel need.',
  remediation: 'Set `securityContext.seccompProfile.type: RuntimeDefault` for the pod.',
  severity: 'medium',
  controls: [...cisKubernetes('5.6.2'), ...nist80053('CM-7'), ...nsaCisa('Hardened environments')],
  parameters: {
    allowedProfiles: {
      type: 'array',
      items: { type: 'string' },
      description:
        'Allowed profiles, named as in annotations (`runtime/default`, `docker/default`, `unconfined`, ' +
        '`localhost/<file>`, `localhost/*`) or as in fields (`RuntimeDefault`, `Unconfined`, `Localhost`); `*` for ' +
        'everything.',
      absent: 'none, so that every pod is denied',
    },
    allowedLocalhostFiles: {
      type: 'array',
      items: { type: 'string' },
      description: 'Profile files that `Localhost` in `allowedProfiles` stands for; `*` for every file.',
      absent: 'no file',
    },
    ...exemptImages,
  },
  match: pods,
  sampleParameters: { allowedProfiles: ['runtime/default', 'localhost/storefront.json'] },
};
