import { standards } from '../../../policies/standards';
import { type CoverageState, listControls, type ListedControl } from '../../core/policies/list-controls';
import type { InForce } from '../../core/policies/constraints-in-force';
import { type KnownPolicies, listPolicies, type ListedPolicy } from '../../core/policies/list-policies';
import { enforcements } from '../../core/check/finding';
import { policiesAll } from '../../core/workspace/policies-all';
import { type CommandSpec, textOf } from '../command';
import { exitCodeOf } from '../exit-code';
import { arrange } from '../output/arrange';
import { csv } from '../output/csv';
import { print, type Printers } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { type Column, table } from '../output/table';
import type { Terminal } from '../output/terminal';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep get policies` */
export const getPoliciesCommand: CommandSpec = {
  description: `Lists the catalogue's policies and those of the repository, with the clusters in which each denies, warns or counts. With --standard: every control, which policies see to it and where they are in force, or why no admission policy can. Where no repository is at hand the catalogue is listed alone. Ends with 3 when something could not be rendered. Standards: ${standards.map(({ id }) => id).join(', ')}; and those that templates of the repository name.`,
  options: [
    { flags: '--standard <standard>', description: 'the coverage of this standard, for instance cis-aks' },
  ],
  examples: [
    { does: 'what is in force where', line: 'fleetkeep get policies -o wide' },
    { does: 'for an auditor', line: 'fleetkeep get policies --standard pci-dss -o csv > pci-dss.csv' },
  ],
  async run(context, options) {
    const { environment, engine, terminal, format } = context;
    const standard = textOf(options.standard);
    const known = await policiesAll(environment, engine, await scopeFor(context));
    const printers =
      standard === undefined
        ? policyPrinters(arrange(listPolicies(known), context.sortBy), terminal)
        : controlPrinters(arrange(listControls(known, standard), context.sortBy), terminal);
    context.print(print(printers, format));
    context.warn(withoutRepository(known, terminal));
    context.warn(notEvaluatedBeside(known.notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: known.notEvaluated.length });
  },
};

function withoutRepository({ clusters }: KnownPolicies, { colors }: Terminal): string {
  if (clusters !== undefined) return '';
  return colors.dim(
    'no fleet repository is here, so nothing is known of clusters: name one by --repository\n',
  );
}

function policyPrinters(listed: readonly ListedPolicy[], terminal: Terminal): Printers {
  return {
    table: () => table(listed, policyColumns(false), terminal),
    wide: () => table(listed, policyColumns(true), terminal),
    json: () => json(listed),
    yaml: () => yaml(listed),
    csv: () =>
      csv(listed, [
        ...(['policy', 'id', 'title', 'severity', 'source'] as const).map((title) => ({
          title,
          value: (row: ListedPolicy) => row[title],
        })),
        { title: 'controls', value: controlsText },
        { title: 'inForce', value: ({ inForce }) => where(inForce, true) },
      ]),
  };
}

function policyColumns(wide: boolean): readonly Column<ListedPolicy>[] {
  const columns: readonly (Column<ListedPolicy> | undefined)[] = [
    { title: 'POLICY', value: ({ policy }) => policy, shrinks: true },
    { title: 'ID', value: ({ id }) => id, shrinks: true },
    { title: 'SEVERITY', value: ({ severity }) => severity },
    { title: 'IN FORCE', value: ({ inForce }) => where(inForce, wide), shrinks: true },
    { title: 'TITLE', value: ({ title }) => title, shrinks: true },
    wide ? { title: 'SOURCE', value: ({ source }) => source } : undefined,
    wide ? { title: 'CONTROLS', value: controlsText, shrinks: true } : undefined,
  ];
  return columns.filter((column) => column !== undefined);
}

function controlPrinters(listed: readonly ListedControl[], terminal: Terminal): Printers {
  return {
    table: () => table(listed, controlColumns(terminal, false), terminal) + sums(listed),
    wide: () => table(listed, controlColumns(terminal, true), terminal) + sums(listed),
    json: () => json(listed),
    yaml: () => yaml(listed),
    csv: () =>
      csv(listed, [
        ...(['standard', 'version', 'id', 'title', 'state'] as const).map((title) => ({
          title,
          value: (row: ListedControl) => row[title],
        })),
        { title: 'policies', value: policiesText },
        { title: 'inForce', value: (row) => inForceText(row, true) },
        { title: 'notCoverable', value: ({ notCoverable }) => notCoverable },
        { title: 'open', value: ({ open }) => open },
        { title: 'source', value: ({ source }) => source },
      ]),
  };
}

function controlColumns({ colors }: Terminal, wide: boolean): readonly Column<ListedControl>[] {
  const paint: Readonly<Record<CoverageState, (text: string) => string>> = {
    enforced: colors.green,
    partly: colors.yellow,
    inactive: colors.red,
    'not-coverable': colors.dim,
    uncovered: colors.red,
    unknown: colors.dim,
  };
  const columns: readonly (Column<ListedControl> | undefined)[] = [
    { title: 'CONTROL', value: ({ id }) => id, shrinks: true },
    wide ? { title: 'VERSION', value: ({ version }) => version } : undefined,
    { title: 'STATE', value: ({ state }) => state, paint: (text, { state }) => paint[state](text) },
    { title: 'TITLE', value: ({ title }) => title, shrinks: true },
    { title: 'COVERED BY, OR WHY NOT', value: whyOf, shrinks: true },
    { title: 'IN FORCE', value: (row) => inForceText(row, wide), shrinks: true },
    wide ? { title: 'LEFT OPEN', value: ({ open }) => open, shrinks: true } : undefined,
    wide ? { title: 'SOURCE', value: ({ source }) => source, shrinks: true } : undefined,
  ];
  return columns.filter((column) => column !== undefined);
}

/** `12 enforced, 3 partly, 4 outside of 19 controls` */
function sums(listed: readonly ListedControl[]): string {
  const states = ['enforced', 'partly', 'inactive', 'uncovered', 'unknown', 'not-coverable'] as const;
  const counted = states.flatMap((state) => {
    const count = listed.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return `\n${counted.join(', ')} of ${listed.length} controls\n`;
}

function controlsText({ controls }: ListedPolicy): string {
  return controls.map(({ standard, version, id }) => `${standard} ${version} ${id}`).join('; ');
}

function policiesText({ policies }: ListedControl): string {
  return policies.map(({ policy, needs }) => (needs === null ? policy : `${policy} (on demand)`)).join(', ');
}

function whyOf(row: ListedControl): string {
  return row.notCoverable ?? policiesText(row);
}

/** What all of its policies do; in words for each where they differ. */
function inForceText({ policies, state }: ListedControl, names: boolean): string {
  if (state === 'not-coverable' || state === 'unknown') return '';
  const texts = policies.map(({ policy, inForce }) => ({ policy, text: where(inForce, names) ?? '' }));
  const active = texts.filter(({ text }) => text !== '');
  if (active.length === 0) return 'nowhere';
  const same = active.every(({ text }) => text === active[0]?.text) && active.length === texts.length;
  return same ? (active[0]?.text ?? '') : active.map(({ policy, text }) => `${policy} ${text}`).join('; ');
}

/** `deny 3, dryrun 1`: clusters by what happens in them, by the strictest of a policy's constraints. */
function where(inForce: readonly InForce[] | null, names: boolean): string | null {
  if (inForce === null) return null;
  const strictest = new Map<string, InForce['enforcement']>();
  for (const { cluster, enforcement } of inForce) {
    const known = strictest.get(cluster) ?? enforcement;
    const stricter = enforcements.indexOf(enforcement) < enforcements.indexOf(known);
    strictest.set(cluster, stricter ? enforcement : known);
  }
  return enforcements
    .flatMap((enforcement) => {
      const clusters = [...strictest].flatMap(([cluster, own]) => (own === enforcement ? [cluster] : []));
      if (clusters.length === 0) return [];
      return [`${enforcement} ${names ? clusters.join(' ') : clusters.length}`];
    })
    .join(', ');
}
