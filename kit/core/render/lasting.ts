import type { Rendering } from './rendering';

/** Codes of problems that the same content may not have another time: the machine was busy. */
const ofTheMoment: ReadonlySet<string> = new Set(['timeout', 'out-of-memory']);

/** Whether the same content is rendered to the same another time. */
export function isLasting({ problems, clusters }: Rendering): boolean {
  return ![...problems, ...clusters.flatMap((one) => one.problems)].some(({ code }) => ofTheMoment.has(code));
}
