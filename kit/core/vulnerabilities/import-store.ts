import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import { groupBy } from '../group-by';
import { type Import, ReportError } from './scan-report';
import { readReport } from './read-report';

/** A report or document, and what it came from. */
export interface Imported {
  /** Name of the file. */
  readonly source: string;
  readonly content: Import;
}

/** Larger files are no reports. */
const largestFile = 256 * 1024 * 1024;
/** Past so many, the oldest go. */
const mostFiles = 10_000;
/** Of the digest of what an import is about, in its name. */
const subjectDigits = 16;

/**
 * Reads a report that the user names.
 *
 * @throws UsageError that names the file
 */
export async function readReportFile(path: string, shown: string): Promise<readonly Imported[]> {
  try {
    const { size } = await stat(path);
    if (size > largestFile) throw new ReportError(`is larger than ${largestFile / 1024 / 1024} MiB`);
    const imports = readReport(await readFile(path, 'utf8'));
    return imports.map((content) => ({ source: shown, content }));
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(`${shown} ${error.message}`, { cause: error });
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new UsageError(
      `${shown} cannot be read: ${code === 'ENOENT' ? 'there is no such file' : message}`,
      { cause: error },
    );
  }
}

/**
 * What was imported, in `$XDG_DATA_HOME/fleetkeep/imports`: a file each, named by what it is about and by the
 * SHA-256 of its content, so that nothing is kept twice. Only what is needed of a report is kept, none of the secrets or files that scanners quote.
 */
export class ImportStore {
  readonly folder: string;

  constructor(environment: Environment) {
    this.folder = join(environment.dataDirectory, 'imports');
  }

  /** Everything that was imported, in the order of their names. What cannot be read is named. */
  async all(): Promise<{ readonly imports: readonly Imported[]; readonly broken: readonly string[] }> {
    const imports: Imported[] = [];
    const broken: string[] = [];
    for (const name of await this.names()) {
      const path = join(this.folder, name);
      try {
        imports.push(JSON.parse(await readFile(path, 'utf8')) as Imported);
      } catch {
        broken.push(path);
      }
    }
    return { imports, broken };
  }

  /**
   * Keeps imports; one takes the place of older ones of the same tool about the same image.
   *
   * @returns how many older ones went
   * @throws UsageError when the folder cannot be written
   */
  async keep(given: readonly Imported[]): Promise<number> {
    let gone = 0;
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      const known = groupBy(await this.names(), (name) => name.slice(0, subjectDigits));
      for (const imported of given) {
        const subject = sha256(subjectOf(imported)).slice(0, subjectDigits);
        const name = `${subject}-${sha256(JSON.stringify(imported.content))}.json`;
        const temporary = join(this.folder, `.${randomUUID()}`);
        await writeFile(temporary, JSON.stringify(imported), { mode: 0o600 });
        await rename(temporary, join(this.folder, name));
        const older = (known.get(subject) ?? []).filter((one) => one !== name);
        await Promise.all(older.map((one) => rm(join(this.folder, one), { force: true })));
        gone += older.length;
      }
      return gone + (await this.prune());
    } catch (error) {
      const { syscall, message } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      throw new UsageError(
        `imports cannot be kept (${message}): set XDG_DATA_HOME to a folder that can be written`,
        { cause: error },
      );
    }
  }

  private async names(): Promise<readonly string[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.filter((name) => /^[0-9a-f]{16}-[0-9a-f]{64}\.json$/.test(name)).sort();
  }

  private async prune(): Promise<number> {
    const names = await this.names();
    if (names.length <= mostFiles) return 0;
    const dated = await Promise.all(
      names.map(async (name) => ({
        path: join(this.folder, name),
        time: (await stat(join(this.folder, name))).mtimeMs,
      })),
    );
    const oldest = dated.sort((a, b) => a.time - b.time).slice(0, names.length - mostFiles);
    await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
    return oldest.length;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a later import is about again: a tool and an image, or an author's statements. */
function subjectOf({ content }: Imported): string {
  if (content.kind === 'vex')
    return JSON.stringify([
      content.format,
      content.author,
      [...new Set(content.statements.map(({ digest, repository }) => digest ?? repository))].sort(),
    ]);
  const { tool, format, digests, image } = content;
  return JSON.stringify([tool, format, digests.length === 0 ? image : [...digests].sort()]);
}
