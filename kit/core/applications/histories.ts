import { concurrently } from '../concurrently';
import type { FactsCache } from '../facts/facts-cache';
import { groupBy } from '../group-by';
import { type Git, GitError } from '../repository/git';
import type { ResolvedStage } from './resolve-stages';
import { type FolderHistory, readHistory, type RepositoryHistory } from './stage-history';

/** Repositories whose history is read at a time. */
const atOnce = 4;

interface Read extends RepositoryHistory {
  /** By pinned commit and folder: the last commit that changed the folder; null where it is not on the line that was read. */
  readonly pinned: Readonly<Record<string, string | null>>;
}

/** The histories of the folders of stages, read once for each repository. */
export class Histories {
  private readonly places = new Map<string, ReadonlyMap<string, number>>();

  private constructor(private readonly byDirectory: ReadonlyMap<string, Read>) {}

  /** @param tokens the versions that are looked for in all folders */
  static async read(
    { git, cache }: { readonly git: Git; readonly cache: FactsCache },
    { stages, tokens }: { readonly stages: readonly ResolvedStage[]; readonly tokens: ReadonlySet<string> },
  ): Promise<Histories> {
    const placed = stages.filter(({ reading, folder }) => reading?.head !== undefined && folder);
    const groups = [...groupBy(placed, ({ reading }) => reading?.directory ?? '')];
    const wanted = [...tokens].sort();
    const read = await concurrently(atOnce, groups, async ([directory, of]) => {
      const commit = of[0]?.reading?.head ?? '';
      const folders = [...new Set(of.map(({ path }) => path))].sort();
      const pins = [...new Set(of.flatMap((stage) => pinOf(stage) ?? []))].sort();
      const history = await cache.of(
        ['history', directory, commit, folders, pins, wanted],
        () => readOne(git, { directory, commit, folders, tokens }, pins),
        ({ shallow }) => !shallow,
      );
      return [directory, history] as const;
    });
    return new Histories(new Map(read));
  }

  /** Undefined where Git knows nothing of the stage's folder. */
  of({ reading, path }: ResolvedStage): FolderHistory | undefined {
    return this.byDirectory.get(reading?.directory ?? '')?.folders[path];
  }

  /** Whether the history of the stage's repository is all there is. */
  isComplete({ reading }: ResolvedStage): boolean {
    return this.byDirectory.get(reading?.directory ?? '')?.shallow === false;
  }

  /** The place in its folder's history of what a stage is pinned to; null for what is not on the line that was read. */
  placeOf(stage: ResolvedStage): number | null {
    const directory = stage.reading?.directory ?? '';
    const id = this.byDirectory.get(directory)?.pinned[pinOf(stage) ?? ''];
    if (id === undefined || id === null) return null;
    const key = `${directory}\0${stage.path}`;
    const places =
      this.places.get(key) ?? new Map(this.of(stage)?.commits.map((commit, index) => [commit.id, index]));
    this.places.set(key, places);
    return places.get(id) ?? null;
  }
}

function pinOf({ pinned, path }: ResolvedStage): string | undefined {
  return pinned === undefined ? undefined : `${pinned} ${path}`;
}

async function readOne(
  git: Git,
  options: Parameters<typeof readHistory>[1],
  pins: readonly string[],
): Promise<Read> {
  const { directory } = options;
  const history = await readHistory(git, options);
  const found = await concurrently(atOnce, pins, async (pin): Promise<readonly [string, string | null]> => {
    const at = pin.indexOf(' ');
    const [commit, path] = [pin.slice(0, at), pin.slice(at + 1)];
    const args = ['log', '-1', '--first-parent', '--format=%H', '--no-show-signature', commit];
    const id = await git
      .run([...args, '--', `:(top,literal)${path.slice(2) || '.'}`], { directory })
      .catch((error: unknown) => {
        if (error instanceof GitError) return '';
        throw error;
      });
    return [pin, id.trim() || null];
  });
  return { ...history, pinned: Object.fromEntries(found) };
}
