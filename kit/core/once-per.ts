/**
 * A function that is computed once for one and the same object, as long as somebody holds that.
 *
 * @param make of an object that does not change afterwards; what it gives is never undefined
 */
export function oncePer<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new WeakMap<Key, Value>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
