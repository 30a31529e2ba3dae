import { groupBy } from '../../core/group-by';
import type { NotEvaluated } from '../../core/not-evaluated';
import { byLack } from './by-lack';
import { unitOf } from './unit';
import { compareText } from './compare-text';
import { printable, type Terminal } from './terminal';
import { indented } from './wrap';

/** `file:line`, as terminals and editors make a link of; of a workspace with the repository before it. */
export function place({
  file,
  line,
  repository,
}: {
  readonly file: string | null;
  readonly line: number | null;
  readonly repository?: string;
}): string {
  if (file === null) return repository ?? '';
  const there = line === null ? file : `${file}:${line}`;
  return repository === undefined ? there : `${repository}: ${there}`;
}

interface Row extends Pick<NotEvaluated, 'file' | 'line' | 'reason' | 'repository'> {
  /** Each a cluster, or several, with the Kustomizations that the reason does not name itself. */
  readonly whose: readonly string[];
}

/** The same reason of several clusters and Kustomizations once, ordered by place. */
function byReason(entries: readonly NotEvaluated[]): readonly Row[] {
  const groups = groupBy(entries, ({ repository, file, line, resource, reason }) =>
    JSON.stringify([repository, file, line, resource, reason]),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first === undefined ? [] : [{ ...first, whose: whose(group) }];
    })
    .sort(
      (a, b) =>
        compareText(a.repository ?? '', b.repository ?? '') ||
        compareText(a.file ?? '', b.file ?? '') ||
        (a.line ?? 0) - (b.line ?? 0) ||
        compareText(a.reason, b.reason),
    );
}

/** `prod, staging: shop/web`: clusters in which it is the same Kustomizations together. */
function whose(group: readonly NotEvaluated[]): readonly string[] {
  const clusters = [...groupBy(group, ({ cluster }) => cluster ?? '')].map(([cluster, own]) => ({
    cluster,
    kustomizations: [...new Set(own.flatMap(unnamed))].join(', '),
  }));
  return [...groupBy(clusters, ({ kustomizations }) => kustomizations)].map(([kustomizations, own]) => {
    const names = own.flatMap(({ cluster }) => (cluster === '' ? [] : cluster)).join(', ');
    return [names, kustomizations].filter((part) => part !== '').join(': ');
  });
}

function unnamed({ kustomization, reason }: NotEvaluated): readonly string[] {
  if (kustomization === null) return [];
  const { kind, name } = unitOf(kustomization);
  const words = reason.split(/[\s:,]+/);
  const isNamed = words.some(
    (word, at) => word === `${kind}/${name}` || (word === name && words[at - 1] === kind),
  );
  return isNamed ? [] : [kustomization];
}

/**
 * What could not be judged, under a heading of its own; empty when all could.
 *
 * @param wide each with its place; otherwise what one remedy serves is told together
 */
export function notEvaluatedList(
  entries: readonly NotEvaluated[],
  terminal: Terminal,
  wide: boolean,
): string {
  if (entries.length === 0) return '';
  const { yellow, dim } = terminal.colors;
  const { groups, others } = wide ? { groups: [], others: entries } : byLack(entries, terminal);
  const items = [...groups, ...itemsOf(others, terminal)];
  const more = groups.length === 0 ? '' : `\n${dim('-o wide says of each its file and line.')}\n`;
  return `${yellow(`Not evaluated: ${entries.length}`)}\n\n${items.join('\n')}${more}\n`;
}

function itemsOf(entries: readonly NotEvaluated[], terminal: Terminal): readonly string[] {
  const { bold, dim } = terminal.colors;
  return [...groupBy(byReason(entries), place)].map(([where, rows]) => {
    const reasons = rows.map((row) => {
      const whom = row.whose.filter((one) => one !== '');
      const lines = whom.length === 0 ? ['the repository'] : whom;
      return `${lines.map((line) => indented(printable(line), 2, terminal.columns, dim)).join('')}${indented(row.reason, 4, terminal.columns)}`;
    });
    return `${where === '' ? '' : `${bold(printable(where))}\n`}${reasons.join('')}`;
  });
}

/**
 * The same for stderr, beside output that has no room for it: beside what people read the list, beside what programs read a
 * line for each.
 *
 * @param format of the output, as `-o` says it
 */
export function notEvaluatedBeside(
  entries: readonly NotEvaluated[],
  terminal: Terminal,
  format: string,
): string {
  if (format === 'table' || format === 'wide') {
    const list = notEvaluatedList(entries, terminal, format === 'wide');
    return list === '' ? '' : `\n${list}`;
  }
  return byReason(entries)
    .map((row) => {
      const where = place(row);
      const whom = row.whose.filter((one) => one !== '').join('; ');
      const who = whom === '' ? '' : ` (${whom})`;
      return `${terminal.colors.yellow('not evaluated:')} ${printable(`${where === '' ? '' : `${where}: `}${row.reason}${who}`)}\n`;
    })
    .join('');
}
