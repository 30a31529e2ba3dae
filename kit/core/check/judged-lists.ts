import type { RenderedResource } from '../../engine-client/protocol';
import { BoundedMemo } from '../../bounded-memo';
import { oncePer } from '../once-per';
import type { ReviewedResource } from './reviewer';

/** A reviewed resource and what the verdict on it is kept under. */
export interface Judged {
  readonly key: string;
  readonly reviewed: ReviewedResource;
}

type Resources = readonly RenderedResource[];

/** Surroundings in which one list is remembered: clusters may share it. */
const most = 32;

/** As long as somebody holds the list. */
const memoryOf = oncePer((_: Resources) => new BoundedMemo<readonly Judged[]>(most));

/** Whether something was judged, and would be judged the same another time. */
export function isLasting({ reviewed: { verdict } }: Judged): boolean {
  return verdict.volatile !== true && (verdict.error ?? '') === '';
}

/**
 * The verdicts on what one Kustomization creates, as they were: revisions, and clusters, share the lists that are equal in
 * them, so that a check in a process that stays looks at what changed.
 *
 * @param surroundings all that the verdicts depend on beside the resources
 */
export function judgedBefore(resources: Resources, surroundings: string): readonly Judged[] | undefined {
  return memoryOf(resources).find(surroundings);
}

/** What could not be judged, or may be judged otherwise another time, is not kept; nor what several Kustomizations apply. */
export function keepJudged(resources: Resources, surroundings: string, judged: readonly Judged[]): void {
  const [first] = resources;
  const isOwn = ({ reviewed: { resource } }: Judged): boolean =>
    resource.kustomization === first?.kustomization;
  if (judged.every((one) => isLasting(one) && isOwn(one))) memoryOf(resources).keep(surroundings, judged);
}
