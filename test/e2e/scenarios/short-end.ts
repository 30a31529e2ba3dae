/**
 * Runs something that must happen before an end that is soon, and something that must happen after it. How long the
 * first takes depends on the machine: when the end was too soon, the next one is twice as far.
 *
 * @param before given the end; `false`: what was to be seen before the end was not seen
 */
export async function withShortEnd(
  before: (end: Date) => Promise<boolean>,
  after: (end: Date) => Promise<void>,
): Promise<void> {
  for (let seconds = 20; ; seconds *= 2) {
    const end = new Date(Math.ceil((Date.now() + seconds * 1000) / 1000) * 1000);
    if (await before(end)) return after(end);
    if (Date.now() < end.getTime()) throw new Error(`refused before its end, ${end.toISOString()}`);
    if (seconds > 300) throw new Error('the machine is too slow to see anything before an end');
  }
}
