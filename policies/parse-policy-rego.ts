import { regoElements } from './rego-text';
import { type Wording, wordings } from './wordings';

/** A policy of the catalogue, as its `template.rego` says it. */
export interface PolicyRego {
  /** Of the package: one word. */
  readonly name: string;
  /** Names of the shared modules that it imports. */
  readonly libraries: readonly string[];
  /** Everything below the imports. */
  readonly rules: string;
  readonly findings: readonly FindingRule[];
}

/** A rule that says what a policy finds. */
export interface FindingRule {
  readonly wording: Wording;
  /** What is found, as the rule's head says it: as many terms as the wording has variables. */
  readonly terms: readonly string[];
  /** Under which conditions, by line. */
  readonly body: readonly string[];
}

/**
 * @param rego Rego v1 in the form of `opa fmt`
 * @throws Error when something is found in another way than {@link wordings} knows: it would be passed over
 */
export function parsePolicyRego(rego: string): PolicyRego {
  const [, name, imports = '', rules = ''] = /^package (\w+)\n((?:\s|import .*\n)*)([^]*)$/.exec(rego) ?? [];
  if (name === undefined) throw new Error('a policy is a package of one word');
  const unread = rules.match(/^\w+ contains .*/gm)?.find((line) => !line.endsWith(' if {'));
  if (unread !== undefined) throw new Error(`a finding has its conditions in braces: not ${unread}`);
  return {
    name,
    libraries: [...imports.matchAll(/^import data\.lib\.(\w+)$/gm)].map(([, library = '']) => library),
    rules,
    findings: [...rules.matchAll(/^(\w+) contains (.+) if \{\n([^]*?)\n\}$/gm)].map(
      ([, rule = '', found = '', body = '']) => ({
        ...wordedAs(rule, found),
        body: body.split('\n').map((line) => line.replace(/^\t/, '')),
      }),
    ),
  };
}

function wordedAs(rule: string, found: string): Pick<FindingRule, 'wording' | 'terms'> {
  const wording = wordings.find((one) => one.rule === rule);
  const terms = regoElements(found);
  if (wording?.finding.length === terms.length) return { wording, terms };
  const known = wordings.map((one) => `${one.rule} contains [${one.finding.join(', ')}]`).join('; or ');
  throw new Error(`a policy finds ${known}: not ${rule} contains ${found}`);
}
