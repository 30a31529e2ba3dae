/** A template's entry module, and the policy's own as the shared module that it imports. */
export interface WrappedRego {
  readonly entry: string;
  /** By the name after `data.lib.`. */
  readonly libraries: Readonly<Record<string, string>>;
}

/**
 * Puts a policy's module behind the risk acceptances: the module becomes `lib.policy`, line by line as it is, and the
 * template's entry gives out what of its violations no acceptance covers. The only place where that is decided.
 *
 * Without a violation this costs the look at an empty set.
 *
 * @param rego Rego v1 whose rule `violation` is a set of `{msg, details}`
 * @param legacyExclusionsOf the constraint's kind, where objects may exclude themselves from it by the annotations of the
 *   original product (`policies/lib/legacy.rego`)
 * @throws Error when it does not begin with a package of one word
 */
export function wrapRego(rego: string, legacyExclusionsOf?: string): WrappedRego {
  const declaration = /^package (\w+)$/m;
  const name = declaration.exec(rego)?.[1];
  if (name === undefined)
    throw new Error(`a template's Rego declares a package of one word: "package mypolicy"`);
  return {
    entry: legacyExclusionsOf === undefined ? plainEntry(name) : legacyEntry(name, legacyExclusionsOf),
    libraries: { policy: rego.replace(declaration, 'package lib.policy') },
  };
}

function plainEntry(name: string): string {
  return [
    `package ${name}`,
    '',
    'import data.lib.exceptions',
    'import data.lib.policy',
    '',
    // Nearly every constraint: there is nothing to ask, and the violation is the policy's alone.
    'violation contains found if {',
    '\tsome found in policy.violation',
    '\tnot input.parameters.exceptions',
    '\tnot input.parameters.reportExceptions',
    '}',
    '',
    'violation contains found if {',
    '\tinput.parameters.exceptions',
    '\tnot input.parameters.reportExceptions',
    '\tsome found in policy.violation',
    '\tnot exceptions.accepted(found)',
    '}',
    '',
    'violation contains exceptions.reported(found) if {',
    '\tinput.parameters.reportExceptions == true',
    '\tsome found in policy.violation',
    '}',
    '',
  ].join('\n');
}

function legacyEntry(name: string, kind: string): string {
  return [
    `package ${name}`,
    '',
    'import data.lib.exceptions',
    'import data.lib.legacy',
    'import data.lib.policy',
    '',
    `excluded := legacy.exclusions(${JSON.stringify(kind.toLowerCase())})`,
    '',
    'violation contains found if {',
    '\tsome found in policy.violation',
    '\tnot input.parameters.exceptions',
    '\tnot input.parameters.reportExceptions',
    '\tcount(excluded) == 0',
    '}',
    '',
    'violation contains found if {',
    '\tinput.parameters.exceptions',
    '\tnot input.parameters.reportExceptions',
    '\tcount(excluded) == 0',
    '\tsome found in policy.violation',
    '\tnot exceptions.accepted(found)',
    '}',
    '',
    'violation contains legacy.beside(exceptions.reported(found), excluded) if {',
    '\tinput.parameters.reportExceptions == true',
    '\tsome found in policy.violation',
    '}',
    '',
  ].join('\n');
}
