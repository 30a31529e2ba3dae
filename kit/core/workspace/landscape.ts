import { UsageError } from '../errors';
import type { RepositoryFacts } from '../facts/read-facts';
import type { ReadOptions } from '../fleet-reader';
import type { NotEvaluated } from '../not-evaluated';
import { repositoryAddress, repositoryName } from '../repository/address';
import { shownNames } from './cluster-names';

/** A repository that was read, and where its Git is. */
export interface RepositoryReading {
  /** In the workspace; null for the only repository of a run without one. */
  readonly name: string | null;
  /** As the user said it, for messages. */
  readonly label: string;
  /** All addresses that it is known by. */
  readonly addresses: readonly string[];
  /** Absolute path of a folder that git finds it from. */
  readonly directory: string;
  /** The commit that its history ends in: the one that was read, of a working tree HEAD; undefined before the first. */
  readonly head: string | undefined;
  readonly options: ReadOptions;
  readonly facts: RepositoryFacts;
  /** Tells its content from any other now; undefined for what has to be looked at each time. */
  readonly state: () => Promise<string | undefined>;
}

/** Every repository of a run, read: what questions about several clusters are asked. */
export class Landscape {
  private readonly byAddress = new Map<string, RepositoryReading>();
  private readonly byName = new Map<string, RepositoryReading | undefined>();

  private readonly shown: (repository: string | null, cluster: string) => string;

  constructor(
    readonly repositories: readonly RepositoryReading[],
    /** Repositories that could not be read, and what could not be in those that were. */
    readonly notEvaluated: readonly NotEvaluated[],
    /** Names of stages, the first to the last, where somebody says their order. */
    readonly stageOrder: readonly string[] = [],
  ) {
    this.shown = shownNames(
      repositories.map(({ name, facts }) => ({
        name,
        clusters: facts.clusters.map(({ cluster }) => cluster),
      })),
    );
    for (const reading of repositories) {
      for (const address of reading.addresses) this.byAddress.set(normalised(address), reading);
      for (const name of new Set([reading.name ?? '', repositoryName(reading.label)]))
        this.byName.set(name, this.byName.has(name) ? undefined : reading);
    }
  }

  /** How a cluster is called among all: by its name, but for one that another repository has too. */
  clusterName(reading: RepositoryReading | undefined, cluster: string): string {
    return this.shown(reading?.name ?? null, cluster);
  }

  /** Names of all clusters, as they are shown. */
  get clusterNames(): readonly string[] {
    return this.repositories.flatMap((reading) =>
      reading.facts.clusters.map(({ cluster }) => this.clusterName(reading, cluster.name)),
    );
  }

  /** @throws UsageError for a name that no cluster has, and no application names */
  expectClusters(wanted: readonly string[]): void {
    const declared = this.repositories.flatMap(({ facts }) =>
      facts.applications.flatMap(({ stages }) => stages.map(({ cluster }) => cluster.name)),
    );
    const names = [...new Set([...this.clusterNames, ...declared])].sort();
    const unknown = wanted.find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new UsageError(
        `--cluster '${unknown}' is not among those that were read: there are ${names.join(', ')}`,
      );
  }

  /**
   * The repository that an address means: one that is known by it, else the only one of that name.
   *
   * @returns undefined when it is none of those that were read
   */
  find(address: string): RepositoryReading | undefined {
    return this.byAddress.get(normalised(address)) ?? this.byName.get(repositoryName(address));
  }
}

function normalised(address: string): string {
  return repositoryAddress(address) ?? address;
}
