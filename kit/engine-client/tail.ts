/** Keeps the end of a stream of text, for messages. */
export class Tail {
  private text = '';

  /** @param limit in characters */
  constructor(private readonly limit: number) {}

  append(chunk: string): void {
    this.text = (this.text + chunk).slice(-this.limit);
  }

  /** The last lines that are not empty. */
  lines(count: number): readonly string[] {
    return this.text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-count);
  }
}
