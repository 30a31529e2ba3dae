/** RFC 1123 label: what Kubernetes takes as a namespace and what is the same as a folder on every system. */
export function isDnsLabel(name: string, maximum = 63): boolean {
  return name.length <= maximum && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name);
}

/** An Entra ID or subscription id. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** `, did you mean 'prod'?` for a typing error, else the list of what there is. */
export function suggestion(value: string, known: readonly string[]): string {
  if (known.length === 0) return '; none is declared';
  const near = known.map((name) => ({ name, distance: editDistance(value, name) }));
  near.sort((left, right) => left.distance - right.distance);
  const best = near[0];
  // Two swapped letters are a distance of two; in a name of three letters that is any other name.
  const tolerance = value.length < 4 ? 1 : Math.max(2, Math.floor(value.length / 3));
  if (best !== undefined && best.distance <= tolerance) {
    return `; did you mean '${best.name}'?`;
  }
  const shown = known.slice(0, 8).map((name) => `'${name}'`);
  return `; declared: ${shown.join(', ')}${known.length > shown.length ? ', …' : ''}`;
}

/** Levenshtein's distance, by the two rows that are needed. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
