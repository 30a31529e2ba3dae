import { type App, TerraformStack } from 'cdktf';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';

import { AzureTakesTheNames } from './azure-names';
import { contentOf } from './final-json';
import { HardenedDefaultsHold } from './hardened-defaults-hold';
import { InfraValidationError } from './infra-validation-error';
import { NoOverridePastResources } from './no-override-past-resources';
import { NoSecretInOutputs } from './no-secret-in-outputs';
import { PlanProtectsTheRepository } from './plan-protects';
import { ProductionIsApproved } from './production-is-approved';
import type { FleetRule, StackRule } from './rule';
import { NoSecretInState } from './secrets-in-state/no-secret-in-state';
import { EveryStackHasABackend, NoTwoStacksShareAState } from './state-backends';

const fleetRules: readonly FleetRule[] = [new PlanProtectsTheRepository(), new ProductionIsApproved()];

const stackRules: readonly StackRule[] = [
  new EveryStackHasABackend(),
  new NoTwoStacksShareAState(),
  new NoOverridePastResources(),
  new NoSecretInOutputs(),
  new AzureTakesTheNames(),
];

/**
 * Judges the fleet and every stack of the app, those that were added beside the fleet's own as well.
 *
 * @throws InfraValidationError with every problem
 */
export function validateInfra(app: App, fleet: ResolvedFleet): void {
  const stacks = app.node.children.filter((child) => TerraformStack.isStack(child)).map(contentOf);
  const problems = [
    ...fleetRules.flatMap((rule) => rule.check(fleet)),
    ...[...stackRules, new NoSecretInState(fleet.exceptions), new HardenedDefaultsHold(fleet)].flatMap(
      (rule) => rule.check(stacks),
    ),
  ];
  if (problems.length > 0) throw new InfraValidationError(problems);
}
