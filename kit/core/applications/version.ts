import { parseImage } from '../images/image-reference';

/** A chart that a stage installs. Part of the public JSON. */
export interface ChartVersion {
  /** Of the chart, for instance `podinfo`. */
  readonly name: string;
  /** As it is written: a version or a range of them; null where nothing says it. */
  readonly version: string | null;
}

/** One thing that has a version, told apart from others by its name. */
export interface VersionedPart {
  /** `image/web`, `chart/podinfo`: without a registry, which may differ from stage to stage. */
  readonly part: string;
  /** The tag, else the digest; of a chart its version. */
  readonly version: string;
  /** What stands in the files for it: the tag, the digest's hexadecimal digits, the chart's version. */
  readonly token: string;
  readonly digest?: string;
}

/** The parts of a stage that have a version, each once. */
export function partsOf(
  images: readonly string[],
  charts: readonly ChartVersion[],
): readonly VersionedPart[] {
  const parts = new Map<string, VersionedPart>();
  for (const image of images) {
    const parsed = parseImage(image);
    if (parsed.kind !== 'reference') continue;
    const { repository, tag, digest } = parsed.reference;
    const version = tag ?? digest ?? '';
    const token = tag ?? version.slice(version.indexOf(':') + 1);
    const part = `image/${repository.split('/').at(-1)}`;
    parts.set(`${part}\0${version}`, { part, version, token, digest: digest ?? undefined });
  }
  for (const { name, version } of charts) {
    const part = `chart/${name}`;
    if (version !== null) parts.set(`${part}\0${version}`, { part, version, token: version });
  }
  return [...parts.values()];
}

/** The parts that another stage does not have in the same version; of parts that both have. */
export function differing(
  own: readonly VersionedPart[],
  other: readonly VersionedPart[],
): readonly VersionedPart[] {
  const byPart = new Map<string, VersionedPart[]>();
  for (const part of other) byPart.set(part.part, [...(byPart.get(part.part) ?? []), part]);
  return own.filter((part) => {
    const others = byPart.get(part.part);
    return others !== undefined && !others.some((one) => isSame(one, part));
  });
}

/** A moved tag is another version where both say which digest they mean. */
function isSame(one: VersionedPart, other: VersionedPart): boolean {
  const moved = one.digest !== undefined && other.digest !== undefined && one.digest !== other.digest;
  return one.version === other.version && !moved;
}

/** The words of a line among which a version is looked for: what can stand in a tag, a digest or a chart's version. */
export function tokensOf(line: string): readonly string[] {
  return line.split(/[^\w.+-]+/).map((word) => word.replace(/^\.+|\.+$/g, ''));
}
