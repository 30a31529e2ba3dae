import { policyByKind } from '../../../policies/catalogue';
import { annotations } from '../../../policies/constraint-template';
import { canonical } from '../../../policies/packs/canonical';
import type { PolicyId } from '../../../policies/packs/policy-parameters';
import { recommended } from '../../../policies/packs/recommended';
import type { MatchedKinds } from '../../../policies/policy';
import { type Enforcement, enforcements } from '../check/finding';
import { type Control, controlsIn, type PolicyMetadata } from '../check/policy-metadata';
import type { ClusterPolicies } from '../check/cluster-policies';
import { isConstraint } from '../check/policy-source';
import { at, isMapping, listAt, type Mapping, textAt } from '../yaml-documents';

/** One constraint in one cluster. Part of the public JSON. */
export interface InForce {
  readonly cluster: string;
  /** The constraint's name. */
  readonly constraint: string;
  readonly enforcement: Enforcement;
  /** Whether it sees to a part only of what its policy is about: some namespaces, some labels, some kinds. */
  readonly narrowed: boolean;
}

/** A constraint, and what it is there for. */
export interface PlacedConstraint extends InForce {
  /** The policy. */
  readonly kind: string;
  /** Whether its parameters are those of a standard's pack, or the policy has none that are. */
  readonly usual: boolean;
  /** What the packs that want it say that it covers; none where nobody says it. */
  readonly controls: readonly Control[];
}

/** Every constraint of clusters. */
export function constraintsIn(clusters: readonly ClusterPolicies[]): readonly PlacedConstraint[] {
  return clusters.flatMap(({ cluster, policies }) =>
    policies.flatMap(({ object }): PlacedConstraint[] => {
      const [kind, constraint] = [textAt(object, 'kind'), textAt(object, 'metadata', 'name')];
      if (!isConstraint(object) || kind === undefined || constraint === undefined) return [];
      const parameters = at(object, 'spec', 'parameters');
      return [
        {
          cluster: cluster.name,
          constraint,
          enforcement: enforcementOf(object),
          narrowed: isNarrowed(object, policyByKind(kind)?.match.kinds ?? []),
          kind,
          usual: isUsual(kind, isMapping(parameters) ? parameters : {}),
          controls: controlsIn(at(object, 'metadata', 'annotations', annotations.controls)),
        },
      ];
    }),
  );
}

/**
 * As Gatekeeper's webhook reads it: deny unless said; with `scoped` the strictest of the actions that are meant for it.
 *
 * Source: https://open-policy-agent.github.io/gatekeeper/website/docs/enforcement-points
 */
function enforcementOf(constraint: Mapping): Enforcement {
  const action = at(constraint, 'spec', 'enforcementAction') ?? 'deny';
  const scoped = listAt(constraint, 'spec', 'scopedEnforcementActions');
  const actions =
    action !== 'scoped' ? [action] : scoped.filter(isForWebhook).map((one) => at(one, 'action'));
  return enforcements.find((enforcement) => actions.includes(enforcement)) ?? 'dryrun';
}

function isForWebhook(scopedAction: unknown): boolean {
  const points = listAt(scopedAction, 'enforcementPoints').map((point) => at(point, 'name'));
  return points.some((name) => name === '*' || name === 'validation.gatekeeper.sh');
}

/** Fields of `spec.match` that leave objects out whatever they say. */
const narrowing = ['labelSelector', 'name', 'namespaceSelector', 'namespaces'];

/** @param kinds what the policy is about; none of a policy that is not in the catalogue */
function isNarrowed(constraint: Mapping, kinds: readonly MatchedKinds[]): boolean {
  if (narrowing.some((field) => at(constraint, 'spec', 'match', field) !== undefined)) return true;
  if (listAt(constraint, 'spec', 'match', 'excludedNamespaces').includes('*')) return true;
  const matched = listAt(constraint, 'spec', 'match', 'kinds');
  const isMatched = (group: string, kind: string): boolean =>
    matched.some((one) => holds(listAt(one, 'apiGroups'), group) && holds(listAt(one, 'kinds'), kind));
  // Without kinds a constraint is about all of them.
  if (matched.length === 0) return false;
  return kinds.some((wanted) =>
    wanted.apiGroups.some((group) => wanted.kinds.some((kind) => !isMatched(group, kind))),
  );
}

function holds(names: readonly unknown[], name: string): boolean {
  return names.length === 0 || names.includes(name) || names.includes('*');
}

function isUsual(kind: string, parameters: Mapping): boolean {
  const usual = recommended[policyByKind(kind)?.id as PolicyId];
  const own = Object.entries(parameters).filter(([name]) => !additions.includes(name));
  return usual === undefined || canonical(Object.fromEntries(own)) === canonical(usual);
}

/** What is added to the parameters of a constraint without changing what it is for. */
const additions = ['exceptions', 'grants'];

/**
 * Whether a constraint is there for a control: its packs say so; where they speak of other standards only, it must be
 * what the standard's pack would put there, because with other parameters a policy may ask for less.
 *
 * @param metadata of the constraint's policy
 */
export function isFor(
  { standard, id }: Pick<Control, 'standard' | 'id'>,
  constraint: PlacedConstraint,
  metadata: PolicyMetadata,
): boolean {
  const names = (control: Control): boolean => control.standard === standard && control.id === id;
  if (constraint.controls.some((control) => control.standard === standard))
    return constraint.controls.some(names);
  return constraint.usual && metadata.controls.some(names);
}
