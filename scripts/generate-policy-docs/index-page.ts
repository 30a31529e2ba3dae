import { catalogue } from '../../policies/catalogue';
import { packById, packIds } from '../../policies/packs/pack-by-id';
import { generated, table } from './markdown';

/** What the catalogue holds, by category and by pack. */
export function indexPage(): string {
  return (
    [
      generated('policies/'),
      '# Policies',
      'What the catalogue can deny. Kinds and parameters are those of gatekeeper-library, so that its constraints work ' +
        'unchanged; the logic is our own, compared with Kubernetes’ own Pod Security Admission by a test on generated pods.',
      ...categories().map(category),
      `## Packs\n\nWhat \`fleet.ts\` activates, and what \`fleetkeep check --policies PACK\` takes.`,
      ...packIds.map(pack),
      '## Standards\n\nWhat each standard asks, control by control, and which policies see to it: [standards](../standards/README.md).',
    ].join('\n\n') + '\n'
  );
}

const categories = (): readonly string[] => [...new Set(catalogue.map((policy) => policy.category))];

function category(name: string): string {
  const rows = catalogue
    .filter((policy) => policy.category === name)
    .map((policy) => [link(policy.id), `\`${policy.kind}\``, policy.severity, policy.title]);
  return `## ${name}\n\n${table(['policy', 'kind', 'severity', 'what it wants'], rows)}`;
}

function pack(id: string): string {
  const { title, version, constraints, uncovered } = packById(id);
  const rows = constraints.map((constraint) => [
    link(constraint.policy),
    constraint.controls.map((control) => control.id).join(', '),
  ]);
  const missing = uncovered.map((control) => control.id).join(', ');
  return [
    `### \`${id}\`: ${title} ${version}`,
    table(['policy', 'controls covered'], rows),
    ...(missing === '' ? [] : [`Not covered yet: ${missing}.`]),
  ].join('\n\n');
}

const link = (id: string): string => `[${id}](${id}.md)`;
