import { FleetValidationError } from '../../fleet/fleet-validation-error';
import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { parseAcceptances } from '../../policies/acceptance/parse-acceptances';
import { RiskAcceptance } from '../../policies/acceptance/risk-acceptance';
import {
  AcceptablePolicy,
  acceptanceProblems,
  acceptanceProblemText,
  vulnerabilityAcceptanceProblems,
} from '../../policies/acceptance/validate-acceptances';
import { mergePacks } from '../../policies/packs/merge-packs';
import { policiesOf } from './policy-of';

/**
 * The accepted risks of a fleet.
 *
 * @throws FleetValidationError with everything that is wrong in every file: its form, a policy or constraint that is not
 * in force, an end that is missing or too late, clusters and stages that are not declared
 */
export function acceptancesOf(fleet: ResolvedFleet): readonly RiskAcceptance[] {
  const { acceptances, vulnerabilities, problems } = parseAcceptances(fleet.acceptances);
  const scope = {
    policies: policiesInForce(fleet),
    clusters: fleet.clusters.map(({ name }) => name),
    stages: fleet.stages.map(({ name }) => name),
  };
  const all = [
    ...problems,
    ...acceptanceProblems(acceptances, scope),
    ...vulnerabilityAcceptanceProblems(vulnerabilities, scope),
  ];
  if (all.length > 0) {
    all.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
    throw new FleetValidationError(all.map(acceptanceProblemText));
  }
  return acceptances.map(({ acceptance }) => acceptance);
}

function policiesInForce(fleet: ResolvedFleet): ReadonlyMap<string, AcceptablePolicy> {
  const policyOf = policiesOf(fleet);
  const policies = new Map<string, AcceptablePolicy>();
  for (const { policy, name } of mergePacks(fleet.policies)) {
    const { kind, severity } = policyOf(policy);
    policies.set(kind, { severity, constraints: [...(policies.get(kind)?.constraints ?? []), name] });
  }
  return policies;
}
