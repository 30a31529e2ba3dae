import { catalogue } from '../catalogue';
import { onDemand } from '../packs/recommended';
import type { PolicyId } from '../packs/policy-parameters';
import type { Policy } from '../policy';
import type { Control, Standard } from './standard';

/** What the catalogue has for one requirement of a standard. */
export interface ControlCoverage {
  readonly control: Control;
  /** The policies that see to it, in the catalogue's order; none for what no admission policy can see to. */
  readonly policies: readonly Policy[];
}

/** The coverage of every control of a standard, in its order. `get policies --standard` and the pages are made of it. */
export function coverageOf(standard: Standard): readonly ControlCoverage[] {
  return standard.controls.map((control) => ({
    control,
    policies: catalogue.filter(({ controls }) =>
      controls.some(({ standard: of, id }) => of === standard.id && id === control.id),
    ),
  }));
}

/** What a policy has to be given before a standard's pack has it; undefined where it needs nothing. */
export function neededOf(policy: Policy): string | undefined {
  return onDemand[policy.id as PolicyId];
}
