import { strictestFirst } from '../constraint';
import type { ControlReference, EnforcementAction } from '../policy';
import { canonical } from './canonical';
import { type ConstraintScope, isInStage, parametersInStage } from './policy-pack';

/** The part of a pack that is merged; a control's source does not matter here. */
export interface MergeablePack {
  readonly id: string;
  readonly constraints: readonly (ConstraintScope & {
    readonly policy: string;
    readonly name: string;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly controls?: readonly Omit<ControlReference, 'source'>[];
  })[];
  readonly enforcement: Readonly<Record<string, EnforcementAction>>;
}

/** One constraint, for every pack that asks for it. */
export interface MergedConstraint {
  readonly policy: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly namespaces?: readonly string[];
  readonly exceptNamespaces?: readonly string[];
  readonly match?: Readonly<Record<string, unknown>>;
  /** Ids, in the order of declaration. */
  readonly packs: readonly string[];
  /** Of all these packs, each once. */
  readonly controls: readonly Omit<ControlReference, 'source'>[];
  /** The strictest that one of the packs wants in a stage. */
  readonly enforcementIn: (stage: string) => EnforcementAction;
  readonly isIn: (stage: string) => boolean;
  readonly parametersIn: (stage: string) => Readonly<Record<string, unknown>>;
}

/**
 * Lets packs share constraints: those of one policy with equal parameters and scope become one, which counts for all the controls
 * of all of them and is as strict as the strictest. Otherwise what is wrong would be denied once for every standard.
 */
export function mergePacks(packs: readonly MergeablePack[]): readonly MergedConstraint[] {
  const groups = new Map<
    string,
    { pack: MergeablePack; selection: MergeablePack['constraints'][number] }[]
  >();
  for (const pack of packs) {
    for (const selection of pack.constraints) {
      const { policy, parameters, parametersIn, stages, namespaces, exceptNamespaces, match } = selection;
      const scope = { parameters, parametersIn, stages, namespaces, exceptNamespaces, match };
      const key = `${policy} ${canonical(scope)}`;
      groups.set(key, [...(groups.get(key) ?? []), { pack, selection }]);
    }
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { policy, name, parameters, namespaces, exceptNamespaces, match } = first.selection;
    const controls = members.flatMap(({ selection }) => selection.controls ?? []);
    return {
      policy,
      name,
      parameters,
      ...(namespaces === undefined ? {} : { namespaces }),
      ...(exceptNamespaces === undefined ? {} : { exceptNamespaces }),
      ...(match === undefined ? {} : { match }),
      packs: [...new Set(members.map(({ pack }) => pack.id))],
      controls: [
        ...new Map(controls.map((one) => [`${one.standard} ${one.version} ${one.id}`, one])).values(),
      ],
      enforcementIn: (stage) => {
        const actions = members.map(({ pack }) => pack.enforcement[stage] ?? 'deny');
        return strictestFirst.find((action) => actions.includes(action)) ?? 'deny';
      },
      isIn: (stage) => isInStage(first.selection, stage),
      parametersIn: (stage) => parametersInStage(first.selection, stage),
    };
  });
}
