import type { NotEvaluated } from '../../core/not-evaluated';
import { groupBy } from '../../core/group-by';
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

interface Row extends Omit<NotEvaluated, 'cluster'> {
  readonly clusters: readonly string[];
}

/** The same reason in several clusters on one line. */
function byReason(entries: readonly NotEvaluated[]): readonly Row[] {
  const groups = groupBy(entries, (entry) => JSON.stringify({ ...entry, cluster: '' }));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, clusters: group.flatMap(({ cluster }) => cluster ?? []) }];
  });
}

/** What could not be judged, under a heading of its own; empty when all could. */
export function notEvaluatedList(entries: readonly NotEvaluated[], terminal: Terminal): string {
  if (entries.length === 0) return '';
  const { yellow, bold, dim } = terminal.colors;
  const items = [...groupBy(byReason(entries), place)].map(([where, rows]) => {
    const reasons = rows.map((row) => {
      const clusters = row.clusters.length === 0 ? 'the repository' : row.clusters.join(', ');
      return `${indented(dim(clusters), 2)}${indented(row.reason, 4, terminal.columns)}`;
    });
    return `${where === '' ? '' : `${bold(printable(where))}\n`}${reasons.join('')}`;
  });
  return `${yellow(`Not evaluated: ${entries.length}`)}\n\n${items.join('\n')}\n`;
}

/** The same as lines for stderr, beside output that has no room for it. */
export function notEvaluatedWarnings(entries: readonly NotEvaluated[], terminal: Terminal): string {
  return byReason(entries)
    .map((row) => {
      const where = place(row);
      const who = row.clusters.length === 0 ? '' : ` (${row.clusters.join(', ')})`;
      return `${terminal.colors.yellow('not evaluated:')} ${printable(`${where === '' ? '' : `${where}: `}${row.reason}${who}`)}\n`;
    })
    .join('');
}
