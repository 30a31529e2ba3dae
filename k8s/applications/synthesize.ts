import { ResolvedApplication } from '../../fleet/resolved-fleet';
import { Folder } from '../folder';
import { imageOverride, parseImage } from '../kustomize/image-reference';
import { ofStage } from '../kustomize/overlay';
import { DeploymentChart } from './deployment';
import { NetworkChart } from './network';
import { ServiceChart } from './service';

/**
 * Writes `tenants/applications/<application>`: the workload once, and for each stage its image and number of replicas, so
 * that a promotion is a change of two lines.
 */
export function synthesizeApplication(application: ResolvedApplication, outputDirectory: string): void {
  const [first] = application.releases;
  if (first === undefined) return;
  const path = `tenants/applications/${application.name}`;
  const image = parseImage(first.image).repository;
  const folder = new Folder(outputDirectory, `${path}/base`);
  new DeploymentChart(folder, 'deployment', { application, image });
  new ServiceChart(folder, 'service', { application });
  new NetworkChart(folder, 'network', { application });
  folder.synth();
  folder.writeKustomization({ resources: ['deployment.yaml', 'service.yaml', 'network.yaml'] });
  for (const release of application.releases) {
    new Folder(outputDirectory, `${path}/${release.stage}`).writeKustomization({
      resources: ['../base'],
      ...ofStage(release.stage),
      images: [imageOverride(image, release.image)],
      replicas: [{ name: application.name, count: release.replicas }],
    });
  }
}
