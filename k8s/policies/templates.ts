import { ApiObject, Chart } from 'cdk8s';

import { ResolvedStage } from '../../fleet/resolved-fleet';
import { catalogue } from '../../policies/catalogue';
import { constraintTemplate } from '../../policies/constraint-template';
import { expansionTemplates } from '../../policies/expansion';
import { Folder } from '../folder';
import { writeOverlays } from '../kustomize/overlay';

/**
 * Writes `policies/templates`: every policy of the catalogue, whether a constraint uses it or not, so that activating
 * one is a change of constraints alone.
 */
export function synthesizeTemplates(stages: readonly ResolvedStage[], outputDirectory: string): void {
  const path = 'policies/templates';
  const folder = new Folder(outputDirectory, `${path}/base`);
  const resources = [...catalogue]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map((policy) => {
      const template = constraintTemplate(policy);
      new ApiObject(new Chart(folder, policy.id), template.metadata.name, { ...template });
      return `${policy.id}.yaml`;
    });
  const expansions = new Chart(folder, 'expansion');
  for (const template of expansionTemplates) {
    new ApiObject(expansions, template.metadata.name, { ...template });
  }
  folder.synth();
  folder.writeKustomization({ resources: [...resources, 'expansion.yaml'] });
  writeOverlays(
    outputDirectory,
    path,
    stages.map((stage) => stage.name),
  );
}
