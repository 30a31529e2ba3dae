/** The value in the middle, by a number of each; undefined when there is none. */
export function median<Value>(values: readonly Value[], by: (value: Value) => number): Value | undefined {
  return [...values].sort((left, right) => by(left) - by(right))[Math.floor(values.length / 2)];
}
