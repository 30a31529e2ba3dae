import { stringify } from 'yaml';

/** What the policy's logic is written in. */
export const policyLanguages = ['rego', 'rego-v0', 'cel'] as const;
export type PolicyLanguage = (typeof policyLanguages)[number];

/** Names that a folder and, without its hyphens, a kind can have. */
export const policyName = /^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$/;

/** `team-label` is `TeamLabel`. */
export function kindOf(name: string): string {
  return name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/**
 * The files of a new policy by their path in its folder: one that works, about workloads that say no team, for somebody to
 * change. Its samples pass as they are.
 */
export function policyFiles(name: string, language: PolicyLanguage): ReadonlyMap<string, string> {
  const kind = kindOf(name);
  return new Map([
    ['template.yaml', template(kind, language)],
    ['constraint.yaml', constraint(kind, name)],
    ['samples/allowed-team.yaml', sample('A workload that says whose it is.', { team: 'shop' })],
    ['samples/disallowed-no-team.yaml', sample('Nobody is called when this one fails.', {})],
    ['README.md', readme(name, kind)],
  ]);
}

function template(kind: string, language: PolicyLanguage): string {
  const name = kind.toLowerCase();
  return [
    '# A ConstraintTemplate of Gatekeeper: https://open-policy-agent.github.io/gatekeeper/website/docs/constrainttemplates',
    'apiVersion: templates.gatekeeper.sh/v1',
    'kind: ConstraintTemplate',
    'metadata:',
    '  # Gatekeeper demands the kind in lower case.',
    `  name: ${name}`,
    '  annotations:',
    '    fleetkeep.dev/title: Workloads say whose they are',
    '    # How long a risk may be accepted depends on it: low, medium, high or critical.',
    '    fleetkeep.dev/severity: medium',
    '    # What it covers of standards, STANDARD/VERSION/CONTROL, separated by commas; `fleetkeep get policies` knows them.',
    '    fleetkeep.dev/controls: nist-800-53/5/CM-8',
    '    description: Denies Deployments without the label that names their team.',
    'spec:',
    '  crd:',
    '    spec:',
    '      names:',
    `        kind: ${kind}`,
    '      validation:',
    '        openAPIV3Schema:',
    '          type: object',
    '          properties:',
    '            label:',
    '              type: string',
    '              description: The label that must be there.',
    '  targets:',
    '    - target: admission.k8s.gatekeeper.sh',
    ...logic(name, language),
    '',
  ].join('\n');
}

function logic(name: string, language: PolicyLanguage): readonly string[] {
  switch (language) {
    case 'rego':
      return [
        '      code:',
        '        - engine: Rego',
        '          source:',
        '            version: v1',
        '            rego: |',
        ...indent(
          14,
          rego(name, 'violation contains {"msg": msg, "details": {"field": field, "value": value}} if {'),
        ),
      ];
    case 'rego-v0':
      return [
        '      rego: |',
        ...indent(8, rego(name, 'violation[{"msg": msg, "details": {"field": field, "value": value}}] {')),
      ];
    case 'cel':
      return [
        '      code:',
        '        - engine: K8sNativeValidation',
        '          source:',
        '            # What CEL denies cannot be accepted: risk acceptances are Rego.',
        '            variables:',
        '              - name: label',
        '                expression: \'has(variables.params.label) ? variables.params.label : "team"\'',
        '            validations:',
        "              - expression: 'has(variables.anyObject.metadata.labels) && variables.label in variables.anyObject.metadata.labels'",
        '                messageExpression: \'variables.anyObject.kind + " " + variables.anyObject.metadata.name + ": metadata.labels." + variables.label + " is not set; allowed: the name of a team"\'',
      ];
  }
}

/** The two versions of Rego differ in the head of the rule alone. */
function rego(name: string, head: string): readonly string[] {
  return [
    `package ${name}`,
    '',
    '# The message names object, field, value and what is allowed. A risk acceptance names details.field and details.value.',
    head,
    '\tlabel := object.get(input.parameters, "label", "team")',
    '\tvalue := object.get(input.review.object, ["metadata", "labels", label], "")',
    '\tvalue == ""',
    '\tfield := sprintf("metadata.labels.%s", [label])',
    '\tmsg := sprintf("%s %s: %s is not set; allowed: the name of a team", [input.review.kind.kind, input.review.object.metadata.name, field])',
    '}',
  ];
}

/** Rego is indented by tabs, and YAML by none. */
function indent(spaces: number, lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(spaces)}${line.replaceAll('\t', '  ')}`));
}

function constraint(kind: string, name: string): string {
  return [
    '# What the policy is about, and with which parameters. How hard it is enforced fleet.ts says, by stage.',
    'apiVersion: constraints.gatekeeper.sh/v1beta1',
    `kind: ${kind}`,
    'metadata:',
    `  name: ${name}`,
    'spec:',
    '  match:',
    '    kinds:',
    '      - apiGroups: [apps]',
    '        kinds: [Deployment]',
    '  parameters:',
    '    label: team',
    '',
  ].join('\n');
}

function sample(comment: string, labels: Readonly<Record<string, string>>): string {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'storefront',
      namespace: 'shop',
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
    spec: {
      selector: { matchLabels: { app: 'storefront' } },
      template: {
        metadata: { labels: { app: 'storefront' } },
        spec: { containers: [{ name: 'app', image: 'registry.example.com/shop/storefront:1.4.2' }] },
      },
    },
  };
  return `# ${comment}\n${stringify(object)}`;
}

function readme(name: string, kind: string): string {
  return [
    `# ${kind}`,
    '',
    'What is denied, why, and what to write instead: two sentences for whoever is denied.',
    '',
    '- `template.yaml`: the logic, its parameters, severity and controls',
    '- `constraint.yaml`: what it is about',
    '- `samples/allowed-*.yaml`, `samples/disallowed-*.yaml`: one object each, with a comment first; they are the tests',
    '',
    '```sh',
    `fleetkeep policy test catalogue/${name}`,
    '```',
    '',
    "In `fleet.ts`, `policies: [ownPolicies({ directory: join(__dirname, 'catalogue') }), …]` puts every policy of the folder to work.",
    '',
  ].join('\n');
}
