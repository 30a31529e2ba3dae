import type { Standard } from './standard';

/** Checks by their name in Kubernetes' own admission plugin. */
export const podSecurityStandardsStandard: Standard = {
  id: 'pod-security-standards',
  title: 'Kubernetes Pod Security Standards',
  version: '1.36',
  source: 'k8s.io/pod-security-admission v0.36.2, policy/check_*.go',
  controls: [
    { id: 'hostNamespaces', title: 'Baseline: no namespaces of the node' },
    { id: 'privileged', title: 'Baseline: no privileged containers' },
    { id: 'capabilities_baseline', title: 'Baseline: no capabilities beyond the default ones' },
    { id: 'hostPathVolumes', title: 'Baseline: no volumes from the node' },
    { id: 'hostPorts', title: 'Baseline: no ports of the node' },
    { id: 'hostProbesAndHostLifecycle', title: 'Baseline: probes and hooks ask their own pod only' },
    { id: 'appArmorProfile', title: 'Baseline: AppArmor is not switched off' },
    { id: 'seLinuxOptions', title: 'Baseline: SELinux types of containers only' },
    { id: 'procMount', title: 'Baseline: /proc stays masked' },
    { id: 'seccompProfile_baseline', title: 'Baseline: seccomp is not switched off' },
    { id: 'sysctls', title: 'Baseline: harmless sysctls only' },
    { id: 'windowsHostProcess', title: 'Baseline: no HostProcess containers on Windows' },
    { id: 'allowPrivilegeEscalation', title: 'Restricted: no way to gain privileges' },
    { id: 'capabilities_restricted', title: 'Restricted: every capability is dropped' },
    { id: 'procMount_restricted', title: 'Restricted: /proc stays masked in user namespaces too' },
    { id: 'runAsNonRoot', title: 'Restricted: containers promise not to be root' },
    { id: 'runAsUser', title: 'Restricted: no user 0' },
    { id: 'seccompProfile_restricted', title: 'Restricted: a seccomp profile is said' },
    { id: 'restrictedVolumes', title: 'Restricted: portable volumes only' },
  ],
};
