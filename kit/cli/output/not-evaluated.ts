import type { NotEvaluated } from '../../core/not-evaluated';
import { groupBy } from '../../core/group-by';
import { type Column, table } from './table';
import type { Terminal } from './terminal';

/** `file:line`, as terminals and editors make a link of. */
export function place({
  file,
  line,
}: {
  readonly file: string | null;
  readonly line: number | null;
}): string {
  if (file === null) return '';
  return line === null ? file : `${file}:${line}`;
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
export function notEvaluatedTable(entries: readonly NotEvaluated[], terminal: Terminal): string {
  if (entries.length === 0) return '';
  const columns: readonly Column<Row>[] = [
    { title: 'CLUSTER', value: ({ clusters }) => clusters.join(', '), shrinks: true },
    { title: 'FILE', value: place, shrinks: true },
    { title: 'REASON', value: ({ reason }) => reason, shrinks: true },
  ];
  const heading = terminal.colors.yellow(`Not evaluated: ${entries.length}`);
  return `${heading}\n${table(byReason(entries), columns, terminal)}\n`;
}

/** The same as lines for stderr, beside output that has no room for it. */
export function notEvaluatedWarnings(entries: readonly NotEvaluated[], terminal: Terminal): string {
  return byReason(entries)
    .map((row) => {
      const where = place(row);
      const who = row.clusters.length === 0 ? '' : ` (${row.clusters.join(', ')})`;
      return `${terminal.colors.yellow('not evaluated:')} ${where === '' ? '' : `${where}: `}${row.reason}${who}\n`;
    })
    .join('');
}
