/** The names that look most like one that does not exist, nearest first, at least one and at most three. */
export function nearest(name: string, names: readonly string[]): readonly string[] {
  const byDistance = names
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  const closeEnough = byDistance.filter((other) => other.distance <= name.length / 3);
  return (closeEnough.length > 0 ? closeEnough : byDistance.slice(0, 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** Edits between two names; a beginning in common makes up for a different end. */
function distance(a: string, b: string): number {
  let common = 0;
  while (common < Math.min(a.length, b.length) && a[common] === b[common]) common++;
  return edits(a, b) - common;
}

function edits(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
