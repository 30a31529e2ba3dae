import { nearest } from '../../../policies/nearest';
import { policyByKind } from '../../../policies/catalogue';
import { standards } from '../../../policies/standards';
import { coverageOf, neededOf } from '../../../policies/standards/coverage';
import type { Control as StandardControl } from '../../../policies/standards/standard';
import { UsageError } from '../errors';
import { groupBy } from '../group-by';
import { type InForce, isFor, type PlacedConstraint } from './constraints-in-force';
import { type KnownPolicies, withoutReasons } from './list-policies';

/**
 * - `enforced`: denied in every cluster that was read, by every policy that sees to it (of those that are nothing without
 *   parameters of the user's by one, where there are no others)
 * - `partly`: by some, in some clusters, for some objects, or only warned about or counted
 * - `inactive`: by none
 * - `not-coverable`: no admission policy can see to it
 * - `uncovered`: one could, and there is none
 * - `unknown`: there are policies, and no repository was read
 */
export type CoverageState = 'enforced' | 'partly' | 'inactive' | 'not-coverable' | 'uncovered' | 'unknown';

/** A policy that sees to a control. Part of the public JSON. */
export interface CoveringPolicy {
  readonly policy: string;
  readonly id: string | null;
  /** What it must be given first; null: nothing. */
  readonly needs: string | null;
  /** The constraints that are there for the control; null: no repository was read. */
  readonly inForce: readonly InForce[] | null;
}

/** One requirement of a standard. The public JSON of `fleetkeep get policies --standard`. */
export interface ListedControl {
  readonly standard: string;
  readonly version: string;
  readonly id: string;
  /** In our words; null for a standard that only the repository knows. */
  readonly title: string | null;
  /** Where the mapping was taken from. */
  readonly source: string | null;
  readonly state: CoverageState;
  readonly policies: readonly CoveringPolicy[];
  /** Why no admission policy can see to it. */
  readonly notCoverable: string | null;
  /** What the policies leave open. */
  readonly open: string | null;
}

interface Requirement extends Pick<StandardControl, 'id' | 'outside' | 'open'> {
  readonly version: string;
  readonly title: string | null;
  readonly source: string | null;
}

/**
 * The coverage of a standard: one of ours, or one that only annotations of the repository's templates speak of.
 *
 * @throws UsageError when nobody knows it; the message names those that are known
 */
export function listControls(known: KnownPolicies, standard: string): readonly ListedControl[] {
  const byKind = groupBy(known.constraints, ({ kind }) => kind);
  return requirementsOf(known, standard).map(
    ({ id, version, title, source, outside: notCoverable = null, open = null }) => {
      const policies = policiesFor(known, byKind, { standard, id });
      return {
        standard,
        version,
        id,
        title,
        source,
        state: notCoverable === null ? stateOf(policies, known.clusters) : 'not-coverable',
        policies,
        notCoverable,
        open,
      };
    },
  );
}

function requirementsOf(known: KnownPolicies, id: string): readonly Requirement[] {
  const standard = standards.find((one) => one.id === id);
  if (standard !== undefined) {
    const { version, source } = standard;
    return coverageOf(standard).map(({ control }) => ({ ...control, version, source }));
  }
  const spoken = known.kinds
    .filter((kind) => policyByKind(kind) === undefined)
    .flatMap((kind) => known.metadataOf(kind).controls);
  const own = spoken.filter((control) => control.standard === id);
  if (own.length > 0)
    return [...groupBy(own, (control) => control.id)].map(([control, [first]]) => ({
      id: control,
      version: first?.version ?? '',
      title: null,
      source: null,
    }));
  const names = [...new Set([...standards.map((one) => one.id), ...spoken.map((one) => one.standard)])];
  throw new UsageError(
    `--standard '${id}' is unknown; did you mean ${nearest(id, names).join(' or ')}? Known: ${names.join(', ')}`,
  );
}

function policiesFor(
  known: KnownPolicies,
  byKind: ReadonlyMap<string, readonly PlacedConstraint[]>,
  control: { readonly standard: string; readonly id: string },
): readonly CoveringPolicy[] {
  return known.kinds
    .filter((kind) =>
      known
        .metadataOf(kind)
        .controls.some((one) => one.standard === control.standard && one.id === control.id),
    )
    .map((kind) => {
      const policy = policyByKind(kind);
      const metadata = known.metadataOf(kind);
      const constraints = (byKind.get(kind) ?? []).filter((constraint) =>
        isFor(control, constraint, metadata),
      );
      return {
        policy: kind,
        id: policy?.id ?? null,
        needs: (policy && neededOf(policy)) ?? null,
        inForce: known.clusters === undefined ? null : constraints.map(withoutReasons),
      };
    });
}

function stateOf(policies: readonly CoveringPolicy[], clusters?: readonly unknown[]): CoverageState {
  if (policies.length === 0) return 'uncovered';
  if (clusters === undefined) return 'unknown';
  if (policies.every(({ inForce }) => (inForce ?? []).length === 0)) return 'inactive';
  const denies = ({ inForce }: CoveringPolicy): boolean => {
    const denying = (inForce ?? []).filter(
      ({ enforcement, narrowed }) => enforcement === 'deny' && !narrowed,
    );
    return new Set(denying.map(({ cluster }) => cluster)).size === clusters.length;
  };
  const expected = policies.filter(({ needs }) => needs === null);
  const enforced = expected.length > 0 ? expected.every(denies) : policies.some(denies);
  return enforced ? 'enforced' : 'partly';
}
