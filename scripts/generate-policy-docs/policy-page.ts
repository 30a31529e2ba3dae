import { packById, packIds } from '../../policies/packs/pack-by-id';
import type { Policy } from '../../policies/policy';
import { inventoryYaml, type Sample, samplesOf } from '../../policies/source-files';
import { standardById } from '../../policies/standards';
import { generated, table } from './markdown';

/** The page of one policy. */
export function policyPage(policy: Policy): string {
  return (
    [
      generated(`policies/${policy.category}/${policy.id}`),
      `# ${policy.title}`,
      `\`${policy.kind}\`, id \`${policy.id}\`, severity ${policy.severity}`,
      policy.description,
      `## Why\n\n${policy.rationale}`,
      `## How to fix it\n\n${policy.remediation}`,
      ...needs(policy),
      `## Parameters\n\n${parameters(policy)}`,
      `## Controls\n\n${controls(policy)}`,
      `## Packs\n\n${packs(policy)}`,
      `## Samples\n\n${judgedWith(policy)}`,
      ...samplesOf(policy).map(sample),
    ].join('\n\n') + '\n'
  );
}

/** What a cluster must have for it. */
function needs(policy: Policy): readonly string[] {
  const kinds = (policy.referential ?? []).map(({ group, version, kind }) =>
    group === '' ? `${version} ${kind}` : `${group}/${version} ${kind}`,
  );
  return [
    ...(kinds.length === 0
      ? []
      : [
          `## Needs\n\nA copy of every ${kinds.join(', ')} of the cluster, which Gatekeeper keeps because of the SyncSet ` +
            `\`${policy.id}\`; it comes with the template where a pack uses the policy.`,
        ]),
    ...(policy.externalData === true
      ? [
          '## Needs\n\nAn external data provider of Gatekeeper in the cluster. Without one it denies; from Git alone nothing ' +
            'can be said, and `fleetkeep check` lists what it was asked about as not evaluated.',
        ]
      : []),
  ];
}

function parameters(policy: Policy): string {
  const rows = Object.entries(policy.parameters).map(([name, parameter]) => [
    `\`${name}\``,
    parameter.items === undefined ? parameter.type : `${parameter.type} of ${parameter.items.type}s`,
    parameter.description,
    parameter.absent,
  ]);
  return rows.length === 0 ? 'None.' : table(['name', 'type', 'meaning', 'when absent'], rows);
}

function controls(policy: Policy): string {
  const rows = policy.controls.map((control) => [
    `${standardById(control.standard).title} ${control.version}`,
    control.id,
    control.source,
  ]);
  return table(['standard', 'control', 'mapping taken from'], rows);
}

function packs(policy: Policy): string {
  const rows = packIds.flatMap((id) =>
    packById(id)
      .constraints.filter((constraint) => constraint.policy === policy.id)
      .map((constraint) => [`\`${id}\``, `\`${constraint.name}\``, shownParameters(constraint.parameters)]),
  );
  return rows.length === 0 ? 'In no pack yet.' : table(['pack', 'constraint', 'parameters'], rows);
}

function shownParameters(parameters: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(parameters);
  return entries.length === 0
    ? 'none'
    : entries.map(([name, value]) => `\`${name}: ${JSON.stringify(value)}\``).join('<br>');
}

function judgedWith(policy: Policy): string {
  return [parametersGiven(policy), ...inCluster(policy)].join('\n\n');
}

function inCluster(policy: Policy): readonly string[] {
  const yaml = inventoryYaml(policy).trimEnd();
  return yaml === '' ? [] : [`With this in the cluster:\n\n\`\`\`yaml\n${yaml}\n\`\`\``];
}

function parametersGiven(policy: Policy): string {
  const given = policy.sampleParameters;
  return given === undefined
    ? 'Judged without parameters.'
    : `Judged with these parameters:\n\n\`\`\`json\n${JSON.stringify(given, null, 2)}\n\`\`\``;
}

function sample({ name, expectation, description, yaml }: Sample): string {
  const manifest = yaml.replace(/^(?:#.*\n)+/, '').trimEnd();
  const title = name.replace(`${expectation}-`, '').replaceAll('-', ' ');
  return `### ${expectation === 'allowed' ? 'Allowed' : 'Denied'}: ${title}\n\n${description}\n\n\`\`\`yaml\n${manifest}\n\`\`\``;
}
