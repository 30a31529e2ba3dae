import type { PackConstraint } from './policy-pack';

/** How strict: `restricted` includes `baseline`. */
export type PodSecurityLevel = 'baseline' | 'restricted';

/** A policy at work for the Pod Security Standards. */
export interface PodSecurityRow extends Omit<PackConstraint, 'name' | 'controls'> {
  /** The standard's checks that the row covers with its parameters. */
  readonly checks: readonly string[];
}

/** The policies of a level in the edition of Kubernetes 1.`minor`. */
export function podSecurityRows(level: PodSecurityLevel, minor: number): readonly PodSecurityRow[] {
  return level === 'baseline' ? baseline(minor) : restricted(minor);
}

/** Source: k8s.io/pod-security-admission, check_capabilities_baseline.go. */
const baselineCapabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** Source: k8s.io/pod-security-admission, check_seLinuxOptions.go, which says nothing about levels. */
function selinuxOptions(minor: number): readonly Readonly<Record<string, string>>[] {
  const types = [
    'container_t',
    'container_init_t',
    'container_kvm_t',
    ...(minor >= 31 ? ['container_engine_t'] : []),
  ];
  return types.map((type) => ({ type, level: '*' }));
}

/** Source: k8s.io/pod-security-admission, check_sysctls.go. */
function safeSysctls(minor: number): readonly string[] {
  const since: readonly (readonly [number, readonly string[]])[] = [
    [0, ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start']],
    [0, ['net.ipv4.ping_group_range', 'net.ipv4.tcp_syncookies']],
    [27, ['net.ipv4.ip_local_reserved_ports']],
    [29, ['net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes']],
    [29, ['net.ipv4.tcp_keepalive_time']],
    [32, ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']],
  ];
  return since.flatMap(([first, names]) => (minor >= first ? names : []));
}

/** The same on both levels. */
const common = (minor: number): readonly PodSecurityRow[] => [
  { policy: 'privileged-container', parameters: {}, checks: ['privileged'] },
  { policy: 'host-namespaces', parameters: {}, checks: ['hostNamespaces'] },
  {
    policy: 'host-network-ports',
    parameters: { hostNetwork: false, min: 0, max: 0 },
    checks: ['hostNamespaces', 'hostPorts'],
  },
  { policy: 'host-filesystem', parameters: {}, checks: ['hostPathVolumes'] },
  { policy: 'host-process', parameters: {}, checks: ['windowsHostProcess'] },
  {
    policy: 'app-armor',
    parameters: { allowedProfiles: ['runtime/default', 'localhost/*', 'not configured'], everyProfile: true },
    checks: ['appArmorProfile'],
  },
  {
    policy: 'selinux',
    parameters: { allowedSELinuxOptions: selinuxOptions(minor) },
    checks: ['seLinuxOptions'],
  },
  { policy: 'forbidden-sysctls', parameters: { allowedSysctls: safeSysctls(minor) }, checks: ['sysctls'] },
  ...(minor >= 34
    ? [{ policy: 'host-probes-lifecycle', parameters: {}, checks: ['hostProbesAndHostLifecycle'] }]
    : []),
];

const baseline = (minor: number): readonly PodSecurityRow[] => [
  ...common(minor),
  {
    policy: 'proc-mount',
    parameters: minor >= 35 ? { allowUnmaskedInUserNamespace: true } : {},
    checks: ['procMount'],
  },
  {
    policy: 'capabilities',
    parameters: { allowedCapabilities: baselineCapabilities },
    checks: ['capabilities_baseline'],
  },
  {
    policy: 'seccomp',
    parameters: {
      allowedProfiles: ['RuntimeDefault', 'Localhost', 'not configured'],
      allowedLocalhostFiles: ['*'],
    },
    checks: ['seccompProfile_baseline'],
  },
];

const restricted = (minor: number): readonly PodSecurityRow[] => [
  ...common(minor),
  {
    policy: 'proc-mount',
    parameters: {},
    checks: ['procMount', ...(minor >= 35 ? ['procMount_restricted'] : [])],
  },
  {
    policy: 'capabilities',
    parameters: { allowedCapabilities: ['NET_BIND_SERVICE'], requiredDropCapabilities: ['ALL'] },
    checks: ['capabilities_baseline', 'capabilities_restricted'],
  },
  {
    policy: 'seccomp',
    parameters: { allowedProfiles: ['RuntimeDefault', 'Localhost'], allowedLocalhostFiles: ['*'] },
    checks: ['seccompProfile_baseline', 'seccompProfile_restricted'],
  },
  { policy: 'allow-privilege-escalation', parameters: {}, checks: ['allowPrivilegeEscalation'] },
  {
    policy: 'run-as-non-root',
    parameters: { allowRootInUserNamespace: minor >= 35 },
    checks: ['runAsNonRoot', 'runAsUser'],
  },
  { policy: 'volume-types', parameters: {}, checks: ['restrictedVolumes'] },
];
