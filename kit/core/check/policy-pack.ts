import { policyById } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { constraintTemplate } from '../../../policies/constraint-template';
import { expansionTemplates } from '../../../policies/expansion';
import { isInStage, parametersInStage, type PolicyPack } from '../../../policies/packs/policy-pack';
import type { PolicyObject } from '../../engine-client/protocol';

/** What Gatekeeper is given for one of our packs on a cluster of a stage. */
export function packObjects(pack: PolicyPack, stage: string | undefined): readonly PolicyObject[] {
  const enforcement = (stage === undefined ? undefined : pack.enforcement[stage]) ?? 'deny';
  const objects = [
    ...[...new Set(pack.constraints.map(({ policy }) => policy))].map((id) =>
      constraintTemplate(policyById(id)),
    ),
    ...pack.constraints
      .filter((selection) => isInStage(selection, stage))
      .map((selection) =>
        constraint(
          policyById(selection.policy),
          { ...selection, parameters: parametersInStage(selection, stage) },
          enforcement,
        ),
      ),
    ...expansionTemplates,
  ];
  return objects.map((object) => ({ object: { ...object }, file: `policy pack ${pack.id}` }));
}
