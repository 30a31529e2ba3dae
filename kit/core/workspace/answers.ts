import { type Environment, timeOf } from '../../environment';
import type { FactsCache } from '../facts/facts-cache';
import { repositoryAddress } from '../repository/address';
import { Git } from '../repository/git';
import type { OpenedRepository } from './opened-repository';

/** What was found out of a repository, and what it holds for. Plain data: it is kept between runs. */
export interface Answer<Value> {
  readonly value: Value;
  /** Addresses of the repositories that content was taken from; those of the workspace are looked at. */
  readonly sources: readonly string[];
  /** Milliseconds since the epoch, until which it holds; Infinity, as undefined, for good. */
  readonly until?: number;
  /** Whether it holds another time at all. */
  readonly lasting: boolean;
}

/** An answer, and the states of the other repositories that went into it. */
interface Kept<Value> extends Answer<Value> {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly states: readonly { readonly path: string; readonly state: string }[];
}

/** Answers about repositories: what earlier runs have found out as long as nothing changed that went into it. */
export class Answers {
  private readonly git: Git;
  private readonly states = new Map<string, Promise<string>>();

  constructor(
    private readonly environment: Environment,
    private readonly cache: FactsCache,
  ) {
    this.git = new Git(environment);
  }

  /**
   * @param words what is asked, and all that the answer depends on beside the repository
   * @param make finds it out
   */
  about<Value>(
    repository: OpenedRepository,
    words: readonly unknown[],
    make: () => Promise<Answer<Value>>,
  ): Promise<Value> {
    return this.aboutAll([repository], words, make);
  }

  /** Likewise of several repositories together. */
  async aboutAll<Value>(
    repositories: readonly OpenedRepository[],
    words: readonly unknown[],
    make: () => Promise<Answer<Value>>,
  ): Promise<Value> {
    const states = await statesOf(repositories);
    if (states.includes(undefined)) return (await make()).value;
    const now = timeOf(this.environment).getTime();
    const mirrors = repositories.flatMap(({ read }) => read.mirrors ?? []);
    const kept = await this.cache.of(
      [...words, ...repositories.map(identityOf), states],
      async (): Promise<Kept<Value>> => {
        const answer = await make();
        return { ...answer, from: now, states: await this.statesOf(answer.sources, mirrors) };
      },
      // JSON has no Infinity.
      async ({ from, until, states: used }) =>
        from <= now && now < (until ?? Infinity) && (await this.hold(used)),
      // What changed while it was read was read in part as it was and in part as it is.
      async ({ lasting }) => lasting && (await statesOf(repositories)).every((one, at) => one === states[at]),
    );
    return kept.value;
  }

  private async statesOf(
    sources: readonly string[],
    mirrors: readonly { readonly address: string; readonly path: string }[],
  ): Promise<Kept<unknown>['states']> {
    const landscape = new Map(mirrors.map(({ address, path }) => [key(address), path]));
    const used = new Set(sources.flatMap((url) => landscape.get(key(url)) ?? []));
    return Promise.all([...used].map(async (path) => ({ path, state: await this.stateOf(path) })));
  }

  private async hold(known: Kept<unknown>['states']): Promise<boolean> {
    const states = await Promise.all(known.map(({ path }) => this.stateOf(path)));
    return known.every(({ state }, index) => state === states[index]);
  }

  /** All branches and tags: a source may name any of them. */
  private stateOf(directory: string): Promise<string> {
    const args = ['for-each-ref', '--format=%(objectname) %(refname)'];
    const state = this.states.get(directory) ?? this.git.run(args, { directory }).catch(() => '');
    this.states.set(directory, state);
    return state;
  }
}

function statesOf(repositories: readonly OpenedRepository[]): Promise<readonly (string | undefined)[]> {
  return Promise.all(repositories.map((one) => one.state()));
}

/** Which repository it is, and how it is read. */
function identityOf({ directory, label, addresses, read }: OpenedRepository): readonly unknown[] {
  const { revision, entries, fluxVersion, limits, mirrors = [] } = read;
  // By these sources are known to be the repository itself.
  const own = addresses.map((address) => repositoryAddress(address) ?? null);
  const others = mirrors.map(({ address }) => address);
  return [directory, label, own, revision, entries, fluxVersion, limits, others];
}

function key(address: string): string {
  return repositoryAddress(address) ?? address;
}
