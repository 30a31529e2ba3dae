import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';

import { BoundedMemo } from '../../bounded-memo';
import { oncePer } from '../once-per';
import { BatchReader } from './batch-reader';
import type { FileEntry } from './files';
import type { Git } from './git';
import { StayingGit } from './staying-git';

/** Processes that stay at the same time, of all repositories. */
const most = 24;

const stayingOf = oncePer((_: Git['environment']) => new BoundedMemo<StayingGit>(most, (git) => git.end()));

/** An object that Git has. */
export interface ObjectDescription {
  readonly id: string;
  /** In bytes. */
  readonly size: number;
}

/** The objects of one repository, asked of processes that stay, which share nothing with others' directories. */
export class GitObjects {
  /** @param directory absolute path of a folder that git finds the repository from */
  constructor(
    private readonly git: Git,
    private readonly directory: string,
  ) {}

  /**
   * What names (gitrevisions(7)) stand for, in their order; undefined for one that stands for nothing, or not for one thing.
   *
   * @throws GitError when git fails
   */
  async describe(names: readonly string[]): Promise<readonly (ObjectDescription | undefined)[]> {
    // A name of several lines would be taken for several.
    const asked = names.map((name) => (name.includes('\n') ? '' : name));
    const chunks: Buffer[] = [];
    let lines = 0;
    await this.ask(['cat-file', '--batch-check'], asked, (chunk) => {
      chunks.push(chunk);
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
      return lines === asked.length;
    });
    const answers = Buffer.concat(chunks).toString('utf8').split('\n');
    return answers.slice(0, asked.length).map((line) => {
      // A line that does not look so repeats the name and says what is wrong.
      const [, id, size] = /^([0-9a-f]{40,}) [a-z]+ (\d+)$/.exec(line) ?? [];
      return id === undefined ? undefined : { id, size: Number(size) };
    });
  }

  /**
   * Reads files in their order.
   *
   * @throws UsageError for a file whose content is missing; GitError when git fails
   */
  async read(files: readonly FileEntry[], onFile: (file: FileEntry, content: Buffer) => void): Promise<void> {
    const reader = new BatchReader(files, onFile);
    const ids = files.map(({ id = '' }) => id);
    await this.ask(['cat-file', '--batch'], ids, (chunk) => reader.append(chunk));
  }

  /**
   * What differs between two trees: of each file `:<old mode> <new mode> <old id> <new id> <status>` and the path, each
   * ended by NUL, see git-diff-tree(1).
   *
   * @param from id of a tree
   * @param to id of a tree
   * @throws GitError when git fails
   */
  async differences(from: string, to: string): Promise<string> {
    // What is no pair of trees is repeated, once everything before is written.
    const mark = randomUUID();
    const end = Buffer.from(`${mark}\n`);
    const chunks: Buffer[] = [];
    let tail = Buffer.alloc(0);
    const args = ['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-abbrev', '--no-renames'];
    const pair = `${from} ${to}`;
    await this.ask(args, [pair, mark], (chunk) => {
      chunks.push(chunk);
      tail = Buffer.concat([tail, chunk]).subarray(-end.length);
      return tail.equals(end);
    });
    // The pair is repeated, too.
    return Buffer.concat(chunks)
      .subarray(pair.length + 1, -end.length)
      .toString('utf8');
  }

  private async ask(
    args: readonly string[],
    lines: readonly string[],
    take: (chunk: Buffer) => boolean,
  ): Promise<void> {
    if (lines.length === 0) return;
    const staying = stayingOf(this.git.environment);
    // A folder that was made anew is another one, which its former process does not see.
    const { ino } = await stat(this.directory);
    const key = [this.directory, ino, ...args].join('\0');
    const known = staying.find(key);
    const process = known ?? new StayingGit(() => this.git.start(args, { directory: this.directory }));
    if (known === undefined) staying.keep(key, process);
    await process.ask(lines.map((line) => `${line}\n`).join(''), take);
  }
}
