/** Remembers what was computed last, by key, over requests of one process; past its limit the least used is forgotten. */
export class BoundedMemo<Value> {
  private readonly values = new Map<string, Value>();

  /**
   * @param limit most values that are kept, at least 1
   * @param onForget is given each that is kept no longer. @default nothing happens
   */
  constructor(
    private readonly limit: number,
    private readonly onForget: (value: Value) => void = () => undefined,
  ) {}

  /** The keys of what is kept. */
  get keys(): readonly string[] {
    return [...this.values.keys()];
  }

  find(key: string): Value | undefined {
    const value = this.values.get(key);
    if (value === undefined) return undefined;
    // A Map lists what was set last at its end.
    this.values.delete(key);
    this.values.set(key, value);
    return value;
  }

  keep(key: string, value: Value): void {
    this.values.delete(key);
    this.values.set(key, value);
    if (this.values.size <= this.limit) return;
    const [oldest] = this.values;
    if (oldest === undefined) return;
    this.values.delete(oldest[0]);
    this.onForget(oldest[1]);
  }
}
