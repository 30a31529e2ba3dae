import { groupBy } from '../group-by';
import type { RegistryClient } from '../registry/client';
import { RegistryError } from '../registry/registry-error';
import { type ImagePlace, placeOf } from './image-place';
import type { ImageUse } from './image-use';
import { chooseVersion, type UpdateKind } from './versions/choose-version';
import type { ImagePolicies, ImageRule } from './versions/declared-policies';
import { TagPatternError } from './versions/match-tags';
import { defaultUpdatePolicy } from './versions/update-policy';

/**
 * - `current`: nothing newer is compatible and allowed
 * - `outdated`: something newer is
 * - `moved`: the tag stands for another digest by now than the one that is pinned
 * - `missing`: the registry has no such tag any more
 * - `pinned`: a policy says that nothing is to be proposed
 * - `unknown`: nobody could be asked, or the tag says no version; never taken for current
 */
export const imageStates = ['outdated', 'moved', 'missing', 'unknown', 'pinned', 'current'] as const;
export type ImageState = (typeof imageStates)[number];

/** An image and what its registry says of it. Part of the public JSON of `fleetkeep images outdated`. */
export interface ImageStatus {
  /** As it is written. */
  readonly image: string;
  readonly registry: string | null;
  readonly repository: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly state: ImageState;
  /** Why it is unknown, missing or pinned. */
  readonly reason: string | null;
  /** The newest tag that is compatible and allowed. */
  readonly newest: string | null;
  /** What is the first difference to it. */
  readonly update: UpdateKind | null;
  /** Versions between, the newest among them. */
  readonly behind: number | null;
  /** What the tag stands for now. */
  readonly currentDigest: string | null;
  /** When the image in use was built, RFC 3339; null where it is not known. */
  readonly created: string | null;
  readonly newestCreated: string | null;
  /** Whole days since it was built. */
  readonly ageDays: number | null;
  /** Whole days from its build to that of the newest. */
  readonly behindDays: number | null;
  /** The rule that holds; null where anything newer counts. */
  readonly policy: {
    readonly level: string;
    readonly reason: string | null;
    readonly file: string;
    readonly line: number;
  } | null;
  readonly uses: readonly ImagePlace[];
}

export interface OutdatedOptions {
  readonly policies: ImagePolicies;
  readonly now: Date;
  /** Whether to ask when images were built: up to three requests an image. @default true */
  readonly ages?: boolean;
  /** Hears of every image that is done. @default nobody */
  readonly onImage?: (done: number, total: number, image: string) => void;
}

/** Asks registries about every image, once for all of its uses; in the order of {@link imageStates}, then by name. */
export async function outdatedImages(
  uses: readonly ImageUse[],
  client: RegistryClient,
  options: OutdatedOptions,
): Promise<readonly ImageStatus[]> {
  const images = [...groupBy(uses, ({ image }) => image).values()];
  let done = 0;
  const all = await Promise.all(
    images.map(async (of) => {
      const status = await statusOf(of, client, options);
      options.onImage?.(++done, images.length, status.image);
      return status;
    }),
  );
  return orderImages(all);
}

/** In the order of {@link imageStates}, then by name. */
export function orderImages(images: readonly ImageStatus[]): readonly ImageStatus[] {
  const rank = ({ state }: ImageStatus): number => imageStates.indexOf(state);
  return [...images].sort((a, b) => rank(a) - rank(b) || (a.image < b.image ? -1 : 1));
}

type Told = Partial<Omit<ImageStatus, 'image' | 'state' | 'uses'>> & Pick<ImageStatus, 'state'>;

async function statusOf(
  uses: readonly ImageUse[],
  client: RegistryClient,
  options: OutdatedOptions,
): Promise<ImageStatus> {
  const { image = '', registry = null, repository = null, tag = null, digest = null } = uses[0] ?? {};
  const rule = registry === null ? undefined : options.policies.ruleFor(`${registry}/${repository}`);
  const told = await ask(uses[0], rule, client, options).catch((error: unknown): Told => {
    if (error instanceof RegistryError) return { state: 'unknown', reason: error.message };
    if (error instanceof TagPatternError)
      return {
        state: 'unknown',
        reason: `the policy of ${rule?.file}:${rule?.line}: match ${error.message}`,
      };
    throw error;
  });
  return {
    image,
    registry,
    repository,
    tag,
    digest,
    reason: null,
    newest: null,
    update: null,
    behind: null,
    currentDigest: null,
    created: null,
    newestCreated: null,
    ageDays: null,
    behindDays: null,
    policy:
      rule === undefined
        ? null
        : { level: rule.level, reason: rule.reason ?? null, file: rule.file, line: rule.line },
    ...told,
    uses: uses.map(placeOf),
  };
}

async function ask(
  use: ImageUse | undefined,
  rule: ImageRule | undefined,
  client: RegistryClient,
  { ages = true, now }: OutdatedOptions,
): Promise<Told> {
  if (use === undefined || use.registry === null || use.repository === null)
    return unknown('it is no image reference');
  const { registry, repository, tag, digest } = use;
  if (rule?.level === 'pin')
    return { state: 'pinned', reason: rule.reason ?? `a policy pins it (${rule.file}:${rule.line})` };
  if (tag === null)
    return unknown('it is pinned by its digest alone: write the tag before it, so that it can be compared');
  const tags = await client.tags(registry, repository);
  if (!tags.includes(tag))
    return { state: 'missing', reason: `${registry} has no tag '${tag}' of ${repository} any more` };
  const choice = chooseVersion(tag, tags, rule ?? defaultUpdatePolicy);
  const currentDigest = digest === null ? null : ((await client.digest(registry, repository, tag)) ?? null);
  const moved = digest !== null && currentDigest !== null && currentDigest !== digest;
  const newest = choice.kind === 'newer' ? choice.tag : null;
  const dates = ages ? await datesOf(client, use, newest, now) : {};
  if (choice.kind === 'newer')
    return {
      state: 'outdated',
      newest,
      update: choice.update,
      behind: choice.behind,
      currentDigest,
      ...dates,
    };
  const known = { behind: choice.kind === 'newest' ? 0 : null, currentDigest, ...dates };
  if (moved)
    return {
      state: 'moved',
      reason: `'${tag}' is not the pinned digest any more, but ${currentDigest}`,
      ...known,
    };
  if (choice.kind === 'newest') return { state: 'current', ...known };
  // A tag that says no version can still be compared by what it stands for.
  if (digest !== null && currentDigest !== null) return { state: 'current', ...known };
  return {
    state: 'unknown',
    reason: `${choice.reason}, and no digest is pinned: Git does not say what runs`,
    ...known,
  };
}

function unknown(reason: string): Told {
  return { state: 'unknown', reason };
}

type Dates = Pick<ImageStatus, 'created' | 'newestCreated' | 'ageDays' | 'behindDays'>;

const day = 24 * 60 * 60 * 1000;

/** When images were built, as far as they say it: nothing else depends on it. */
async function datesOf(
  client: RegistryClient,
  { registry, repository, tag, digest }: ImageUse,
  newest: string | null,
  now: Date,
): Promise<Dates> {
  const createdOf = async (
    of: { readonly tag: string } | { readonly digest: string },
  ): Promise<string | null> => {
    if (registry === null || repository === null) return null;
    try {
      const content = 'digest' in of ? of.digest : await client.digest(registry, repository, of.tag);
      return content === undefined ? null : await client.created(registry, repository, content);
    } catch (error) {
      if (error instanceof RegistryError) return null;
      throw error;
    }
  };
  const [created, newestCreated] = await Promise.all([
    createdOf(digest === null ? { tag: tag ?? 'latest' } : { digest }),
    newest === null ? null : createdOf({ tag: newest }),
  ]);
  const days = (from: string | null, to: number | null): number | null =>
    from === null || to === null ? null : Math.max(0, Math.floor((to - Date.parse(from)) / day));
  return {
    created,
    newestCreated,
    ageDays: days(created, now.getTime()),
    behindDays: newestCreated === null ? null : days(created, Date.parse(newestCreated)),
  };
}
