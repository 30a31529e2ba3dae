import { EngineClient } from '../../../kit/engine-client/client';
import type { ReviewParams } from '../../../kit/engine-client/protocol';

/** Asks the engine as its base does, and remembers what for. */
export class WatchedEngine extends EngineClient {
  /** How often something was rendered. */
  rendered = 0;
  /** The clusters of which something came. */
  readonly came = new Set<string>();
  /** The names of the objects that were judged. */
  asked: string[] = [];

  override render(...[params, onKustomization, signal]: Parameters<EngineClient['render']>) {
    this.rendered++;
    return super.render(
      params,
      (rendered) => {
        this.came.add(rendered.cluster);
        onKustomization(rendered);
      },
      signal,
    );
  }

  override review(...[params, onVerdict, signal]: Parameters<EngineClient['review']>) {
    this.asked.push(...namesOf(params));
    return super.review(params, onVerdict, signal);
  }
}

function namesOf({ reviews }: Omit<ReviewParams, 'token'>): readonly string[] {
  return reviews.map(({ object }) => (object as { metadata: { name: string } }).metadata.name);
}
