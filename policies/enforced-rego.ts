import { acceptanceRules } from './acceptance/acceptance-rules';
import { type FindingRule, parsePolicyRego } from './parse-policy-rego';
import { regoImports, regoRule } from './rego-text';
import { wordings } from './wordings';

/**
 * The module of a template of the catalogue: the policy's own, line by line as it is, and below it the violations, which are
 * what the policy finds, in the words of {@link wordings}, without what an acceptance covers.
 *
 * Nearly every constraint has no acceptances. For those each of the policy's findings is there a second time, as the
 * violation itself: handing what was found from set to set would cost as much as finding it.
 *
 * @param rego see {@link parsePolicyRego}, which says what is thrown
 * @param legacyExclusionsOf see {@link acceptanceRules}
 */
export function enforcedRego(rego: string, legacyExclusionsOf?: string): string {
  const { name, libraries, rules, findings } = parsePolicyRego(rego);
  const accepted = acceptanceRules('worded', legacyExclusionsOf);
  return [
    `package ${name}\n`,
    regoImports([...libraries, 'pods', ...accepted.libraries]),
    rules,
    ...findings.map((finding) => plainViolation(finding, accepted.withoutExceptions)),
    ...accepted.rules,
    ...wordings
      .filter((wording) => findings.some((finding) => finding.wording === wording))
      .map(({ rule, finding, body, message, details }) =>
        regoRule(`worded contains {\n\t"msg": ${message},\n\t"details": ${details},\n}`, [
          `some [${finding.join(', ')}] in ${rule}`,
          ...body,
        ]),
      ),
  ].join('\n');
}

function plainViolation({ wording, terms, body }: FindingRule, conditions: readonly string[]): string {
  const found = wording.finding.map((variable, index) => `${variable} := ${terms[index]}`);
  const violation = '{"msg": finding_words, "details": exceptions.described(finding_details, finding_words)}';
  return regoRule(`violation contains ${violation}`, [
    ...body,
    ...conditions,
    ...found,
    ...wording.body,
    `finding_details := ${wording.details}`,
    `finding_words := ${wording.message}`,
  ]);
}
