import { createHash } from 'node:crypto';

import { at, isMapping, textAt } from '../yaml-documents';
import type { AllowedRegistries, AllowedRegistry } from './allowed-registries';
import { AnswerStore, type StoredAnswer } from './answer-store';
import { parseChallenge } from './challenge';
import { CredentialFinder, type CredentialVariable } from './credentials';
import { Http, type HttpAnswer, type HttpOptions } from './http';
import { nextPage } from './next-page';
import { RegistryError } from './registry-error';
import { Tokens } from './tokens';

export interface RegistryClientOptions extends HttpOptions {
  readonly allowed: AllowedRegistries;
  /** @default none: Docker's and Podman's configuration is asked */
  readonly credentials?: readonly CredentialVariable[];
  /** Whether answers of earlier runs are used and kept. @default true */
  readonly cache?: boolean;
  /** Our own version, for who reads the registry's log. */
  readonly version: string;
}

/** Of tags on one page; registries give what they like. */
const pageSize = 1_000;
const mostPages = 1_000;
const mostTags = 500_000;
/** A page of tags; a manifest and a configuration: https://github.com/opencontainers/distribution-spec says 4 MiB for a manifest. */
const largest = { page: 32 * 1024 * 1024, manifest: 4 * 1024 * 1024, configuration: 16 * 1024 * 1024 };
const mostRedirects = 5;

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Asks registries by https://github.com/opencontainers/distribution-spec, and only those that are allowed. */
export class RegistryClient {
  private readonly http: Http;
  private readonly tokens: Tokens;
  private readonly store: AnswerStore;
  private readonly lists = new Map<string, Promise<readonly string[]>>();

  constructor(private readonly options: RegistryClientOptions) {
    const { environment, allowed, credentials, cache } = options;
    this.http = new Http(options);
    this.tokens = new Tokens(this.http, allowed, new CredentialFinder(environment, credentials));
    this.store = new AnswerStore(environment, cache);
  }

  /**
   * All tags of a repository, in any order; asked for once.
   *
   * @throws RegistryError when they cannot be had, or not all of them
   */
  tags(registry: string, repository: string): Promise<readonly string[]> {
    const key = `${registry}/${repository}`;
    const known = this.lists.get(key) ?? this.listTags(this.registry(registry, repository), repository);
    this.lists.set(key, known);
    return known;
  }

  /**
   * The digest that a tag stands for; undefined when there is no such tag.
   *
   * @throws RegistryError when it cannot be had
   */
  async digest(registry: string, repository: string, tag: string): Promise<string | undefined> {
    const allowed = this.registry(registry, repository);
    const url = new URL(`/v2/${repository}/manifests/${tag}`, allowed.api);
    const headers = { accept: manifestTypes };
    const head = await this.send(allowed, repository, {
      method: 'HEAD',
      url,
      headers,
      largest: largest.manifest,
    });
    const told = head.headers['docker-content-digest'];
    if (head.status === 200 && typeof told === 'string' && /^sha\d+:[0-9a-f]+$/.test(told)) return told;
    // Some answer HEAD with nothing, or not at all.
    if (head.status === 404) return undefined;
    const whole = await this.send(allowed, repository, {
      method: 'GET',
      url,
      headers,
      largest: largest.manifest,
    });
    if (whole.status === 404) return undefined;
    expectJson(whole, url);
    return `sha256:${createHash('sha256').update(whole.body).digest('hex')}`;
  }

  /**
   * When an image was built, by its annotation or its configuration; of an index the image for linux/amd64, else the first.
   *
   * @param digest of a manifest or an index
   * @returns RFC 3339; null where it does not say, or says the epoch, as reproducible builds do
   * @throws RegistryError when it cannot be had
   */
  async created(registry: string, repository: string, digest: string): Promise<string | null> {
    const allowed = this.registry(registry, repository);
    const manifest = await this.content(allowed, repository, 'manifests', digest);
    const annotated = dateAt(manifest, 'annotations', 'org.opencontainers.image.created');
    if (annotated !== null) return annotated;
    const list = at(manifest, 'manifests');
    if (Array.isArray(list)) {
      const of = (os: string, architecture: string): unknown =>
        list.find(
          (one: unknown) =>
            textAt(one, 'platform', 'os') === os && textAt(one, 'platform', 'architecture') === architecture,
        );
      const child = textAt(of('linux', 'amd64') ?? list[0], 'digest');
      // An index in an index is nothing that runs.
      return child === undefined || child === digest ? null : this.createdOfImage(allowed, repository, child);
    }
    return this.createdOfImage(allowed, repository, digest);
  }

  /** Ends what is open, and tidies what is kept. */
  async close(): Promise<void> {
    await this.store.prune();
    await this.http.close();
  }

  private async createdOfImage(
    allowed: AllowedRegistry,
    repository: string,
    digest: string,
  ): Promise<string | null> {
    const manifest = await this.content(allowed, repository, 'manifests', digest);
    const annotated = dateAt(manifest, 'annotations', 'org.opencontainers.image.created');
    const config = textAt(manifest, 'config', 'digest');
    if (annotated !== null || config === undefined) return annotated;
    return dateAt(await this.content(allowed, repository, 'blobs', config), 'created');
  }

  private registry(registry: string, repository: string): AllowedRegistry {
    const allowed = this.options.allowed.find(registry, repository);
    if (allowed === undefined)
      throw new RegistryError(`${registry} may not be asked: say --registry ${registry}`);
    return allowed;
  }

  private async listTags(allowed: AllowedRegistry, repository: string): Promise<readonly string[]> {
    const tags = new Set<string>();
    const asked = new Set<string>();
    let url: URL | undefined = new URL(`/v2/${repository}/tags/list?n=${pageSize}`, allowed.api);
    for (let page = 0; url !== undefined; page++) {
      if (asked.has(url.href) || page >= mostPages || tags.size > mostTags)
        throw new RegistryError(
          `${allowed.name} lists the tags of ${repository} without end: its pages lead ${asked.has(url.href) ? 'in a circle' : 'on and on'}`,
        );
      asked.add(url.href);
      const before = tags.size;
      const answer: StoredAnswer | 'absent' = await this.page(allowed, repository, url);
      if (answer === 'absent') {
        if (page > 0)
          throw new RegistryError(`${allowed.name} lists a page of tags of ${repository} that is not there`);
        throw new RegistryError(`${allowed.name} has no repository ${repository}, or does not show it`);
      }
      const list = at(parseJson(answer.body), 'tags');
      if (!Array.isArray(list) && list !== null && list !== undefined)
        throw new RegistryError(`${allowed.name} lists as the tags of ${repository} what is no list`);
      for (const tag of list ?? []) if (typeof tag === 'string') tags.add(tag);
      const next: URL | 'elsewhere' | undefined = nextPage(answer.link, url);
      if (next === 'elsewhere')
        throw new RegistryError(
          `${allowed.name} leads from the tags of ${repository} to another host, which is not asked`,
        );
      if (next !== undefined && tags.size === before && page > 0)
        throw new RegistryError(
          `${allowed.name} lists the tags of ${repository} without end: a page brings nothing new`,
        );
      url = next;
    }
    return [...tags];
  }

  /** A page of tags, by its ETag from what was kept. */
  private async page(
    allowed: AllowedRegistry,
    repository: string,
    url: URL,
  ): Promise<StoredAnswer | 'absent'> {
    const kept = await this.store.find(url);
    const conditional: Record<string, string> =
      kept === undefined || kept.etag === null ? {} : { 'if-none-match': kept.etag };
    const headers = { accept: 'application/json', ...conditional };
    const question = { method: 'GET', url, headers, largest: largest.page } as const;
    const answer = await this.send(allowed, repository, question);
    if (answer.status === 304 && kept !== undefined) return kept;
    if (answer.status === 404) return 'absent';
    // Some refuse a page that is larger than theirs.
    if ([400, 405, 416].includes(answer.status) && url.searchParams.has('n')) {
      const without = new URL(url);
      without.searchParams.delete('n');
      return this.page(allowed, repository, without);
    }
    expectJson(answer, url);
    const { etag, link } = answer.headers;
    const stored = {
      url: url.href,
      etag: typeof etag === 'string' ? etag : null,
      link: link === undefined ? null : typeof link === 'string' ? link : link.join(', '),
      digest: null,
      body: answer.body.toString('utf8'),
    };
    if (stored.etag !== null) await this.store.keep(stored);
    return stored;
  }

  /** What a digest stands for, checked; it never changes, so that it is asked for once. */
  private async content(
    allowed: AllowedRegistry,
    repository: string,
    of: 'manifests' | 'blobs',
    digest: string,
  ): Promise<unknown> {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest))
      throw new RegistryError(`${allowed.name} names a digest of ${repository} that cannot be checked`);
    const url = new URL(`/v2/${repository}/${of}/${digest}`, allowed.api);
    const kept = await this.store.find(url);
    if (kept !== undefined) return parseJson(kept.body);
    const size = of === 'manifests' ? largest.manifest : largest.configuration;
    const headers: Record<string, string> = of === 'manifests' ? { accept: manifestTypes } : {};
    const answer = await this.send(allowed, repository, { method: 'GET', url, headers, largest: size });
    if (answer.status !== 200)
      throw new RegistryError(`${allowed.name} answers ${answer.status} for ${digest} of ${repository}`);
    if (createHash('sha256').update(answer.body).digest('hex') !== digest.slice('sha256:'.length))
      throw new RegistryError(`${allowed.name} gives for ${digest} of ${repository} something else`);
    const body = answer.body.toString('utf8');
    await this.store.keep({ url: url.href, etag: null, link: null, digest, body });
    return parseJson(body);
  }

  /** Asks with what the registry wants for it, and follows it to hosts that it may send to. */
  private async send(
    allowed: AllowedRegistry,
    repository: string,
    question: {
      readonly method: 'GET' | 'HEAD';
      readonly url: URL;
      readonly headers: Readonly<Record<string, string>>;
      readonly largest: number;
    },
  ): Promise<HttpAnswer> {
    const agent = { 'user-agent': `fleetkeep/${this.options.version}` };
    const ask = (authorization: string | undefined): Promise<HttpAnswer> =>
      this.http.ask({
        ...question,
        headers: { ...agent, ...question.headers, ...(authorization === undefined ? {} : { authorization }) },
      });
    let answer = await ask(await this.tokens.before(allowed, repository));
    if (answer.status === 401) {
      const challenge = parseChallenge(answer.headers['www-authenticate']);
      if (challenge === undefined)
        throw new RegistryError(`${allowed.name} answers 401 and does not say what it wants`);
      answer = await ask(await this.tokens.answer(allowed, repository, challenge));
    }
    let from = question.url;
    for (let count = 0; [301, 302, 303, 307, 308].includes(answer.status); count++) {
      const location = answer.headers.location;
      const to =
        typeof location === 'string' && URL.canParse(location, from.href)
          ? new URL(location, from)
          : undefined;
      if (to === undefined || count >= mostRedirects || !this.options.allowed.allowsContent(allowed, to)) {
        const where =
          to === undefined
            ? 'nowhere'
            : count >= mostRedirects
              ? 'on and on'
              : `to ${to.protocol}//${to.host}, which may not be asked`;
        throw new RegistryError(`${allowed.name} sends ${where}`);
      }
      // What opened the registry is not for another host.
      const own =
        to.origin === allowed.api.origin ? await this.tokens.before(allowed, repository) : undefined;
      answer = await this.http.ask({
        ...question,
        url: to,
        headers: { ...agent, ...question.headers, ...(own === undefined ? {} : { authorization: own }) },
      });
      from = to;
    }
    if (answer.status === 401 || answer.status === 403)
      throw new RegistryError(
        `${allowed.name} does not let these credentials read ${repository} (${answer.status})`,
      );
    return answer;
  }
}

function expectJson({ status, headers, body }: HttpAnswer, { host }: URL): void {
  if (status !== 200) throw new RegistryError(`${host} answers ${status}${reasonIn(body)}`);
  const type = String(headers['content-type'] ?? '');
  if (/html/i.test(type) || /^\s*</.test(body.subarray(0, 64).toString('utf8')))
    throw new RegistryError(`${host} answers with a web page: it is no registry, or a proxy stands between`);
  if (parseJson(body.toString('utf8')) === undefined)
    throw new RegistryError(`${host} answers with what is no JSON`);
}

/** The code of https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes; nothing else of the answer. */
function reasonIn(body: Buffer): string {
  const list = at(parseJson(body.toString('utf8')), 'errors');
  const code = Array.isArray(list) ? textAt(list[0], 'code') : undefined;
  return code !== undefined && /^[A-Z_]{1,64}$/.test(code) ? ` (${code})` : '';
}

function parseJson(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return isMapping(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A moment after 1980: reproducible builds say the epoch, or the year 1. */
function dateAt(value: unknown, ...path: readonly string[]): string | null {
  const date = new Date(textAt(value, ...path) ?? '');
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1980
    ? null
    : date.toISOString().replace(/\.\d+Z$/, 'Z');
}
