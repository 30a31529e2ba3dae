import type { EngineClient } from '../../engine-client/client';
import { type Environment, timeOf } from '../../environment';
import type { FactsCache } from '../facts/facts-cache';
import { groupBy } from '../group-by';
import { type NotEvaluated, notEvaluated, orderNotEvaluated } from '../not-evaluated';
import type { OnProgress } from '../progress';
import { Git } from '../repository/git';
import type { Landscape } from '../workspace/landscape';
import type { ApplicationOverview, ApplicationStage } from './application';
import { type Comparable, standingOf, worst } from './behind';
import { type Chain, chainOf } from './chain';
import { fluxStages } from './flux-applications';
import { Histories } from './histories';
import { mergeApplications, type PlacedApplication, type PlacedStage } from './merge-applications';
import { resolveStages, type ResolvedStage } from './resolve-stages';
import { type VersionedPart, differing, partsOf } from './version';

export interface ListOptions {
  /** Only applications of this name, with all of their stages. @default all */
  readonly application?: string;
  /** Names of clusters: other stages are left out, and still compared with. @default all */
  readonly clusters?: readonly string[];
  readonly onProgress?: OnProgress;
}

/** The applications, and what could not be told of them. */
export interface ApplicationList {
  /** By name. */
  readonly applications: readonly ApplicationOverview[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Every application in every stage: what runs there, and how it stands to the stage before.
 *
 * From Application files where somebody wrote them; for clusters that none of them names, from Flux's own objects.
 */
export async function listApplications(
  environment: Environment,
  engine: EngineClient,
  cache: FactsCache,
  landscape: Landscape,
  options: ListOptions = {},
): Promise<ApplicationList> {
  const git = new Git(environment);
  const declared = mergeApplications(landscape);
  const derived = derivedApplications(landscape, declared.applications);
  const wanted = [...declared.applications, ...derived].filter(
    ({ name }) => options.application === undefined || name === options.application,
  );
  const resolved = await resolveStages(
    { environment, engine, git, cache, landscape, onProgress: options.onProgress },
    wanted.flatMap(({ stages }) => stages),
  );
  const chains = new Map(wanted.map((one) => [one, chainOf(one.name, one.stages)] as const));
  const comparing = new Comparing(wanted, chains, resolved.stages);
  const histories = await Histories.read({ git, cache }, comparing.questions());
  const shown = ({ cluster }: ApplicationStage): boolean =>
    (options.clusters ?? []).length === 0 || (options.clusters ?? []).includes(cluster);
  const now = timeOf(environment);
  const cutShort = new Set<string>();
  const applications = wanted.map((one): ApplicationOverview => {
    const chain = chains.get(one);
    const order = new Map((chain?.names ?? []).map((name, index) => [name, index]));
    const stages = [...one.stages]
      .sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0))
      .map((stage) => {
        const previous = chain?.previous(stage) ?? [];
        const standing = worst(
          previous.map((before) =>
            standingOf(comparing.of(stage, histories), comparing.of(before, histories), now),
          ),
        );
        const own = resolved.stages.get(stage);
        if (standing.cutShort) cutShort.add(own?.reading?.label ?? '');
        return stageOverview(stage, own, standing, histories, landscape);
      });
    const { name, owner, securityLevel, source, labels } = one;
    return { name, owner, securityLevel, source, labels, stages: stages.filter(shown) };
  });
  const broken = [...chains.values()].flatMap((chain) => chain.broken);
  return {
    applications: applications
      .filter(({ stages }) => stages.length > 0 || (options.clusters ?? []).length === 0)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    notEvaluated: orderNotEvaluated([
      ...landscape.notEvaluated,
      ...declared.notEvaluated,
      ...resolved.notEvaluated,
      ...broken.map(({ stage, reason }) =>
        notEvaluated({ ...placeOf(stage), line: stage.previousLine, reason }),
      ),
      ...[...cutShort].map((label) =>
        notEvaluated({
          reason: `the history of ${label} is cut short (a shallow clone), so how far some stages are behind is not known: run 'git fetch --unshallow' there`,
        }),
      ),
    ]),
  };
}

/** The place of a stage's words, for what is wrong with them. */
export function placeOf(stage: PlacedStage): Partial<NotEvaluated> {
  const { file, declaredIn } = stage;
  return { file, ...(declaredIn.name === null ? {} : { repository: declaredIn.name }) };
}

function stageOverview(
  stage: PlacedStage,
  own: ResolvedStage | undefined,
  { behind, skipped }: ReturnType<typeof worst>,
  histories: Histories,
  landscape: Landscape,
): ApplicationStage {
  const last = own === undefined ? undefined : histories.of(own)?.commits[own.pinnedAt(histories) ?? 0];
  const content = own?.content;
  const namespaces = content?.namespaces ?? [];
  return {
    name: stage.name,
    cluster: landscape.clusterName(own?.home, stage.cluster.name),
    path: stage.resources.path,
    targetNamespace: stage.targetNamespace ?? (namespaces.length === 1 ? (namespaces[0] ?? null) : null),
    previousStage: stage.previousStage ?? null,
    images: content?.images ?? [],
    charts: content?.charts ?? [],
    state: content === undefined ? 'unknown' : 'known',
    repository:
      own?.reading === undefined
        ? (stage.resources.repository ?? stage.cluster.repository ?? null)
        : own.reading.name,
    revision: stage.resources.revision ?? null,
    lastChange:
      last === undefined ? null : { commit: last.id, date: new Date(last.time * 1000).toISOString() },
    behind,
    skipped,
    file: stage.file,
    line: stage.line,
  };
}

/** What is asked of histories, and what they are compared by. */
class Comparing {
  private readonly parts = new Map<PlacedStage, readonly VersionedPart[]>();

  constructor(
    private readonly applications: readonly PlacedApplication[],
    private readonly chains: ReadonlyMap<PlacedApplication, Chain<PlacedStage>>,
    private readonly resolved: ReadonlyMap<PlacedStage, ResolvedStage>,
  ) {
    for (const [stage, { content }] of resolved)
      this.parts.set(stage, content === undefined ? [] : partsOf(content.images, content.charts));
  }

  /** Only versions that a stage before does not run now are looked for. */
  questions(): Parameters<typeof Histories.read>[1] {
    const tokens = new Set<string>();
    for (const application of this.applications) {
      const chain = this.chains.get(application);
      for (const stage of application.stages) {
        const own = this.parts.get(stage) ?? [];
        for (const before of chain?.previous(stage) ?? [])
          for (const { token } of differing(own, this.parts.get(before) ?? [])) tokens.add(token);
      }
    }
    return { stages: [...this.resolved.values()], tokens };
  }

  of(stage: PlacedStage, histories: Histories): Comparable {
    const own = this.resolved.get(stage);
    const history = own && histories.of(own);
    return {
      parts: this.parts.get(stage) ?? [],
      history,
      folder:
        own === undefined ? stage.name : `${own.reading?.directory ?? stage.name}\0${stage.resources.path}`,
      pinned: own?.pinnedAt(histories),
      complete: own !== undefined && histories.isComplete(own),
    };
  }
}

/** Applications of the clusters that no Application file names. */
function derivedApplications(
  landscape: Landscape,
  declared: readonly PlacedApplication[],
): readonly PlacedApplication[] {
  const named = new Set(declared.flatMap(({ stages }) => stages.map(({ cluster: { name } }) => name)));
  const all = landscape.repositories.flatMap((reading) =>
    reading.facts.clusters
      .filter(({ cluster }) => !named.has(cluster.name))
      .flatMap((facts) => fluxStages(facts).map((stage) => ({ ...stage, reading }))),
  );
  return [...groupBy(all, ({ application }) => application)].map(([name, stages]): PlacedApplication => {
    const run = new Set(stages.map(({ stage }) => stage));
    const order = landscape.stageOrder.filter((stage) => run.has(stage));
    return {
      name,
      owner: null,
      securityLevel: null,
      source: 'flux',
      labels: {},
      stages: stages.map(({ stage, cluster, path, content, file, line, reading }) => ({
        name: stage,
        cluster: { name: cluster },
        resources: { path },
        previousStage: order[order.indexOf(stage) - 1],
        file,
        line,
        previousLine: line,
        declaredIn: reading,
        content,
      })),
    };
  });
}
