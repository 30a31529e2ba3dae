import type { KustomizationStatus, RenderedResource, User } from '../../engine-client/protocol';
import { type ClusterRendering, kustomizationId } from '../render/rendering';

/** Who writes the resources of a cluster, as far as Git says it: the engine reads it of the controllers. */
export class Writers {
  private readonly statuses: ReadonlyMap<string, KustomizationStatus>;

  constructor({ kustomizations }: Pick<ClusterRendering, 'kustomizations'>) {
    this.statuses = new Map(kustomizations.map(({ status }) => [kustomizationId(status), status]));
  }

  /** Undefined when nobody knows. */
  of({ kustomization }: RenderedResource): User | undefined {
    return this.statuses.get(kustomization)?.user;
  }

  /** What applies a resource. */
  statusOf({ kustomization }: RenderedResource): KustomizationStatus | undefined {
    return this.statuses.get(kustomization);
  }
}
