import type { ControlReference } from '../policy';
import { podSecurityStandard, standardById } from '../standards';
import type { PackConstraint, PackProps, PolicyPack } from './policy-pack';

/** How strict: `restricted` includes `baseline`. */
export type PodSecurityLevel = 'baseline' | 'restricted';

export interface PodSecurityStandardsProps extends PackProps {
  readonly level: PodSecurityLevel;
  /**
   * The edition of the standard, a minor version of Kubernetes, for instance `1.34`. Before 1.35 it did not let pods
   * with `hostUsers: false` run as root.
   *
   * @default - the newest edition that the catalogue is tested against
   */
  readonly version?: string;
}

const standard = standardById('pod-security-standards');

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

/**
 * Kubernetes' own Pod Security Standards, as Gatekeeper constraints.
 *
 * @throws Error when the edition is not one that the catalogue implements: 1.25 to the one it is tested against
 */
export function podSecurityStandards(props: PodSecurityStandardsProps): PolicyPack {
  const version = props.version ?? standard.version;
  const minor = minorOf(version);
  const id = `pod-security-${props.level}`;
  const constraints = props.level === 'baseline' ? baseline() : restricted(minor);
  return {
    id,
    title: `${standard.title}, ${props.level}`,
    standard: standard.id,
    version,
    constraints: constraints.map(({ policy, parameters, checks }) => ({
      policy,
      name: `${id}-${policy}`,
      parameters,
      controls: controlsOf(checks, version),
    })),
    uncovered: controlsOf(uncovered(props.level, minor), version),
    enforcement: props.enforcement ?? {},
  };
}

interface Row extends Omit<PackConstraint, 'name' | 'controls'> {
  /** The standard's checks that the row covers with its parameters. */
  readonly checks: readonly string[];
}

/** The same on both levels. */
const common: readonly Row[] = [
  { policy: 'privileged-container', parameters: {}, checks: ['privileged'] },
  { policy: 'host-namespaces', parameters: {}, checks: ['hostNamespaces'] },
  {
    policy: 'host-network-ports',
    parameters: { hostNetwork: false, min: 0, max: 0 },
    checks: ['hostNamespaces', 'hostPorts'],
  },
  { policy: 'host-filesystem', parameters: {}, checks: ['hostPathVolumes'] },
  { policy: 'host-process', parameters: {}, checks: ['windowsHostProcess'] },
];

const baseline = (): readonly Row[] => [
  ...common,
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

const restricted = (minor: number): readonly Row[] => [
  ...common,
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

/** Until the catalogue has policies for them: label namespaces for Pod Security Admission where they matter. */
function uncovered(level: PodSecurityLevel, minor: number): readonly string[] {
  return [
    'appArmorProfile',
    ...(minor >= 34 ? ['hostProbesAndHostLifecycle'] : []),
    'procMount',
    ...(level === 'restricted' && minor >= 35 ? ['procMount_restricted'] : []),
    'seLinuxOptions',
    'sysctls',
  ];
}

/** The checks, in the pack's edition. */
function controlsOf(checks: readonly string[], version: string): readonly ControlReference[] {
  return podSecurityStandard(...checks).map((control) => ({ ...control, version }));
}

function minorOf(version: string): number {
  const minor = Number(/^1\.(\d+)$/.exec(version)?.[1]);
  const newest = Number(standard.version.split('.')[1]);
  if (!(minor >= 25 && minor <= newest)) {
    throw new Error(`podSecurityStandards: version is "${version}"; expected 1.25 to ${standard.version}.`);
  }
  return minor;
}
