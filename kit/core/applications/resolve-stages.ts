import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { clusterFacts, type UnitFacts } from '../facts/cluster-facts';
import type { FactsCache } from '../facts/facts-cache';
import { groupBy } from '../group-by';
import { ImageFinder } from '../images/find-images';
import type { ImageField } from '../images/image-field';
import { imageUsesOf } from '../images/image-use';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { OnProgress } from '../progress';
import { hiddenBy } from '../render/hidden';
import { render } from '../render/render';
import { type Git, GitError } from '../repository/git';
import { openRepository } from '../repository/open';
import { withoutCredentials } from '../repository/remote';
import type { Landscape, RepositoryReading } from '../workspace/landscape';
import type { Histories } from './histories';
import type { PlacedStage } from './merge-applications';
import { ClusterContent, contentOf, type StageContent } from './stage-content';

/** A stage with what runs there. */
export interface ResolvedStage {
  /** The repository that delivers its cluster; undefined for one that was not read. */
  readonly home?: RepositoryReading;
  /** The repository of its resources; undefined for one that was not read. */
  readonly reading?: RepositoryReading;
  /** `./tenants/shop` */
  readonly path: string;
  /** Whether that is a folder whose history counts; a chart is none. */
  readonly folder: boolean;
  /** The commit that it is pinned to, when that is not the one that is read. */
  readonly pinned?: string;
  /** Undefined where nobody knows. */
  readonly content?: StageContent;
  /** Its place in the folder's history; undefined for one that is not pinned. */
  pinnedAt(histories: Histories): number | null | undefined;
}

export interface ResolveContext {
  readonly environment: Environment;
  readonly engine: EngineClient;
  readonly git: Git;
  readonly cache: FactsCache;
  readonly landscape: Landscape;
  readonly onProgress?: OnProgress;
}

/** A folder that no cluster of those that were read applies as it is wanted: it is rendered on its own. */
interface Wanted {
  readonly stage: PlacedStage;
  readonly home?: RepositoryReading;
  readonly reading: RepositoryReading;
  /** Undefined for the revision that is read. */
  readonly pinned?: string;
}

/**
 * Finds the repositories, clusters and folders of stages, and what runs there: as the cluster gets it; where the cluster gets
 * nothing from the folder, or another revision of it, as the folder itself has it.
 */
export async function resolveStages(
  context: ResolveContext,
  stages: readonly PlacedStage[],
): Promise<{
  readonly stages: ReadonlyMap<PlacedStage, ResolvedStage>;
  readonly notEvaluated: readonly NotEvaluated[];
}> {
  const resolver = new Resolver(context);
  for (const stage of stages) await resolver.resolve(stage);
  await resolver.renderFolders();
  return { stages: resolver.resolved, notEvaluated: resolver.problems() };
}

class Resolver {
  readonly resolved = new Map<PlacedStage, ResolvedStage>();
  private readonly hidden: NotEvaluated[] = [];
  private readonly wanted: Wanted[] = [];
  private readonly contents = new Map<string, ClusterContent>();
  private readonly commits = new Map<string, Promise<string | undefined>>();
  /** Stages that need a repository that was not read, by its address. */
  private readonly absent = new Map<string, PlacedStage[]>();
  private readonly lost = new Set<string>();

  constructor(private readonly context: ResolveContext) {}

  async resolve(stage: PlacedStage): Promise<void> {
    const { cluster, resources, declaredIn } = stage;
    const { path } = resources;
    if (stage.content !== undefined) {
      const folder = path.startsWith('./');
      return this.settle(stage, {
        home: declaredIn,
        reading: declaredIn,
        path,
        folder,
        content: stage.content,
      });
    }
    const { landscape } = this.context;
    const home = cluster.repository === undefined ? declaredIn : landscape.find(cluster.repository);
    const reading = resources.repository === undefined ? home : landscape.find(resources.repository);
    if (reading === undefined) {
      const address = resources.repository ?? cluster.repository ?? '';
      this.absent.set(address, [...(this.absent.get(address) ?? []), stage]);
      return this.settle(stage, { home, path, folder: true });
    }
    const pinned = await this.pin(stage, reading);
    if (pinned === 'none') return this.settle(stage, { home, reading, path, folder: true });
    const facts = home?.facts.clusters.find((one) => one.cluster.name === cluster.name);
    if (facts === undefined && home !== undefined) this.noCluster(stage, home);
    if (facts !== undefined && home !== undefined && pinned === undefined) {
      const isFrom = (unit: UnitFacts): boolean => this.isFrom(unit, home, reading);
      const broken = facts.units.some(
        (unit) => unit.state !== 'rendered' && isFrom(unit) && unit.path.replace(/\/$/, '') === path,
      );
      const content = broken ? undefined : this.contentOf(home, cluster.name).in(path, isFrom);
      if (broken || content !== undefined)
        return this.settle(stage, { home, reading, path, folder: true, content });
    }
    this.wanted.push({ stage, home, reading, pinned });
  }

  /** Renders what is left, all folders of a repository and revision together. */
  async renderFolders(): Promise<void> {
    const groups = groupBy(this.wanted, ({ reading, pinned = '' }) => `${reading.directory}\0${pinned}`);
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const { reading, pinned } = first;
      const paths = [...new Set(group.map(({ stage }) => stage.resources.path))].sort();
      const commit = pinned ?? reading.facts.commit;
      const fields = fieldsOf(group);
      const make = (): Promise<RenderedFolders> => this.renderAll(reading, commit, paths, fields);
      const folders = await this.kept(reading, pinned, [paths, fields], make);
      for (const { stage, home } of group) {
        const { path } = stage.resources;
        const rendered = folders[path];
        const content = rendered?.content ?? undefined;
        this.settle(stage, { home, reading, path, folder: true, pinned, content });
        for (const reason of rendered?.reasons ?? [])
          this.tell(stage, `stage ${stage.name}, folder ${path}: ${reason}`);
      }
    }
  }

  /** What was rendered of a repository in this state before, or of the commit that is pinned. */
  private async kept(
    reading: RepositoryReading,
    pinned: string | undefined,
    words: readonly unknown[],
    make: () => Promise<RenderedFolders>,
  ): Promise<RenderedFolders> {
    const { directory, options } = reading;
    const state = await reading.state();
    if (state === undefined) return make();
    const key = ['folders', directory, pinned ?? state, options.fluxVersion, options.limits, ...words];
    const isSame = async (): Promise<boolean> => pinned !== undefined || (await reading.state()) === state;
    return this.context.cache.of(key, make, undefined, isSame);
  }

  problems(): readonly NotEvaluated[] {
    const absent = [...this.absent].map(([address, stages]) => {
      const [first] = stages;
      const what = stages.length === 1 ? '1 stage' : `${stages.length} stages`;
      const reason = `${withoutCredentials(address)} is not among the repositories that were read, so what ${what} of it run is not known: add it to fleetkeep.yaml`;
      return notEvaluated({ ...(first === undefined ? {} : this.placeOf(first)), reason });
    });
    return [...this.hidden, ...absent];
  }

  private settle(stage: PlacedStage, own: Omit<ResolvedStage, 'pinnedAt'>): void {
    const resolved: ResolvedStage = {
      ...own,
      pinnedAt: (histories) => (own.pinned === undefined ? undefined : histories.placeOf(resolved)),
    };
    this.resolved.set(stage, resolved);
  }

  /** The commit that a stage is pinned to, when it is another than the one that is read; `none` for what does not exist. */
  private async pin(stage: PlacedStage, reading: RepositoryReading): Promise<string | undefined> {
    const { revision } = stage.resources;
    if (revision === undefined) return undefined;
    const commit = await this.commit(reading, revision);
    if (commit === undefined) {
      const reason = `stage ${stage.name}: revision '${revision}' does not exist in ${reading.label}: correct resources.revision, or fetch it`;
      this.tell(stage, reason);
      return 'none';
    }
    return commit === reading.head ? undefined : commit;
  }

  private commit({ directory }: RepositoryReading, revision: string): Promise<string | undefined> {
    const key = `${directory}\0${revision}`;
    const known = this.commits.get(key) ?? this.revParse(directory, revision);
    this.commits.set(key, known);
    return known;
  }

  /** A branch that was never checked out is known by its remote's name only. */
  private async revParse(directory: string, revision: string): Promise<string | undefined> {
    for (const name of [revision, `origin/${revision}`]) {
      const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
      const id = await this.context.git.run(args, { directory }).catch((error: unknown) => {
        if (error instanceof GitError) return '';
        throw error;
      });
      if (id !== '') return id.trim();
    }
    return undefined;
  }

  private isFrom(unit: UnitFacts, home: RepositoryReading, reading: RepositoryReading): boolean {
    if (unit.source === null) return home === reading;
    const found = this.context.landscape.find(unit.source);
    // A fleet that was renamed still syncs itself by its old address.
    return found === undefined ? home === reading : found === reading;
  }

  private contentOf(home: RepositoryReading, cluster: string): ClusterContent {
    const key = `${home.directory}\0${cluster}`;
    const known = this.contents.get(key);
    if (known !== undefined) return known;
    const facts = home.facts.clusters.find((one) => one.cluster.name === cluster);
    const made = new ClusterContent(facts ?? { cluster: never(cluster), units: [], uses: [], charts: [] });
    this.contents.set(key, made);
    return made;
  }

  private noCluster(stage: PlacedStage, home: RepositoryReading): void {
    const { name } = stage.cluster;
    const key = `${home.directory}\0${name}`;
    // Whoever looked for clusters has said what is wrong with it.
    const told = home.facts.notEvaluated.some(({ cluster }) => cluster === name);
    if (told || this.lost.has(key)) return;
    this.lost.add(key);
    const names = home.facts.clusters.map(({ cluster }) => cluster.name).join(', ') || 'none';
    this.tell(stage, `stage ${stage.name}: cluster '${name}' is not in ${home.label}: there are ${names}`);
  }

  private tell(stage: PlacedStage, reason: string): void {
    this.hidden.push(notEvaluated({ cluster: stage.cluster.name, ...this.placeOf(stage), reason }));
  }

  private placeOf({ file, line, declaredIn: { name } }: PlacedStage): Partial<NotEvaluated> {
    return { file, line, ...(name === null ? {} : { repository: name }) };
  }

  private async renderAll(
    reading: RepositoryReading,
    commit: string | null,
    paths: readonly string[],
    fields: readonly ImageField[],
  ): Promise<RenderedFolders> {
    const { environment, engine, onProgress } = this.context;
    const { repository, fluxVersion, limits, sources } = reading.options;
    const snapshot = await (await openRepository(environment, repository)).snapshot(commit ?? undefined);
    const files = await snapshot.files.list();
    const exists = (path: string): boolean =>
      path === './' || files.some((file) => file.path.startsWith(`${path.slice(2)}/`));
    const there = paths.filter(exists);
    const clusters = there.map((path) => ({ ...never(path), entry: path }));
    const rendering =
      there.length === 0
        ? { commit, clusters: [], problems: [] }
        : await render(engine, { snapshot, clusters, fluxVersion, limits, sources, onProgress });
    const reasons = groupBy(hiddenBy(rendering), ({ cluster }) => cluster ?? '');
    const finder = new ImageFinder(fields);
    const rendered = rendering.clusters.map((one) => {
      const { uses, charts } = clusterFacts(one, imageUsesOf(one, finder));
      const path = one.cluster.name;
      const failed = one.kustomizations.some(({ status }) => status.state !== 'rendered');
      const why = [...(reasons.get(path) ?? []), ...(reasons.get('') ?? [])].map(({ reason }) => reason);
      const content = failed || one.kustomizations.length === 0 ? null : contentOf(uses, charts);
      return [path, { content, reasons: why }] as const;
    });
    const gone = paths
      .filter((path) => !there.includes(path))
      .map((path) => {
        const at = commit === null ? 'the working tree' : commit.slice(0, 12);
        return [path, { content: null, reasons: [`is not in ${reading.label} at ${at}`] }] as const;
      });
    return Object.fromEntries<RenderedFolders[string]>([...rendered, ...gone]);
  }
}

/** What folders hold, by path. Plain data. */
type RenderedFolders = Readonly<
  Record<string, { readonly content: StageContent | null; readonly reasons: readonly string[] }>
>;

/** Where kinds carry images, by the repositories of the folders and those that deliver their clusters. */
function fieldsOf(group: readonly Wanted[]): readonly ImageField[] {
  const readings = new Set(group.flatMap(({ home, reading }) => [home ?? reading, reading]));
  const all = [...readings].flatMap(({ facts }) => facts.imageFields);
  return [...new Map(all.map((field) => [JSON.stringify(field), field])).values()];
}

/** What the renderer takes for a cluster: a folder stands for itself. */
function never(name: string) {
  return { name, entry: name, delivery: 'flux', origin: 'option', declaredAt: {} } as const;
}
