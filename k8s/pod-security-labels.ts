/**
 * The API server's own floor under Gatekeeper: https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export const podSecurityLabels = {
  'pod-security.kubernetes.io/audit': 'restricted',
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
} as const;
