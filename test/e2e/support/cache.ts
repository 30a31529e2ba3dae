import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where built programs are kept between runs, outside of the tree: `$XDG_CACHE_HOME/fleetkeep/e2e`. */
export function cacheDirectory(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fleetkeep', 'e2e');
}

/** Held by who makes something in it: one at a time. */
export function buildLock(): string {
  return join(cacheDirectory(), 'build.lock');
}

/** A digest of the paths and contents of the files under `directory` whose path matches, and of `more`. */
export function contentHash(directory: string, pattern: RegExp, ...more: readonly string[]): string {
  const hash = createHash('sha256').update(`${process.platform}/${process.arch}\n`);
  for (const file of readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!pattern.test(file)) continue;
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(directory, file)))
      .update('\n');
  }
  for (const part of more) hash.update(`${part}\n`);
  return hash.digest('hex').slice(0, 16);
}
