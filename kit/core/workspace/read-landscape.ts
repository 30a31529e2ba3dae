import type { EngineClient } from '../../engine-client/client';
import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import type { FactsCache } from '../facts/facts-cache';
import { readFacts, type RepositoryFacts } from '../facts/read-facts';
import { Git, GitError } from '../repository/git';
import { repositoryAddress } from '../repository/address';
import { openRepository } from '../repository/open';
import type { Repository } from '../repository/repository';
import { sameNames } from './cluster-names';
import { Landscape, type RepositoryReading } from './landscape';
import { overRepositories } from './over-repositories';
import type { Scope, ScopedRepository } from './scope';

/** Repositories that are read at a time; the engine divides its own work. */
const atOnce = 4;

/**
 * Reads every repository of a run, those that were read at the same commit before from what was kept of it.
 *
 * @throws UsageError when nothing can be read
 */
export async function readLandscape(
  environment: Environment,
  engine: EngineClient,
  cache: FactsCache,
  scope: Scope,
): Promise<Landscape> {
  const mirrors = scope.repositories.flatMap(({ url, read: { repository = '' } }) =>
    url === undefined ? [] : [{ address: url, path: repository }],
  );
  const { parts, notEvaluated: absent } = await overRepositories(
    scope,
    (read, one) => {
      const others = mirrors.filter(({ path }) => path !== read.repository);
      return readOne(environment, engine, cache, { ...one, read: { ...read, mirrors: others } });
    },
    atOnce,
  );
  const read = parts.map(({ result }) => result);
  const hidden = [...absent];
  for (const { name, facts } of read)
    hidden.push(...facts.notEvaluated.map((one) => (name === null ? one : { ...one, repository: name })));
  hidden.push(
    ...sameNames(
      read.map(({ name, facts }) => ({ name, clusters: facts.clusters.map(({ cluster }) => cluster) })),
    ),
  );
  return new Landscape(read, hidden, scope.workspace?.stages);
}

async function readOne(
  environment: Environment,
  engine: EngineClient,
  cache: FactsCache,
  { name, url, read }: ScopedRepository,
): Promise<RepositoryReading> {
  // All of it is kept: the stages of one cluster are compared with those of others.
  const options = { ...read, clusters: [], selector: undefined, mayBeEmpty: true };
  const git = new Git(environment);
  const repository = url === undefined ? await openRepository(environment, read.repository) : undefined;
  const directory = repository?.path ?? read.repository ?? '';
  const label = url ?? repository?.label ?? directory;
  const isTree = repository?.hasWorkTree === true && read.revision === undefined;
  const head = isTree ? await headOf(git, directory) : await commitOf(git, directory, label, read.revision);
  const make = (): Promise<RepositoryFacts> =>
    readFacts(environment, engine, head === undefined || isTree ? options : { ...options, revision: head });
  const { fetch, sources = [], mirrors = [], entries, fluxVersion, limits } = read;
  const outside = sources.length > 0 || fetch?.none === false;
  const states = new SourceStates(git, mirrors);
  const facts =
    isTree || outside
      ? await make()
      : (
          await cache.of(
            ['facts', directory, head, entries, fluxVersion, limits, mirrors.map(({ address }) => address)],
            async () => states.with(await make()),
            (kept) => states.hold(kept),
          )
        ).facts;
  // One that is read alone and says nothing at all is a mistake: whoever reads it strictly says which.
  if (name === null && facts.clusters.length === 0 && facts.applications.length === 0)
    await readFacts(environment, engine, { ...options, mayBeEmpty: false });
  return {
    name,
    label,
    addresses: [...(await addressesOf(git, directory, url, repository)), ...syncedFrom(facts)],
    directory,
    head,
    options,
    facts,
  };
}

/** Facts, and the states of the other repositories that went into them. */
interface Kept {
  readonly facts: RepositoryFacts;
  readonly sources: readonly { readonly path: string; readonly state: string }[];
}

/** Whether the repositories that a rendering took sources from are as they were. */
class SourceStates {
  constructor(
    private readonly git: Git,
    private readonly mirrors: readonly { readonly address: string; readonly path: string }[],
  ) {}

  async with(facts: RepositoryFacts): Promise<Kept> {
    const urls = new Set(facts.clusters.flatMap(({ units }) => units.flatMap(({ source }) => source ?? [])));
    const landscape = new Map(this.mirrors.map(({ address, path }) => [key(address), path]));
    const used = new Set([...urls].flatMap((url) => landscape.get(key(url)) ?? []));
    const sources = await Promise.all(
      [...used].map(async (path) => ({ path, state: await this.state(path) })),
    );
    return { facts, sources };
  }

  async hold({ sources }: Kept): Promise<boolean> {
    const states = await Promise.all(sources.map(({ path }) => this.state(path)));
    return sources.every(({ state }, index) => state === states[index]);
  }

  private async state(directory: string): Promise<string> {
    return this.git.run(['for-each-ref', '--format=%(objectname) %(refname)'], { directory }).catch(() => '');
  }
}

function key(address: string): string {
  return repositoryAddress(address) ?? address;
}

async function addressesOf(
  git: Git,
  directory: string,
  url: string | undefined,
  repository: Repository | undefined,
): Promise<readonly string[]> {
  if (url !== undefined || repository === undefined) return [url ?? directory];
  const listing = await git
    .run(['config', '--get-regexp', String.raw`^remote\..*\.url$`], { directory })
    .catch(() => '');
  return [directory, ...listing.split('\n').flatMap((line) => line.split(' ')[1] ?? [])];
}

/** What clusters sync themselves from is this repository, wherever it was cloned to. */
function syncedFrom({ clusters }: RepositoryFacts): readonly string[] {
  return clusters.flatMap(({ units }) =>
    units.flatMap(({ id, appliedBy, source }) =>
      source !== null && (appliedBy === null || appliedBy === id) ? [source] : [],
    ),
  );
}

async function headOf(git: Git, directory: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'];
  return (await git.run(args, { directory }).catch(() => '')).trim() || undefined;
}

async function commitOf(git: Git, directory: string, label: string, revision = 'HEAD'): Promise<string> {
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    return (await git.run(args, { directory })).trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const fix = `give a branch, tag or commit that 'git rev-parse' knows there, and fetch it first if it is on a remote only`;
    const what = revision === 'HEAD' ? 'has no commit' : `has no revision '${revision}': ${fix}`;
    throw new UsageError(`${label} ${what}`, { cause: error });
  }
}
