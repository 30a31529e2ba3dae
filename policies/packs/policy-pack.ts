import type { ControlReference, EnforcementAction } from '../policy';

/** A policy put to work for a standard. */
export interface PackConstraint {
  /** The policy's id in the catalogue, for instance `privileged-container`. */
  readonly policy: string;
  /** The constraint's `metadata.name`. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the constraint covers with these parameters, of the pack's standard. */
  readonly controls: readonly ControlReference[];
}

/** A set of constraints for a standard; the fleet takes any object of this shape. */
export interface PolicyPack {
  /** For instance `pod-security-restricted`; also what `fleetkeep check --policies` is given. */
  readonly id: string;
  readonly title: string;
  /** The standard's id. */
  readonly standard: string;
  /** The standard's edition. */
  readonly version: string;
  readonly constraints: readonly PackConstraint[];
  /** What the standard also asks for and no constraint of the pack sees to. */
  readonly uncovered: readonly ControlReference[];
  /** By stage; in a stage that is not named violations are denied. */
  readonly enforcement: Readonly<Record<string, EnforcementAction>>;
}

/** What every pack can be told. */
export interface PackProps {
  /**
   * What Gatekeeper does with a violation, by stage, for instance `{ dev: 'dryrun' }`.
   *
   * @default - `deny` in every stage
   */
  readonly enforcement?: Readonly<Record<string, EnforcementAction>>;
}
