import { UsageError } from '../errors';
import type { FileEntry } from './files';

/** What a partial clone that lacks something is told. */
export function partialClone(what: string): string {
  return `${what}: its content is not in the repository, which is a partial clone: say --fetch-missing, or fetch everything first (git fetch --refetch --no-filter)`;
}

/**
 * Takes the output of `git cat-file --batch` apart: for each object asked for `<id> <type> <size>\n<content>\n`,
 * or `<id> missing\n`.
 */
export class BatchReader {
  private pending: Buffer[] = [];
  private length = 0;
  private next = 0;
  private needed = 0;

  constructor(
    private readonly files: readonly FileEntry[],
    private readonly onFile: (file: FileEntry, content: Buffer) => void,
  ) {}

  /**
   * @returns whether all objects have come
   * @throws UsageError for one that is missing
   */
  append(chunk: Buffer): boolean {
    this.pending.push(chunk);
    this.length += chunk.length;
    if (this.length < this.needed) return false;
    let rest = this.pending.length === 1 ? chunk : Buffer.concat(this.pending);
    for (let object = this.take(rest); object !== undefined; object = this.take(rest)) rest = object;
    this.pending = [rest];
    this.length = rest.length;
    return this.next === this.files.length;
  }

  /** Takes one object off the front; gives what is left, or undefined when it is not whole yet. */
  private take(buffer: Buffer): Buffer | undefined {
    this.needed = 0;
    const end = buffer.indexOf(10);
    if (end < 0) return undefined;
    const [, type, size] = buffer.toString('latin1', 0, end).split(' ');
    const file = this.files[this.next];
    if (file === undefined) return undefined;
    if (type === 'missing') {
      throw new UsageError(partialClone(file.path));
    }
    const start = end + 1;
    const stop = start + Number(size);
    if (buffer.length < stop + 1) {
      this.needed = stop + 1;
      return undefined;
    }
    this.next++;
    this.onFile(file, buffer.subarray(start, stop));
    return buffer.subarray(stop + 1);
  }
}
