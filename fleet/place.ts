/**
 * Where the user's file made a statement, as `fleet.ts:12`; undefined where the stack shows none.
 *
 * @param origin an error that was made with the statement. Its stack is formatted only when a problem is reported
 */
export function placeOf(origin: Error): string | undefined {
  for (const frame of (origin.stack ?? '').split('\n').slice(1)) {
    const match = /\(?(?:file:\/\/)?([^()\s]+):(\d+):\d+\)?$/.exec(frame);
    if (match?.[1] === undefined || match[1].startsWith('node:')) continue;
    // The model's own files are on the way to the user's.
    if (match[1].startsWith(__dirname)) continue;
    return `${match[1].slice(match[1].lastIndexOf('/') + 1)}:${match[2]}`;
  }
  return undefined;
}

/** `fleet.ts:12: cluster 'prod-weu': <problem>`. */
export function placedProblem(
  place: string | undefined,
  kind: string,
  name: string,
  problem: string,
): string {
  return `${place === undefined ? '' : `${place}: `}${kind} '${name}': ${problem}`;
}
