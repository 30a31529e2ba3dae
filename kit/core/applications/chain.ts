import { nearest } from '../../../policies/nearest';

/** A stage and the one that it is promoted from. */
export interface Link {
  readonly name: string;
  readonly previousStage?: string;
}

/** What is wrong with a link of a chain. */
export interface BrokenLink<Stage> {
  readonly stage: Stage;
  readonly reason: string;
}

/** The stages of an application by what they follow. */
export interface Chain<Stage extends Link> {
  /** The stages that a stage is promoted from: several where one name stands for several clusters; none where it is broken. */
  previous(stage: Stage): readonly Stage[];
  readonly broken: readonly BrokenLink<Stage>[];
  /** Every name once, each after the one that it follows where that can be. */
  readonly names: readonly string[];
}

/** Links the stages of one application; previous stages that do not exist, and rings, are told. */
export function chainOf<Stage extends Link>(application: string, stages: readonly Stage[]): Chain<Stage> {
  const byName = new Map<string, Stage[]>();
  for (const stage of stages) {
    const known = byName.get(stage.name);
    if (known === undefined) byName.set(stage.name, [stage]);
    else known.push(stage);
  }
  const names = [...byName.keys()];
  const missing = stages.flatMap((stage): BrokenLink<Stage>[] => {
    const { name, previousStage } = stage;
    if (previousStage === undefined || byName.has(previousStage)) return [];
    const fix = `did you mean ${nearest(previousStage, names).join(' or ')}?`;
    const reason = `application ${application}: stage ${name} follows '${previousStage}', which is no stage of it; ${fix}`;
    return [{ stage, reason }];
  });
  const { order, rings } = walk(byName);
  const inRing = new Map(rings.flatMap((ring) => ring.map((name) => [name, ring] as const)));
  const circular = rings.flatMap((ring): BrokenLink<Stage>[] => {
    const stage = stages.find(
      ({ name, previousStage }) => inRing.get(name) === ring && ring.includes(previousStage ?? ''),
    );
    if (stage === undefined) return [];
    const round = [...ring, ring[0]].join(' after ');
    const reason = `application ${application}: stages follow one another in a ring (${round}): take one previousStage away`;
    return [{ stage, reason }];
  });
  return {
    previous: ({ name, previousStage = '' }) => {
      const ring = inRing.get(name);
      return ring?.includes(previousStage) === true ? [] : (byName.get(previousStage) ?? []);
    },
    broken: [...missing, ...circular],
    names: order,
  };
}

/** Depth first, each name once: linear in the links, however they run. */
function walk(byName: ReadonlyMap<string, readonly Link[]>): {
  readonly order: readonly string[];
  readonly rings: readonly (readonly string[])[];
} {
  const before = (name: string): readonly string[] => [
    ...new Set((byName.get(name) ?? []).flatMap(({ previousStage }) => previousStage ?? [])),
  ];
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const rings: string[][] = [];
  for (const start of byName.keys()) {
    const path: { readonly name: string; readonly rest: string[] }[] = [];
    const enter = (name: string): void => {
      state.set(name, 'open');
      path.push({ name, rest: [...before(name)] });
    };
    if (!state.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.shift();
      if (next === undefined) {
        state.set(top.name, 'done');
        order.push(top.name);
        path.pop();
      } else if (byName.has(next) && !state.has(next)) enter(next);
      else if (state.get(next) === 'open')
        rings.push(path.slice(path.findIndex(({ name }) => name === next)).map(({ name }) => name));
    }
  }
  return { order, rings };
}
