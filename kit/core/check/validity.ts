import { type Declaration, readDeclarations } from '../declarations/read-declarations';
import { grantsIn } from '../grants/grants';
import { type Rendering, resourcesOf, sourceAddresses } from '../render/rendering';
import type { Answer } from '../workspace/answers';
import type { CheckResult } from './check-report';
import { nextMoment, onlyCompares } from './next-moment';

/**
 * Until when the same content is judged the same: acceptances, exceptions and grants begin and end by moments that are written
 * in it. Rather too early than too late: any moment that is written counts.
 *
 * @returns milliseconds since the epoch, Infinity for good; undefined when a policy asks for the time in a way of its own
 */
function holdsUntil(
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

/** What an answer that was made of a check holds for. */
export async function validityOf(
  { rendering, files, lasting }: CheckResult,
  now: Date,
): Promise<Omit<Answer<unknown>, 'value'>> {
  const until = holdsUntil(rendering, await readDeclarations(files), now);
  return { sources: sourceAddresses(rendering), until, lasting: lasting && until !== undefined };
}
