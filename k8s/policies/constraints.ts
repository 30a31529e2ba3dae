import { ApiObject, Chart } from 'cdk8s';

import { ResolvedAccessGrant, ResolvedFleet, StageName } from '../../fleet/resolved-fleet';
import { RiskAcceptance } from '../../policies/acceptance/risk-acceptance';
import { constraint, enforcementOf } from '../../policies/constraint';
import { annotations, controlAnnotation } from '../../policies/constraint-template';
import { MergedConstraint, mergePacks } from '../../policies/packs/merge-packs';
import { Folder } from '../folder';
import { deletePatch, jsonPatch } from '../kustomize/json-patch';
import { Patch } from '../kustomize/kustomization-file';
import { ofStage, partOf, writeOverlays } from '../kustomize/overlay';
import { systemNamespaces } from '../names';
import { policiesOf, PolicyOf } from './policy-of';
import { clusterExceptions, constraintsFolder, stageExceptions } from './exception-patches';

/**
 * Writes `policies/constraints`: a file a pack, every constraint as strict as it may be; for each stage what only warns or
 * only counts there, the access grants of its clusters, and the risks that all of them accept; for each cluster that
 * accepts more a folder of its own. What several packs want alike is one constraint, in the file of the first.
 *
 * @throws Error when two packs have a constraint of the same kind and name with other parameters, or a policy is not in
 *   the catalogue
 */
export function synthesizeConstraints(
  fleet: ResolvedFleet,
  acceptances: readonly RiskAcceptance[],
  outputDirectory: string,
): void {
  const merged = mergePacks(fleet.policies);
  const policyOf = policiesOf(fleet);
  refuseDuplicates(merged, policyOf);
  const path = 'policies/constraints';
  const folder = new Folder(outputDirectory, `${path}/base`);
  const files = [...new Set(merged.map(({ packs }) => packs[0]))].filter((pack) => pack !== undefined);
  for (const pack of files) {
    const chart = new Chart(folder, pack);
    for (const selection of merged.filter(({ packs }) => packs[0] === pack)) {
      const props = { ...selection, annotations: annotationsOf(selection) };
      const object = constraint(policyOf(selection.policy), props, 'deny', systemNamespaces);
      new ApiObject(chart, `${selection.policy}-${selection.name}`, { ...object });
    }
  }
  folder.synth();
  folder.writeKustomization({ resources: files.map((pack) => `${pack}.yaml`), ...partOf(fleet) });
  writeOverlays(
    outputDirectory,
    path,
    fleet.stages.map((stage) => stage.name),
    (stage) => {
      const present = merged.filter(({ isIn }) => isIn(stage));
      return {
        ...ofStage(stage),
        patches: unlessEmpty([
          ...merged
            .filter((selection) => !present.includes(selection))
            .map((selection) => left(selection, policyOf)),
          ...softened(present, stage, policyOf),
          ...adapted(present, stage, policyOf),
          ...granted(present, grantsIn(fleet, stage), policyOf),
          ...stageExceptions(present, acceptances, stage, policyOf),
        ]),
      };
    },
  );
  for (const cluster of fleet.clusters) {
    const own = constraintsFolder(cluster, acceptances);
    if (own === cluster.stage.name) continue;
    new Folder(outputDirectory, `${path}/${own}`).writeKustomization({
      resources: [`../../${cluster.stage.name}`],
      patches: clusterExceptions(
        merged.filter(({ isIn }) => isIn(cluster.stage.name)),
        acceptances,
        cluster,
        policyOf,
      ),
    });
  }
}

function unlessEmpty(patches: readonly Patch[]): readonly Patch[] | undefined {
  return patches.length > 0 ? patches : undefined;
}

/** For whoever has only the repository: which packs want the constraint, and what it covers for them. */
function annotationsOf({ packs, controls }: MergedConstraint): Readonly<Record<string, string>> {
  return {
    [annotations.packs]: packs.join(', '),
    ...(controls.length > 0 ? { [annotations.controls]: controls.map(controlAnnotation).join(', ') } : {}),
  };
}

/** A constraint that is not in the stage. */
function left(selection: MergedConstraint, policyOf: PolicyOf): Patch {
  return deletePatch(target(selection, policyOf), 'constraints.gatekeeper.sh/v1beta1');
}

/** The constraints whose parameters are a stage's own. */
function adapted(
  merged: readonly MergedConstraint[],
  stage: StageName,
  policyOf: PolicyOf,
): readonly Patch[] {
  return merged.flatMap((selection) => {
    const value = selection.parametersIn(stage);
    if (value === selection.parameters) return [];
    const op = Object.keys(selection.parameters).length === 0 ? 'add' : 'replace';
    return jsonPatch(target(selection, policyOf), { op, path: '/spec/parameters', value });
  });
}

/** The constraints that do not deny in a stage. */
function softened(
  merged: readonly MergedConstraint[],
  stage: StageName,
  policyOf: PolicyOf,
): readonly Patch[] {
  return merged.flatMap((selection) => {
    const policy = policyOf(selection.policy);
    const action = enforcementOf(policy, selection.enforcementIn(stage));
    if (action === enforcementOf(policy, 'deny')) return [];
    return jsonPatch(target(selection, policyOf), {
      op: 'replace',
      path: '/spec/enforcementAction',
      value: action,
    });
  });
}

/**
 * The grants of a stage's clusters, for the policies that let their groups through while they run. A cluster knows the
 * grants of its neighbours too: RBAC, which has its own only, decides what a group may do at all.
 */
function granted(
  merged: readonly MergedConstraint[],
  grants: readonly ResolvedAccessGrant[],
  policyOf: PolicyOf,
): readonly Patch[] {
  if (grants.length === 0) return [];
  const value = grants.map(({ group, startsAt, endsAt }) => ({
    group,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
  }));
  return merged
    .filter(({ policy, parameters }) => 'grants' in policyOf(policy).parameters && !('grants' in parameters))
    .map((selection) => {
      const empty = Object.keys(selection.parameters).length === 0;
      return jsonPatch(
        target(selection, policyOf),
        empty
          ? { op: 'add', path: '/spec/parameters', value: { grants: value } }
          : { op: 'add', path: '/spec/parameters/grants', value },
      );
    });
}

/** Whoever may only read needs no policy to let him through. */
function grantsIn(fleet: ResolvedFleet, stage: StageName): readonly ResolvedAccessGrant[] {
  const clusters = fleet.clusters.filter((cluster) => cluster.stage.name === stage).map(({ name }) => name);
  return fleet.accessGrants.filter(({ cluster, role }) => clusters.includes(cluster) && role !== 'reader');
}

function target({ policy, name }: MergedConstraint, policyOf: PolicyOf) {
  return { group: 'constraints.gatekeeper.sh', kind: policyOf(policy).kind, name };
}

function refuseDuplicates(merged: readonly MergedConstraint[], policyOf: PolicyOf): void {
  const seen = new Map<string, string>();
  const problems: string[] = [];
  for (const selection of merged) {
    const key = `${policyOf(selection.policy).kind}/${selection.name}`;
    const other = seen.get(key);
    const pack = selection.packs[0] ?? '';
    if (other !== undefined) {
      problems.push(
        `constraint ${key} is in the packs '${other}' and '${pack}', with other parameters; rename or drop one`,
      );
    }
    seen.set(key, pack);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
