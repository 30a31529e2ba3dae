import type { Problem, ResourceId } from '../engine-client/protocol';
import type { ClusterProblem } from './clusters/cluster';
import { type Lack, lackOf } from './lack';

/** Something that could not be judged: never a pass. Part of the public JSON. */
export interface NotEvaluated {
  /** Null when it concerns the repository as a whole. */
  readonly cluster: string | null;
  /** `namespace/name`, of a HelmRelease `HelmRelease/namespace/name`. */
  readonly kustomization: string | null;
  readonly resource: ResourceId | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly reason: string;
  /** What would let it be evaluated, where others may want for the same; absent for a case of its own. */
  readonly lack?: Lack;
  /** Which repository of the workspace; absent for the only one. */
  readonly repository?: string;
}

/** Fills in what an entry leaves out. */
export function notEvaluated(entry: Partial<NotEvaluated> & Pick<NotEvaluated, 'reason'>): NotEvaluated {
  return { cluster: null, kustomization: null, resource: null, file: null, line: null, ...entry };
}

/** A problem that the engine reported. */
export function fromProblem(problem: Problem, cluster: string | null): NotEvaluated {
  const { kustomization = null, resource = null, file = null, line = null, message: reason } = problem;
  const lack = lackOf(problem);
  return {
    ...{ cluster, kustomization, resource, file: file === '' ? null : file, line, reason },
    ...(lack === undefined ? {} : { lack }),
  };
}

/** Something that looked like a cluster. */
export function fromClusterProblem(problem: ClusterProblem): NotEvaluated {
  const { cluster = null, file = null, line = null, message: reason } = problem;
  return notEvaluated({ cluster, file, line, reason });
}

/** Without repetitions, ordered by cluster and place. */
export function orderNotEvaluated(entries: readonly NotEvaluated[]): readonly NotEvaluated[] {
  const unique = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
  const key = ({ repository = '', cluster, file, line, reason }: NotEvaluated): string =>
    [repository, cluster ?? '', file ?? '', String(line ?? 0).padStart(9, '0'), reason].join('\0');
  return [...unique.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
