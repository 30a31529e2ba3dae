/**
 * The version that a tag says, so far as it says one. Two tags are versions of the same thing when their families are the
 * same; which one is newer say `release`, `prerelease`, `base` and `revision`, in this order.
 */
export interface TagVersion {
  readonly tag: string;
  /**
   * What does not change from version to version: the words before and after the number, how many parts the number has,
   * and whether it is a date. A `v` before the number is left out: projects begin and cease to write it.
   */
  readonly family: string;
  readonly release: readonly number[];
  /** Null for a release proper. */
  readonly prerelease: readonly (string | number)[] | null;
  /** Versions of operating systems that the tag names, `3.19` of `-alpine3.19`. */
  readonly base: readonly number[];
  /** A rebuild of the same version, `2` of `1.19.0-r2`; it begins again with every version. */
  readonly revision: readonly number[];
  /** Whether the number is a date, or begins with a year. */
  readonly calendar: boolean;
  /** Whether the number is written with a `v`. */
  readonly v: boolean;
}

/** Words that make what follows a number something before its release. Words that variants are called by too (dev, edge, nightly, snapshot) are kept as variants. */
const prereleaseWords = ['alpha', 'beta', 'rc', 'cr', 'preview', 'pre'];
/** Letters that do so only with a number of their own: `3.13.0a4`, `2.0.0-M1`. */
const prereleaseLetters = ['a', 'b', 'c', 'm'];

/** Operating systems whose version may rise with the image's own. Of anything else in a tag (`jdk17`, `cuda12.1`) it stays. */
const baseWords = [
  'al',
  'alma',
  'almalinux',
  'alpine',
  'amazonlinux',
  'azurelinux',
  'centos',
  'deb',
  'debian',
].concat([
  'el',
  'fedora',
  'mariner',
  'photon',
  'rhel',
  'rocky',
  'rockylinux',
  'sles',
  'ubi',
  'ubuntu',
  'wolfi',
]);

/** Words for a rebuild, before its number. */
const revisionWords = ['r', 'rev', 'ls', 'build', 'bp', 'hotfix'];

const architecture =
  /^(?:x86_64|x86|x64|amd64|386|i386|arm64|arm64v8|aarch64|arm|armhf|arm32v[567]|armv[567]|ppc64le|s390x|riscv64|mips64le)$/i;
const hash = /^g?(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}$/;

/** Whether a tag is no image of its own but hangs on another one: signatures, attestations, lists of contents, referrers. */
export function isAttachment(tag: string): boolean {
  return /^sha(?:256|384|512)-[0-9a-f]{64,128}(?:\..*)?$/.test(tag) || /\.(?:sig|att|sbom)$/.test(tag);
}

/** Reads the version out of a tag; undefined for what says none: `latest`, `stable-alpine`, a commit. */
export function parseTag(tag: string): TagVersion | undefined {
  if (isAttachment(tag)) return undefined;
  return parseDated(tag) ?? parseNumbered(tag);
}

/** Tags that hold a date as ISO 8601 writes it, with the hyphens: `RELEASE.2024-01-16T16-07-38Z`. */
const isoDate =
  /(?<![0-9A-Za-z])(?<y>(?:19|20)\d\d)-(?<m>0[1-9]|1[0-2])-(?<d>0[1-9]|[12]\d|3[01])(?:[T_-](?<h>[01]\d|2[0-3])-(?<i>[0-5]\d)-(?<s>[0-5]\d)Z?)?(?![0-9A-Za-z])/;

function parseDated(tag: string): TagVersion | undefined {
  const match = isoDate.exec(tag);
  if (match?.groups === undefined) return undefined;
  const [before, after] = [tag.slice(0, match.index), tag.slice(match.index + match[0].length)];
  // After a number it is the day of a build.
  if (/\d/.test(before.replace(/[0-9a-f]{7,40}/g, ''))) return undefined;
  const { y, m, d, h, i, s } = match.groups;
  const release = [y, m, d, h, i, s].flatMap((part) => (part === undefined ? [] : [Number(part)]));
  const tail = parseTail(tokensOf(after));
  return {
    tag,
    family: `${before}<date ${release.length}>${tail.shape}`,
    release,
    prerelease: null,
    base: tail.base,
    revision: tail.revision,
    calendar: true,
    v: false,
  };
}

function parseNumbered(tag: string): TagVersion | undefined {
  const tokens = tokensOf(tag);
  for (const [index, token] of tokens.entries()) {
    const number = parseNumber(token);
    if (number === undefined) continue;
    const before = tokens.slice(0, index).map((one) => (hash.test(one) ? '<hash>' : one));
    const tail = parseTail(tokens.slice(index + 1), number.prerelease === null);
    const prerelease = number.prerelease ?? tail.prerelease;
    const parts = [number.lead, number.scheme, number.release.length, number.rest].join(' ');
    return {
      tag,
      family: `${before.join('')}<${parts}>${tail.shape}`,
      release: number.release,
      prerelease,
      base: tail.base,
      revision: tail.revision,
      calendar: number.scheme === 'date' || number.scheme === 'year',
      v: number.v,
    };
  }
  return undefined;
}

/** Words, and what stands between them. */
function tokensOf(text: string): readonly string[] {
  return text.match(/x86_64|[^-_]+|[-_]/g) ?? [];
}

interface NumberToken {
  readonly lead: string;
  readonly v: boolean;
  readonly release: readonly number[];
  readonly scheme: 'number' | 'date' | 'year' | 'long';
  readonly prerelease: readonly (string | number)[] | null;
  /** Letters within or after the number, which stay. */
  readonly rest: string;
}

const numberToken = /^(?<lead>[A-Za-z]*\.?)(?<numbers>\d+(?:\.\d+)*)(?<rest>.*)$/;

function parseNumber(token: string): NumberToken | undefined {
  if (architecture.test(token) || hash.test(token)) return undefined;
  const { lead = '', numbers = '', rest = '' } = numberToken.exec(token)?.groups ?? {};
  if (numbers === '') return undefined;
  const release = numbers.split('.');
  if (release.some((part) => part.length > 15)) return undefined;
  const plain = lead.toLowerCase() === 'v' || lead === '';
  const known = {
    lead: plain ? '' : lead,
    v: lead !== '' && plain,
    release: release.map(Number),
    scheme: schemeOf(release[0] ?? ''),
  };
  if (rest === '') return { ...known, prerelease: null, rest: '' };
  const prerelease = parsePrerelease(rest.replace(/^\./, ''));
  if (prerelease !== undefined) return { ...known, prerelease, rest: '' };
  // `8u402`, `2.6.10p210`: a number more, after a letter.
  const { letter, more } = /^(?<letter>[a-z])(?<more>\d{1,9})$/.exec(rest)?.groups ?? {};
  if (letter !== undefined && more !== undefined && plain)
    return { ...known, release: [...known.release, Number(more)], prerelease: null, rest: letter };
  // A word that has a digit in it, as `k8s`, is no number.
  return plain ? { ...known, prerelease: null, rest } : undefined;
}

/** Dates, years and build numbers are not compared with other numbers: 20240807 is no version after 3. */
function schemeOf(first: string): NumberToken['scheme'] {
  if (/^(?:19|20)\d\d$/.test(first)) return 'year';
  if (/^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?$/.test(first)) return 'date';
  return first.length >= 5 ? 'long' : 'number';
}

/** `rc`, `rc1`, `rc.1`, `alpha.1.2`, `b2`; undefined for other texts. */
function parsePrerelease(text: string): readonly (string | number)[] | undefined {
  const { word = '', rest = '' } = /^(?<word>[A-Za-z]+)(?<rest>(?:\.?\d.*|\..*)?)$/.exec(text)?.groups ?? {};
  const lower = word.toLowerCase();
  const isWord = prereleaseWords.includes(lower);
  const isLetter = prereleaseLetters.includes(lower) && /^\.?\d+$/.test(rest);
  if (!isWord && !isLetter) return undefined;
  const name = { a: 'alpha', b: 'beta', c: 'rc', cr: 'rc' }[lower] ?? lower;
  // Numbers are compared as numbers: rc10 comes after rc2.
  const identifiers = rest.match(/\d+|[^.\d]+/g) ?? [];
  return [name, ...identifiers.map((one) => (/^\d{1,15}$/.test(one) ? Number(one) : one))];
}

interface Tail {
  readonly shape: string;
  readonly prerelease: readonly (string | number)[] | null;
  readonly base: readonly number[];
  readonly revision: readonly number[];
}

/** What follows the number. @param released whether a word may still say that it is a pre-release */
function parseTail(tokens: readonly string[], released = false): Tail {
  const shape: string[] = [];
  let base: readonly number[] = [];
  let revision: readonly number[] = [];
  let prerelease: readonly (string | number)[] | null = null;
  let word = '';
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] ?? '';
    const isSeparator = token === '-' || token === '_';
    if (isSeparator) {
      shape.push(token);
      continue;
    }
    const early: readonly (string | number)[] | undefined =
      released && prerelease === null ? parsePrerelease(token) : undefined;
    if (early !== undefined) {
      // `-rc-1`
      const next = tokens[index + 2] ?? '';
      const goesOn: boolean = early.length === 1 && /^\d{1,4}$/.test(next);
      prerelease = goesOn ? [...early, Number(next)] : early;
      if (goesOn) index += 2;
      shape.pop();
      continue;
    }
    const part = parseTailToken(token, word, index === tokens.length - 1);
    shape.push(part.shape);
    base = [...base, ...part.base];
    revision = [...revision, ...part.revision];
    word = token;
  }
  return { shape: shape.join(''), prerelease, base, revision };
}

/** @param before the word before it, `''` when it follows the number itself */
function parseTailToken(
  token: string,
  before: string,
  isLast: boolean,
): { readonly shape: string; readonly base: readonly number[]; readonly revision: readonly number[] } {
  const literal = { shape: token, base: [], revision: [] };
  if (architecture.test(token)) return literal;
  if (hash.test(token)) return { ...literal, shape: '<hash>' };
  const { word = '', numbers = '' } =
    /^(?<word>[A-Za-z]*)\.?(?<numbers>\d+(?:\.\d+)*)$/.exec(token)?.groups ?? {};
  const parts = numbers.split('.').map(Number);
  if (numbers === '' || numbers.length > 15) return literal;
  const of = (word === '' ? before : word).toLowerCase();
  if (baseWords.includes(of)) return { shape: `${word}<${parts.length}>`, base: parts, revision: [] };
  const isBuild = word === '' && (before === '' || /^\d{5,}$/.test(numbers)) && parts.length === 1;
  const isRebuild = isBuild || (revisionWords.includes(word.toLowerCase()) && parts.length === 1);
  // A rebuild's number comes last, or a day and a commit follow one another.
  if (isRebuild && (isLast || isBuild)) {
    const long = numbers.length >= 5 ? 'long' : '';
    return { shape: `${word}<rebuild ${long}>`, base: [], revision: parts };
  }
  return literal;
}
