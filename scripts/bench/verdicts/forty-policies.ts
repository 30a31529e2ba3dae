import { policyById } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { constraintTemplate } from '../../../policies/constraint-template';
import { expansionTemplates } from '../../../policies/expansion';
import { packById, packIds } from '../../../policies/packs/pack-by-id';

/** How many constraints the bars speak of. */
export const policyCount = 40;

/**
 * Templates, forty constraints and expansions as Gatekeeper is given them: the catalogue's own, as its packs select them,
 * each once and then again under other names until there are forty.
 */
export function fortyPolicies(): readonly object[] {
  const selections = [
    ...new Map(
      packIds.flatMap((id) => packById(id).constraints).map((one) => [`${one.policy}/${one.name}`, one]),
    ).values(),
    // What only the live cluster can decide would be compared with nothing.
  ].filter(
    ({ policy }) =>
      !/data\.inventory|userInfo|external_data/.test(JSON.stringify(constraintTemplate(policyById(policy)))),
  );
  const chosen = Array.from({ length: policyCount }, (_, index) => {
    const selection = selections[index % selections.length];
    if (selection === undefined) throw new Error('the catalogue has no policy');
    const round = Math.floor(index / selections.length);
    return { ...selection, name: round === 0 ? selection.name : `${selection.name}-${round}` };
  });
  const used = [...new Set(chosen.map(({ policy }) => policy))].map(policyById);
  return [
    ...used.map((policy) => constraintTemplate(policy)),
    ...chosen.map((selection) => constraint(policyById(selection.policy), selection, 'deny', [])),
    ...expansionTemplates,
  ];
}
