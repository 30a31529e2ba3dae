import { strictestFirst } from '../constraint';
import type { ControlReference, EnforcementAction } from '../policy';
import { canonical } from './canonical';

/** The part of a pack that is merged; a control's source does not matter here. */
export interface MergeablePack {
  readonly id: string;
  readonly constraints: readonly {
    readonly policy: string;
    readonly name: string;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly controls?: readonly Omit<ControlReference, 'source'>[];
  }[];
  readonly enforcement: Readonly<Record<string, EnforcementAction>>;
}

/** One constraint, for every pack that asks for it. */
export interface MergedConstraint {
  readonly policy: string;
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Ids, in the order of declaration. */
  readonly packs: readonly string[];
  /** Of all these packs, each once. */
  readonly controls: readonly Omit<ControlReference, 'source'>[];
  /** The strictest that one of the packs wants in a stage. */
  readonly enforcementIn: (stage: string) => EnforcementAction;
}

/**
 * Lets packs share constraints: those of one policy with equal parameters become one, which counts for all the controls
 * of all of them and is as strict as the strictest. Otherwise what is wrong would be denied once for every standard.
 */
export function mergePacks(packs: readonly MergeablePack[]): readonly MergedConstraint[] {
  const groups = new Map<
    string,
    { pack: MergeablePack; selection: MergeablePack['constraints'][number] }[]
  >();
  for (const pack of packs) {
    for (const selection of pack.constraints) {
      const key = `${selection.policy} ${canonical(selection.parameters)}`;
      groups.set(key, [...(groups.get(key) ?? []), { pack, selection }]);
    }
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { policy, name, parameters } = first.selection;
    const controls = members.flatMap(({ selection }) => selection.controls ?? []);
    return {
      policy,
      name,
      parameters,
      packs: [...new Set(members.map(({ pack }) => pack.id))],
      controls: [
        ...new Map(controls.map((one) => [`${one.standard} ${one.version} ${one.id}`, one])).values(),
      ],
      enforcementIn: (stage) => {
        const actions = members.map(({ pack }) => pack.enforcement[stage] ?? 'deny');
        return strictestFirst.find((action) => actions.includes(action)) ?? 'deny';
      },
    };
  });
}
