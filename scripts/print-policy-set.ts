/**
 * Prints the catalogue as Gatekeeper is given it, for the tests in Go: every template, every pack's constraints and
 * every sample.
 */
import { catalogue, policyById } from '../policies/catalogue';
import { type Constraint, constraint } from '../policies/constraint';
import { constraintTemplate } from '../policies/constraint-template';
import { packById, packIds } from '../policies/packs/pack-by-id';
import { podSecurityStandards } from '../policies/packs/pod-security-standards';
import type { PolicyPack } from '../policies/packs/policy-pack';

function constraintsOf(pack: PolicyPack): readonly Constraint[] {
  return pack.constraints.map((selection) => constraint(policyById(selection.policy), selection, 'deny', []));
}

const packs: Readonly<Record<string, readonly Constraint[]>> = Object.fromEntries([
  ...packIds.map((id) => [id, constraintsOf(packById(id))] as const),
  // The last edition before user namespaces were let off.
  [
    'pod-security-restricted-1.34',
    constraintsOf(podSecurityStandards({ level: 'restricted', version: '1.34' })),
  ] as const,
]);

/** Ids of controls, to be compared with what the standard has. */
const coverage = Object.fromEntries(
  packIds.map((id) => {
    const { constraints, uncovered } = packById(id);
    const covered = constraints.flatMap(({ controls }) => controls.map((control) => control.id));
    return [id, { covered, uncovered: uncovered.map((control) => control.id) }] as const;
  }),
);

process.stdout.write(
  JSON.stringify({ templates: catalogue.map(constraintTemplate), packs, coverage }, null, 2) + '\n',
);
