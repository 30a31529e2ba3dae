import { type Policy } from '../../policy';
import { bindings } from '../../matched-kinds';
import { bsiKubernetes, kubernetesChecklist, nist80053, nsaCisa, pciDss } from '../../standards';

export const disallowAnonymous: Policy = {
  id: 'disallow-anonymous',
  category: 'access',
  kind: 'K8sDisallowAnonymous',
  title: 'Nothing for nobody in particular',
  description:
    'Denies bindings of `system:anonymous` and `system:unauthenticated`, and on demand of ' +
    '`system:authenticated`.',
  rationale: 'Whatever they are granted is granted to everybody who reaches the API server.',
  remediation: 'Bind the groups and service accounts that need the role, by their names.',
  severity: 'critical',
  controls: [
    ...nsaCisa('Authentication', 'RBAC'),
    ...pciDss('7.3.3', '8.2.1'),
    ...nist80053('AC-3', 'AC-6', 'IA-2'),
    ...bsiKubernetes('APP.4.4.A3'),
    ...kubernetesChecklist('Authentication & Authorization'),
  ],
  parameters: {
    allowedRoles: {
      type: 'array',
      items: { type: 'string' },
      description: 'Roles that everybody may have.',
      absent: 'none',
    },
    disallowAuthenticated: {
      type: 'boolean',
      description: 'Whether `system:authenticated` is denied as well.',
      absent: '`false`',
    },
  },
  match: bindings,
  sampleParameters: { allowedRoles: ['system:public-info-viewer'], disallowAuthenticated: true },
};
