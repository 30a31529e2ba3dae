import { ApiObject, Chart } from 'cdk8s';

import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { catalogue } from '../../policies/catalogue';
import { constraintTemplate } from '../../policies/constraint-template';
import { expansionTemplates } from '../../policies/expansion';
import { SyncSet, syncSet } from '../../policies/sync-set';
import { Folder } from '../folder';
import { writeOverlays } from '../kustomize/overlay';
import { ownPoliciesOf, policiesOf } from './policy-of';

/**
 * Writes `policies/templates`: every policy of the catalogue and of the user's own, whether a constraint uses it or not, so that activating
 * one is a change of constraints alone. What Gatekeeper must keep a copy of costs it memory: SyncSets are those of the
 * policies in use.
 */
export function synthesizeTemplates(fleet: ResolvedFleet, outputDirectory: string): void {
  const path = 'policies/templates';
  const folder = new Folder(outputDirectory, `${path}/base`);
  const resources = [...catalogue, ...ownPoliciesOf(fleet)]
    .sort((left, right) => (left.id < right.id ? -1 : 1))
    .map((policy) => {
      const template = constraintTemplate(policy, { legacyExclusions: fleet.legacyExclusions });
      new ApiObject(new Chart(folder, policy.id), template.metadata.name, { ...template });
      return `${policy.id}.yaml`;
    });
  const expansions = new Chart(folder, 'expansion');
  for (const template of expansionTemplates) {
    new ApiObject(expansions, template.metadata.name, { ...template });
  }
  resources.push('expansion.yaml');
  const synced = syncSets(fleet);
  if (synced.length > 0) {
    const chart = new Chart(folder, 'sync');
    for (const object of synced) new ApiObject(chart, object.metadata.name, { ...object });
    resources.push('sync.yaml');
  }
  const providers = fleet.policies.flatMap((pack) => pack.providers ?? []);
  if (providers.length > 0) {
    const chart = new Chart(folder, 'providers');
    for (const object of providers) new ApiObject(chart, object.metadata.name, { ...object });
    resources.push('providers.yaml');
  }
  folder.synth();
  folder.writeKustomization({ resources });
  writeOverlays(
    outputDirectory,
    path,
    fleet.stages.map((stage) => stage.name),
  );
}

function syncSets(fleet: ResolvedFleet): readonly SyncSet[] {
  const policyOf = policiesOf(fleet);
  const inUse = new Set(
    fleet.policies.flatMap((pack) => pack.constraints.map((selection) => selection.policy)),
  );
  return [...inUse]
    .sort()
    .map((id) => syncSet(policyOf(id)))
    .filter((object) => object !== undefined);
}
