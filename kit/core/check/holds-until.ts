import type { Declaration } from '../declarations/read-declarations';
import { grantsIn } from '../grants/grants';
import { type Rendering, resourcesOf } from '../render/rendering';
import { nextMoment, onlyCompares } from './next-moment';

/**
 * Until when the same content is judged the same: acceptances, exceptions and grants begin and end by moments that are written
 * in it. Rather too early than too late: any moment that is written counts.
 *
 * @returns milliseconds since the epoch, Infinity for good; undefined when a policy asks for the time in a way of its own
 */
export function holdsUntil(
  { clusters }: Rendering,
  declarations: readonly Declaration[],
  now: Date,
): number | undefined {
  const objects = new Map(
    clusters.flatMap((cluster) => resourcesOf(cluster).map(({ hash, object }) => [hash, object] as const)),
  );
  // Their ends may be written as a length.
  const { grants } = grantsIn(declarations, now);
  let until = nextMoment(JSON.stringify(grants), now.getTime());
  const look = (text: string): void => void (until = Math.min(until, nextMoment(text, now.getTime())));
  for (const { document } of declarations) look(JSON.stringify(document.value));
  for (const object of objects.values()) {
    const text = JSON.stringify(object);
    if (object.kind === 'ConstraintTemplate' && !onlyCompares(text)) return undefined;
    look(text);
  }
  return until;
}
