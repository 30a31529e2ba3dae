import { acceptanceRules } from '../acceptance/acceptance-rules';
import { regoImports, regoRule } from '../rego-text';

/** A template's entry module, and the policy's own as the shared module that it imports. */
export interface WrappedRego {
  readonly entry: string;
  /** By the name after `data.lib.`. */
  readonly libraries: Readonly<Record<string, string>>;
}

/**
 * Puts a user's module behind the risk acceptances: it becomes `lib.policy`, line by line as it is, and the template's entry
 * gives out what of its violations no acceptance covers.
 *
 * Without a violation this costs the look at an empty set.
 *
 * @param rego Rego v1 whose rule `violation` is a set of `{msg, details}`
 * @throws Error when it does not begin with a package of one word
 */
export function wrapRego(rego: string): WrappedRego {
  const declaration = /^package (\w+)$/m;
  const name = declaration.exec(rego)?.[1];
  if (name === undefined)
    throw new Error(`a template's Rego declares a package of one word: "package mypolicy"`);
  const accepted = acceptanceRules('policy.violation');
  return {
    entry: [
      `package ${name}\n`,
      regoImports([...accepted.libraries, 'policy']),
      regoRule('violation contains exceptions.unexcepted(found)', [
        'some found in policy.violation',
        ...accepted.withoutExceptions,
      ]),
      ...accepted.rules,
    ].join('\n'),
    libraries: { policy: rego.replace(declaration, 'package lib.policy') },
  };
}
