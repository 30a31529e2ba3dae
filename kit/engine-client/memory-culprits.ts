/**
 * Finds what takes more memory than the engine may have. Several builds run at the same time, and the engine can only end
 * as a whole: those that it names are built one at a time by the next one, and which of them ends that one too is done
 * without. So one build that has no end costs itself and a few starts, and everything else is rendered.
 */
export class MemoryCulprits {
  private readonly alone = new Set<string>();
  private readonly without = new Set<string>();

  /** What the next engine has to be told. */
  get params(): { readonly alone: string[]; readonly without: string[] } {
    return { alone: [...this.alone], without: [...this.without] };
  }

  /**
   * Takes what an engine was building when it ran out of memory. Several that were tried alone can only be named again
   * because they go on after their time was over: they are done without, all of them.
   *
   * @returns whether another start can come further than the last one
   */
  learn(building: readonly string[] | undefined = []): boolean {
    const [only] = building;
    if (only === undefined) return false;
    const guilty = building.length === 1 || building.every((name) => this.alone.has(name));
    const known = guilty ? this.without : this.alone;
    const before = known.size;
    for (const name of building) known.add(name);
    return known.size > before;
  }
}
