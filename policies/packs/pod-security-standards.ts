import type { ControlReference } from '../policy';
import { podSecurityStandard, standardById } from '../standards';
import { type PodSecurityLevel, podSecurityRows } from './pod-security-rows';
import { PackError } from './pack-error';
import type { PackProps, PolicyPack } from './policy-pack';
import { constraintName } from './recommended';

export type { PodSecurityLevel } from './pod-security-rows';

export interface PodSecurityStandardsProps extends PackProps {
  readonly level: PodSecurityLevel;
  /**
   * The edition of the standard, a minor version of Kubernetes, for instance `1.34`. Newer editions allow more sysctls
   * (1.27, 1.29, 1.32), an SELinux type (1.31) and more to pods with `hostUsers: false` (1.35), and forbid hosts in
   * probes (1.34).
   *
   * @default - the newest edition that the catalogue is tested against
   */
  readonly version?: string;
}

const standard = standardById('pod-security-standards');

const oldestMinor = 25;
const newestMinor = Number(standard.version.split('.')[1]);

/** The editions that the catalogue implements, oldest first. Before 1.25 the standard knew no Windows pods. */
export const podSecurityEditions: readonly string[] = Array.from(
  { length: newestMinor - oldestMinor + 1 },
  (_, index) => `1.${oldestMinor + index}`,
);

/**
 * Kubernetes' own Pod Security Standards, as Gatekeeper constraints.
 *
 * @throws PackError when the edition is not one that the catalogue implements: 1.25 to the one it is tested against
 */
export function podSecurityStandards(props: PodSecurityStandardsProps): PolicyPack {
  const version = props.version ?? standard.version;
  const minor = minorOf(version);
  const id = `pod-security-${props.level}`;
  const constraints = podSecurityRows(props.level, minor);
  return {
    id,
    title: `${standard.title}, ${props.level}`,
    standard: standard.id,
    version,
    constraints: constraints.map(({ policy, parameters, checks }) => ({
      policy,
      name: constraintName(id, policy, parameters),
      parameters,
      controls: controlsOf(checks, version),
    })),
    uncovered: [],
    enforcement: props.enforcement ?? {},
  };
}

/** The checks, in the pack's edition. */
function controlsOf(checks: readonly string[], version: string): readonly ControlReference[] {
  return podSecurityStandard(...checks).map((control) => ({ ...control, version }));
}

function minorOf(version: string): number {
  if (!podSecurityEditions.includes(version)) {
    throw new PackError(
      'pod-security-standards',
      [`version is "${version}"; expected 1.25 to ${standard.version}.`],
      podSecurityStandards,
    );
  }
  return Number(version.split('.')[1]);
}
