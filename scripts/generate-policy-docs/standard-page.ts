import { packById, packIds } from '../../policies/packs/pack-by-id';
import type { Policy } from '../../policies/policy';
import { standards } from '../../policies/standards';
import { type ControlCoverage, coverageOf, neededOf } from '../../policies/standards/coverage';
import type { Standard } from '../../policies/standards/standard';
import { generated, table } from './markdown';

/** What a standard asks for, which policies see to it, and what no admission policy can. */
export function standardPage(standard: Standard): string {
  const covered = coverageOf(standard);
  const packs = packIds.filter((id) => packById(id).standard === standard.id);
  const open = covered.filter(({ control }) => control.open !== undefined);
  return (
    [
      generated('policies/standards'),
      `# ${standard.title} ${standard.version}`,
      `Id \`${standard.id}\`; mapping taken from: ${standard.source}. Titles are in our words.`,
      `${sums(covered)} What of it a repository has in force: \`fleetkeep get policies --standard ${standard.id}\`.`,
      ...(packs.length === 0
        ? []
        : [`Packs: ${packs.map((id) => `[\`${id}\`](../policies/README.md#packs)`).join(', ')}.`]),
      `## Controls\n\n${table(['control', 'what it asks', 'covered by'], covered.map(row))}`,
      ...(open.length === 0
        ? []
        : [
            `## What policies leave open\n\n${open.map(({ control }) => `- **${control.id}**: ${control.open}`).join('\n')}`,
          ]),
      ...onDemandSection(covered),
    ].join('\n\n') + '\n'
  );
}

/** The standards, and how much of each there is. */
export function standardsPage(): string {
  const rows = standards.map((standard) => {
    const covered = coverageOf(standard);
    return [
      `[${standard.title}](${standard.id}.md)`,
      standard.version,
      String(covered.length),
      String(covered.filter(({ policies }) => policies.length > 0).length),
      String(covered.filter(({ control }) => control.outside !== undefined).length),
    ];
  });
  return (
    [
      generated('policies/standards'),
      '# Standards',
      'What each standard asks and what the catalogue has for it. A row of a standard may stand for neighbours that share ' +
        'one answer. What no admission policy can see to says so, and where it is seen to instead.',
      table(['standard', 'version', 'rows', 'covered by policies', 'not coverable by admission'], rows),
    ].join('\n\n') + '\n'
  );
}

function sums(covered: readonly ControlCoverage[]): string {
  const by = covered.filter(({ policies }) => policies.length > 0).length;
  const outside = covered.filter(({ control }) => control.outside !== undefined).length;
  return `${covered.length} rows: ${by} covered by policies, ${outside} not coverable by admission.`;
}

function row({ control, policies }: ControlCoverage): readonly string[] {
  const by = policies.map(
    (policy) => `${link(policy)}${neededOf(policy) === undefined ? '' : ' (on demand)'}`,
  );
  const why = control.outside === undefined ? by.join(', ') : `*Not coverable:* ${control.outside}`;
  return [control.id, control.title, why];
}

/** Policies that a pack has only when it is told something. */
function onDemandSection(covered: readonly ControlCoverage[]): readonly string[] {
  const asked = new Map(covered.flatMap(({ policies }) => policies).map((policy) => [policy.id, policy]));
  const rows = [...asked.values()].flatMap((policy) => {
    const needed = neededOf(policy);
    return needed === undefined ? [] : [[link(policy), needed]];
  });
  return rows.length === 0
    ? []
    : [`## On demand\n\nNothing without your words:\n\n${table(['policy', 'what to say'], rows)}`];
}

const link = ({ id }: Policy): string => `[${id}](../policies/${id}.md)`;
