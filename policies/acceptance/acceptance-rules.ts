import { regoRule } from '../rego-text';

/** The Rego by which accepted risks pass: of a template with these parts, and nothing else decides it. */
export interface AcceptanceRules {
  /** Names of the shared modules that it needs. */
  readonly libraries: readonly string[];
  /** Conditions of a violation under a constraint without exceptions, which nearly every one is, that nothing else excepts. */
  readonly withoutExceptions: readonly string[];
  /** The violations under a constraint with exceptions. */
  readonly rules: readonly string[];
}

/**
 * @param violations the set of violations, `{msg, details}`, as Rego names it
 * @param legacyExclusionsOf a constraint's kind, where objects may exclude themselves from it by the annotations of the
 *   original product (`policies/lib/legacy.rego`); without it they may not
 */
export function acceptanceRules(violations: string, legacyExclusionsOf?: string): AcceptanceRules {
  const legacy = legacyExclusionsOf !== undefined;
  const notExcluded = legacy ? ['count(excluded) == 0'] : [];
  const reported = 'exceptions.reported(found)';
  return {
    libraries: ['exceptions', ...(legacy ? ['legacy'] : [])],
    withoutExceptions: ['not input.parameters.exceptions', ...notExcluded],
    rules: [
      ...(legacy
        ? [
            `excluded := legacy.exclusions(${JSON.stringify(legacyExclusionsOf.toLowerCase())})\n`,
            regoRule('excepted', ['input.parameters.exceptions']),
            regoRule('excepted', ['count(excluded) > 0']),
          ]
        : []),
      regoRule('violation contains found', [
        'input.parameters.exceptions',
        'not input.parameters.reportExceptions',
        ...notExcluded,
        `some found in ${violations}`,
        'not exceptions.accepted(found)',
      ]),
      regoRule(`violation contains ${legacy ? `legacy.beside(${reported}, excluded)` : reported}`, [
        'input.parameters.reportExceptions == true',
        legacy ? 'excepted' : 'input.parameters.exceptions',
        `some found in ${violations}`,
      ]),
    ],
  };
}
