import type { RenderDocument, RenderedClusterDocument } from '../../../kit/core/render/document';
import { fleetkeepJson } from '../support/fleetkeep';

/**
 * What `fleetkeep render` promises for one cluster of a repository.
 *
 * @param revision the working tree unless given
 * @throws Error when the repository has no such cluster
 */
export async function renderCluster(
  repository: string,
  cluster: string,
  revision?: string,
): Promise<RenderedClusterDocument> {
  const document = await fleetkeepJson<RenderDocument>(
    [0, 3],
    ...['render', '--repository', repository, '--cluster', cluster],
    ...(revision === undefined ? [] : ['--revision', revision]),
  );
  const found = document.clusters.find(({ name }) => name === cluster);
  if (!found) throw new Error(`fleetkeep render knows no cluster ${cluster} in ${repository}`);
  return found;
}
