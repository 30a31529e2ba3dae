/**
 * Prints the catalogue as Gatekeeper is given it, for the tests in Go: every template, the expansions, and the Pod
 * Security Standards in each level and edition.
 */
import { catalogue, policyById } from '../policies/catalogue';
import { constraint } from '../policies/constraint';
import { constraintTemplate } from '../policies/constraint-template';
import { expansionTemplates } from '../policies/expansion';
import {
  type PodSecurityLevel,
  podSecurityEditions,
  podSecurityStandards,
} from '../policies/packs/pod-security-standards';

const editions = podSecurityEditions.flatMap((version) =>
  (['baseline', 'restricted'] as const).map((level) => edition(level, version)),
);

function edition(level: PodSecurityLevel, version: string): object {
  const pack = podSecurityStandards({ level, version });
  return {
    level,
    version,
    constraints: pack.constraints.map((selection) =>
      constraint(policyById(selection.policy), selection, 'deny', []),
    ),
    // Names of checks, to be compared with what the standard has.
    covered: pack.constraints.flatMap(({ controls }) => controls.map((control) => control.id)),
    uncovered: pack.uncovered.map((control) => control.id),
  };
}

process.stdout.write(
  JSON.stringify({
    templates: catalogue.map((policy) => constraintTemplate(policy)),
    expansions: expansionTemplates,
    editions,
  }) + '\n',
);
