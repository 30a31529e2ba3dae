import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { RiskAcceptance } from '../../policies/acceptance/risk-acceptance';
import { synthesizeConstraints } from './constraints';
import { synthesizeGatekeeper } from './gatekeeper';
import { synthesizeTemplates } from './templates';
import { synthesizeUmbrella } from './umbrella';

/** Writes `policies/`: the umbrella, and what its three Kustomizations apply. */
export function synthesizePolicies(
  fleet: ResolvedFleet,
  acceptances: readonly RiskAcceptance[],
  outputDirectory: string,
): void {
  synthesizeUmbrella(outputDirectory);
  synthesizeGatekeeper(fleet.stages, outputDirectory);
  synthesizeTemplates(fleet, outputDirectory);
  synthesizeConstraints(fleet, acceptances, outputDirectory);
}
