import type { ExternalDataProvider } from '../external-data-provider';
import type { OwnPolicy } from '../own/own-policy';
import type { ControlReference, EnforcementAction } from '../policy';

/** Where a constraint holds, and with which parameters. */
export interface ConstraintScope {
  /** Parameters in place of the constraint's own, by stage. @default - the same in every stage */
  readonly parametersIn?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The stages in which it is at all. @default - every one */
  readonly stages?: readonly string[];
  /** Names of namespaces, or their beginnings followed by `*`. @default - every one that is not left out */
  readonly namespaces?: readonly string[];
  /** Namespaces that are left out besides those of the platform. @default - none */
  readonly exceptNamespaces?: readonly string[];
  /** `spec.match` of a policy of the user's, as it was written. @default - what the policy is about */
  readonly match?: Readonly<Record<string, unknown>>;
}

/** A policy put to work for a standard. */
export interface PackConstraint extends ConstraintScope {
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
  /** External data providers that its policies ask. @default - none */
  readonly providers?: readonly ExternalDataProvider[];
  /** Its policies that are not the catalogue's. @default - none */
  readonly own?: readonly OwnPolicy[];
}

/** Whether a constraint is in a stage; where nobody knows the stage it is. */
export function isInStage({ stages }: ConstraintScope, stage: string | undefined): boolean {
  return stages === undefined || stage === undefined || stages.includes(stage);
}

/** The parameters of a constraint in a stage. */
export function parametersInStage(
  selection: Pick<PackConstraint, 'parameters' | 'parametersIn'>,
  stage: string | undefined,
): Readonly<Record<string, unknown>> {
  return (stage === undefined ? undefined : selection.parametersIn?.[stage]) ?? selection.parameters;
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
