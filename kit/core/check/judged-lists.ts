import type { RenderedResource } from '../../engine-client/protocol';
import { BoundedMemo } from '../../bounded-memo';
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
const memory = new WeakMap<Resources, BoundedMemo<readonly Judged[]>>();

/**
 * The verdicts on what one Kustomization creates, as they were: revisions, and clusters, share the lists that are equal in
 * them, so that a check in a process that stays looks at what changed.
 *
 * @param surroundings all that the verdicts depend on beside the resources
 */
export function judgedBefore(resources: Resources, surroundings: string): readonly Judged[] | undefined {
  return memory.get(resources)?.find(surroundings);
}

/** What could not be judged, or may be judged otherwise another time, is not kept; nor what several Kustomizations apply. */
export function keepJudged(resources: Resources, surroundings: string, judged: readonly Judged[]): void {
  const isLasting = ({ reviewed: { resource, verdict } }: Judged): boolean =>
    verdict.volatile !== true &&
    (verdict.error ?? '') === '' &&
    resource.kustomization === resources[0]?.kustomization;
  if (!judged.every(isLasting)) return;
  const bySurroundings = memory.get(resources) ?? new BoundedMemo(most);
  bySurroundings.keep(surroundings, judged);
  memory.set(resources, bySurroundings);
}
