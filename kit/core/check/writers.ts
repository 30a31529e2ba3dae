import type { KustomizationStatus, RenderedResource, User } from '../../engine-client/protocol';
import { oncePer } from '../once-per';
import { type ClusterRendering, kustomizationId } from '../render/rendering';

type Kustomizations = ClusterRendering['kustomizations'];

/** Who writes the resources of a cluster, as far as Git says it: the engine reads it of the controllers. */
class Writers {
  private readonly statuses: ReadonlyMap<string, KustomizationStatus>;

  constructor(kustomizations: Kustomizations) {
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

const writersAmong = oncePer((kustomizations: Kustomizations) => new Writers(kustomizations));

/** Those of a cluster: looked for once, however often it is judged. */
export function writersOf({ kustomizations }: ClusterRendering): Writers {
  return writersAmong(kustomizations);
}
