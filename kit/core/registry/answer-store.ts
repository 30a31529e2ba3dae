import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Environment } from '../../environment';

/** What a registry said at an address, as it is kept. */
export interface StoredAnswer {
  readonly url: string;
  /** By which the registry says whether it has changed; null for what cannot change. */
  readonly etag: string | null;
  readonly link: string | null;
  readonly digest: string | null;
  readonly body: string;
}

/** Past so many files the older half goes. */
const mostFiles = 8_192;

/**
 * Answers of registries in the cache folder: lists of tags with their ETags, and what is addressed by its digest and so
 * never changes. A file becomes visible as a whole; what cannot be kept is asked for again.
 */
export class AnswerStore {
  private readonly folder: string;

  /** @param enabled whether anything is read or kept at all */
  constructor(
    environment: Environment,
    private readonly enabled = true,
  ) {
    this.folder = join(environment.cacheDirectory, 'registry');
  }

  async find(url: URL): Promise<StoredAnswer | undefined> {
    if (!this.enabled) return undefined;
    try {
      const stored = JSON.parse(await readFile(this.fileOf(url.href), 'utf8')) as StoredAnswer;
      return stored.url === url.href ? stored : undefined;
    } catch {
      return undefined;
    }
  }

  async keep(answer: StoredAnswer): Promise<void> {
    if (!this.enabled) return;
    const temporary = join(this.folder, `.${randomUUID()}`);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await writeFile(temporary, JSON.stringify(answer), { mode: 0o600 });
      await rename(temporary, this.fileOf(answer.url));
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  /** Takes the oldest away where there are too many; once at the end of a run. */
  async prune(): Promise<void> {
    const names = this.enabled ? await readdir(this.folder).catch(() => []) : [];
    if (names.length <= mostFiles) return;
    const dated = await Promise.all(
      names.map(async (name) => ({
        path: join(this.folder, name),
        time: (await stat(join(this.folder, name)).catch(() => undefined))?.mtimeMs ?? 0,
      })),
    );
    const oldest = dated.sort((a, b) => a.time - b.time).slice(0, mostFiles / 2);
    await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
  }

  private fileOf(url: string): string {
    return join(this.folder, `${createHash('sha256').update(url).digest('hex')}.json`);
  }
}
