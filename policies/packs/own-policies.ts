import { existsSync } from 'node:fs';
import { basename } from 'node:path';

import { readOwnPolicies } from '../own/read-own-policies';
import { PackError } from './pack-error';
import type { PackConstraint, PackProps, PolicyPack } from './policy-pack';

export interface OwnPoliciesProps extends PackProps {
  /** The folder of ConstraintTemplates and constraints, absolute: `join(__dirname, 'catalogue')`. */
  readonly directory: string;
}

const pack = 'own';

/**
 * Policies of one's own, from a folder: every ConstraintTemplate (Rego v0 or v1, CEL) and every constraint in it, however
 * they are arranged. Folders called `samples` are for `fleetkeep policy test`. The folder has
 * to be there: with a misspelt one nothing would be put to work, and nobody would notice.
 *
 * A constraint that says neither `namespaces` nor `excludedNamespaces` leaves the platform's namespaces out, as those of
 * the catalogue do.
 *
 * @throws PackError with the place of the declaration and, for each problem, file, line and fix
 */
export function ownPolicies({ directory, enforcement = {} }: OwnPoliciesProps): PolicyPack {
  if (!existsSync(directory)) {
    const fix = "make it by 'fleetkeep policy new NAME', or correct it";
    throw new PackError(pack, [`directory '${directory}' is not there; ${fix}`], ownPolicies);
  }
  const { policies, constraints, problems } = readOwnPolicies(directory, basename(directory));
  if (problems.length > 0) {
    const texts = problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
    throw new PackError(pack, texts, ownPolicies);
  }
  const byKind = new Map(policies.map(({ policy }) => [policy.kind, policy]));
  return {
    id: pack,
    title: 'Policies of one’s own',
    standard: pack,
    version: '',
    constraints: constraints.flatMap(({ kind, name, match, parameters }): PackConstraint[] => {
      const policy = byKind.get(kind);
      return policy === undefined
        ? []
        : [{ policy: policy.id, name, parameters, match, controls: policy.controls }];
    }),
    uncovered: [],
    enforcement,
    own: policies.map(({ policy }) => policy),
  };
}
