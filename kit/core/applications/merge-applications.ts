import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { Landscape, RepositoryReading } from '../workspace/landscape';
import type { ApplicationOverview } from './application';
import type { DeclaredStage } from './declared-application';
import type { StageContent } from './stage-content';

/** A stage and who said it. */
export interface PlacedStage extends Omit<DeclaredStage, 'line' | 'previousLine'> {
  readonly file: string | null;
  readonly line: number | null;
  readonly previousLine: number | null;
  readonly declaredIn: RepositoryReading;
  /** What runs there, where that is known without looking. */
  readonly content?: StageContent;
}

/** An application of all the files that speak of it. */
export interface PlacedApplication extends Pick<
  ApplicationOverview,
  'name' | 'owner' | 'securityLevel' | 'source' | 'labels'
> {
  readonly stages: readonly PlacedStage[];
}

/**
 * The declared applications of all repositories, by name: several files may add stages to one, and both folders of a
 * repository say the same while it moves from the older to today's. Two that disagree about a stage are told.
 */
export function mergeApplications(landscape: Landscape): {
  readonly applications: readonly PlacedApplication[];
  readonly notEvaluated: readonly NotEvaluated[];
} {
  const byName = new Map<string, { first: PlacedApplication; stages: Map<string, PlacedStage> }>();
  const hidden: NotEvaluated[] = [];
  for (const reading of landscape.repositories) {
    for (const { name, owner, securityLevel, labels, file, stages } of reading.facts.applications) {
      const known = byName.get(name) ?? {
        first: { name, owner, securityLevel, source: 'file', labels, stages: [] },
        stages: new Map<string, PlacedStage>(),
      };
      byName.set(name, known);
      for (const stage of stages) {
        const placed: PlacedStage = { ...stage, file, declaredIn: reading };
        const key = `${stage.name}\0${clusterKey(placed, landscape)}`;
        const other = known.stages.get(key);
        if (other === undefined) known.stages.set(key, placed);
        else if (isOther(other, placed)) hidden.push(contradiction(name, other, placed));
      }
    }
  }
  return {
    applications: [...byName.values()].map(({ first, stages }) => ({
      ...first,
      stages: [...stages.values()],
    })),
    notEvaluated: hidden,
  };
}

function clusterKey({ cluster, declaredIn }: PlacedStage, landscape: Landscape): string {
  const { repository } = cluster;
  const reading = repository === undefined ? declaredIn : landscape.find(repository);
  return `${reading?.directory ?? repository ?? ''}\0${cluster.name}`;
}

function isOther(one: PlacedStage, other: PlacedStage): boolean {
  const { path, revision } = one.resources;
  return (
    path !== other.resources.path ||
    revision !== other.resources.revision ||
    one.previousStage !== other.previousStage
  );
}

function contradiction(application: string, one: PlacedStage, other: PlacedStage): NotEvaluated {
  const { name } = one.declaredIn;
  const where = `${name === null ? '' : `${name} `}${one.file}:${one.line}`;
  const reason = `application ${application}: stage ${other.name} on ${other.cluster.name} is declared otherwise in ${where}: keep one of the two; that one counts`;
  return notEvaluated({
    cluster: other.cluster.name,
    file: other.file,
    line: other.line,
    reason,
    ...(other.declaredIn.name === null ? {} : { repository: other.declaredIn.name }),
  });
}
