import type { RenderedClusterDocument } from '../../../kit/core/render/document';
import type { KubernetesObject } from '../support/kubernetes-object';

/** What the fleet's HelmRelease of Gatekeeper installs in a cluster, as `fleetkeep render` has it. */
export function gatekeeperChart({ resources }: RenderedClusterDocument): readonly KubernetesObject[] {
  return resources
    .filter(({ kustomization }) => kustomization === 'HelmRelease/gatekeeper-system/gatekeeper')
    .map(({ object }) => object as unknown as KubernetesObject);
}
