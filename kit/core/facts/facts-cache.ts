import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Environment } from '../../environment';
import { codeVersion } from '../../own-package';

/** What is kept at most: past it the oldest half goes. */
export interface FactsLimits {
  readonly files: number;
  readonly bytes: number;
}

const usualLimits: FactsLimits = { files: 4_096, bytes: 512 * 1024 * 1024 };

/** So many answers are kept between two looks at how much there is. */
const looksEach = 64;

/**
 * What earlier runs have found out, in the cache folder: plain data by what it was made of. Written by other code, or damaged,
 * it is not read. Two processes may use it at once: a file becomes visible as a whole.
 */
export class FactsCache {
  private readonly folder: string;

  private written = 0;

  /** @param enabled whether anything is read or kept at all */
  constructor(
    environment: Environment,
    private readonly enabled = true,
    private readonly limits = usualLimits,
  ) {
    this.folder = join(environment.cacheDirectory, 'facts');
  }

  /**
   * What was kept for these words; otherwise made, and kept.
   *
   * @param isStill whether what was kept still holds
   * @param mayKeep whether what was made is to be kept
   */
  async of<Value>(
    words: readonly unknown[],
    make: () => Promise<Value>,
    isStill: (value: Value) => boolean | Promise<boolean> = () => true,
    mayKeep: (value: Value) => boolean | Promise<boolean> = () => true,
  ): Promise<Value> {
    if (!this.enabled) return make();
    const file = join(this.folder, `${keyOf(words)}.json`);
    const known = await this.read<Value>(file);
    if (known !== undefined && (await isStill(known))) return known;
    const made = await make();
    if (await mayKeep(made)) await this.write(file, made);
    return made;
  }

  private async read<Value>(file: string): Promise<Value | undefined> {
    try {
      const text = await readFile(file, 'utf8');
      const end = text.indexOf('\n');
      const json = text.slice(end + 1);
      if (text.slice(0, end) === digestOf(json)) return JSON.parse(json) as Value;
      await rm(file, { force: true });
    } catch {
      // Not there, or not to be read: it can be made again.
    }
    return undefined;
  }

  /** What cannot be kept is only slower the next time. */
  private async write(file: string, value: unknown): Promise<void> {
    const temporary = join(this.folder, `.${randomUUID()}`);
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const json = JSON.stringify(value);
      // One that would push out all others is not worth it.
      if (json.length > this.limits.bytes / 8) return;
      await writeFile(temporary, `${digestOf(json)}\n${json}`, { mode: 0o600 });
      await rename(temporary, file);
      if (this.written++ % looksEach === 0) await this.prune();
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  private async prune(): Promise<void> {
    const names = await readdir(this.folder);
    const known = await Promise.all(
      names.map(async (name) => {
        const { mtimeMs: time = 0, size = 0 } =
          (await stat(join(this.folder, name)).catch(() => undefined)) ?? {};
        return { name, time, size };
      }),
    );
    const { files, bytes } = this.limits;
    const all = known.reduce((sum, { size }) => sum + size, 0);
    if (known.length <= files && all <= bytes) return;
    let [left, room] = [files / 2, bytes / 2];
    const gone = known
      .sort((a, b) => b.time - a.time)
      .filter(({ size }) => {
        left--;
        room -= size;
        return left < 0 || room < 0;
      });
    await Promise.all(gone.map(({ name }) => rm(join(this.folder, name), { force: true })));
  }
}

function keyOf(words: readonly unknown[]): string {
  return digestOf(JSON.stringify([codeVersion(), ...words]));
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
