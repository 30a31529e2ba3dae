/**
 * Values that somebody in this process still holds, by key. None is kept for its own sake, so that memory does not grow with
 * what was read.
 */
export class WeakValues<Value extends object> {
  private readonly references = new Map<string, WeakRef<Value>>();
  private readonly gone = new FinalizationRegistry<string>((key) => {
    if (this.references.get(key)?.deref() === undefined) this.references.delete(key);
  });

  /** Those that there are now, held as long as the map is. */
  held(): Map<string, Value> {
    const held = new Map<string, Value>();
    for (const [key, reference] of this.references) {
      const value = reference.deref();
      if (value !== undefined) held.set(key, value);
    }
    return held;
  }

  find(key: string): Value | undefined {
    return this.references.get(key)?.deref();
  }

  remember(key: string, value: Value): void {
    if (this.references.get(key)?.deref() === value) return;
    this.references.set(key, new WeakRef(value));
    this.gone.register(value, key);
  }
}
