import { ApiObject, Chart } from 'cdk8s';

import { ConstraintSelection, PolicyPack, ResolvedFleet, StageName } from '../../fleet/resolved-fleet';
import { RiskAcceptance } from '../../policies/acceptance/risk-acceptance';
import { policyById } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import { Folder } from '../folder';
import { jsonPatch } from '../kustomize/json-patch';
import { Patch } from '../kustomize/kustomization-file';
import { ofStage, partOf, writeOverlays } from '../kustomize/overlay';
import { systemNamespaces } from '../names';
import { clusterExceptions, constraintsFolder, stageExceptions } from './exception-patches';

/**
 * Writes `policies/constraints`: a file a pack, every constraint denying; for each stage what only warns or only counts
 * there, and the risks that all of its clusters accept; for each cluster that accepts more a folder of its own.
 *
 * @throws Error when two packs have a constraint of the same kind and name, or a policy is not in the catalogue
 */
export function synthesizeConstraints(
  fleet: ResolvedFleet,
  acceptances: readonly RiskAcceptance[],
  outputDirectory: string,
): void {
  refuseDuplicates(fleet.policies);
  const path = 'policies/constraints';
  const folder = new Folder(outputDirectory, `${path}/base`);
  for (const pack of fleet.policies) {
    const chart = new Chart(folder, pack.id);
    for (const selection of pack.constraints) {
      const object = constraint(policyById(selection.policy), selection, 'deny', systemNamespaces);
      new ApiObject(chart, selection.name, { ...object });
    }
  }
  folder.synth();
  folder.writeKustomization({ resources: fleet.policies.map((pack) => `${pack.id}.yaml`), ...partOf(fleet) });
  writeOverlays(
    outputDirectory,
    path,
    fleet.stages.map((stage) => stage.name),
    (stage) => ({
      ...ofStage(stage),
      patches: unlessEmpty([
        ...softened(fleet.policies, stage),
        ...stageExceptions(fleet, acceptances, stage),
      ]),
    }),
  );
  for (const cluster of fleet.clusters) {
    const own = constraintsFolder(cluster, acceptances);
    if (own === cluster.stage.name) continue;
    new Folder(outputDirectory, `${path}/${own}`).writeKustomization({
      resources: [`../../${cluster.stage.name}`],
      patches: clusterExceptions(fleet, acceptances, cluster),
    });
  }
}

/** The constraints that do not deny in a stage. */
function softened(packs: readonly PolicyPack[], stage: StageName): readonly Patch[] {
  return packs.flatMap((pack) => {
    const action = pack.enforcement[stage] ?? 'deny';
    if (action === 'deny') return [];
    return pack.constraints.map((selection) =>
      jsonPatch(
        { group: 'constraints.gatekeeper.sh', kind: policyById(selection.policy).kind, name: selection.name },
        { op: 'replace', path: '/spec/enforcementAction', value: action },
      ),
    );
  });
}

function unlessEmpty(patches: readonly Patch[]): readonly Patch[] | undefined {
  return patches.length > 0 ? patches : undefined;
}

function refuseDuplicates(packs: readonly PolicyPack[]): void {
  const seen = new Map<string, string>();
  const problems: string[] = [];
  for (const pack of packs) {
    for (const selection of pack.constraints) {
      const key = keyOf(selection);
      const other = seen.get(key);
      if (other !== undefined) {
        problems.push(`constraint ${key} is in the packs '${other}' and '${pack.id}'; rename or drop one`);
      }
      seen.set(key, pack.id);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function keyOf(selection: ConstraintSelection): string {
  return `${policyById(selection.policy).kind}/${selection.name}`;
}
