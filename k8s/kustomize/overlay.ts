import { ResolvedFleet, StageName } from '../../fleet/resolved-fleet';
import { Folder } from '../folder';
import { KustomizationFile } from './kustomization-file';

/** What tells the objects of one stage from those of another, for whoever looks at a cluster. */
export const stageLabel = 'fleetkeep.dev/stage';

/** Labels that say whose an object is; also what makes kustomize take a file that lists no resource yet. */
export function partOf(fleet: ResolvedFleet): Pick<KustomizationFile, 'labels'> {
  return { labels: [{ pairs: { 'app.kubernetes.io/part-of': fleet.name } }] };
}

/** Labels of a stage's overlay. */
export function ofStage(stage: StageName): Pick<KustomizationFile, 'labels'> {
  return { labels: [{ pairs: { [stageLabel]: stage } }] };
}

/**
 * Writes the overlays of a folder with a `base`, one a stage.
 *
 * @param path for instance `policies/gatekeeper`
 * @param overlay what the stage has of its own
 */
export function writeOverlays(
  outputDirectory: string,
  path: string,
  stages: readonly StageName[],
  overlay: (stage: StageName) => Partial<KustomizationFile> = () => ({}),
): void {
  for (const stage of stages) {
    const file = { resources: ['../base'], ...overlay(stage) };
    new Folder(outputDirectory, `${path}/${stage}`).writeKustomization(file);
  }
}
