import { Yaml } from 'cdk8s';

import { ResolvedCluster, StageName } from '../../fleet/resolved-fleet';
import { exceptionsFor, holdsInStage, namesCluster } from '../../policies/acceptance/compile-exceptions';
import { RiskAcceptance } from '../../policies/acceptance/risk-acceptance';
import { MergedConstraint } from '../../policies/packs/merge-packs';
import { Patch } from '../kustomize/kustomization-file';
import { PolicyOf } from './policy-of';

/**
 * The folder below `policies/constraints` whose constraints a cluster gets: its stage's, or one of its own when it has
 * accepted risks that its stage has not. A folder instead of a variable, because a constraint's parameters may hold a
 * `${…}` of their own, and because no other cluster ever sees the exception.
 */
export function constraintsFolder(cluster: ResolvedCluster, acceptances: readonly RiskAcceptance[]): string {
  return acceptances.some((acceptance) => namesCluster(acceptance, cluster.name))
    ? `clusters/${cluster.name}`
    : cluster.stage.name;
}

/** What every cluster of a stage accepts. */
export function stageExceptions(
  constraints: readonly MergedConstraint[],
  acceptances: readonly RiskAcceptance[],
  stage: StageName,
  policyOf: PolicyOf,
): readonly Patch[] {
  const held = acceptances.filter((acceptance) => holdsInStage(acceptance, stage));
  return patches(constraints, held, held, policyOf);
}

/** What a cluster accepts beyond its stage. A list of exceptions replaces the stage's, and so holds both. */
export function clusterExceptions(
  constraints: readonly MergedConstraint[],
  acceptances: readonly RiskAcceptance[],
  cluster: ResolvedCluster,
  policyOf: PolicyOf,
): readonly Patch[] {
  const own = acceptances.filter((acceptance) => namesCluster(acceptance, cluster.name));
  const held = acceptances.filter(
    (acceptance) => own.includes(acceptance) || holdsInStage(acceptance, cluster.stage.name),
  );
  return patches(constraints, held, own, policyOf);
}

/** A patch for every constraint that `changing` are about. */
function patches(
  constraints: readonly MergedConstraint[],
  held: readonly RiskAcceptance[],
  changing: readonly RiskAcceptance[],
  policyOf: PolicyOf,
): readonly Patch[] {
  return constraints.flatMap(({ policy, name }) => {
    const key = { kind: policyOf(policy).kind, name };
    if (exceptionsFor(changing, key).length === 0) return [];
    const target = { group: 'constraints.gatekeeper.sh', kind: key.kind, name };
    const patch = {
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: key.kind,
      metadata: { name },
      spec: { parameters: { exceptions: exceptionsFor(held, key) } },
    };
    return [{ target, patch: Yaml.stringify(patch) }];
  });
}
