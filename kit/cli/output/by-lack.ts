import { groupBy } from '../../core/group-by';
import type { Lack } from '../../core/lack';
import type { NotEvaluated } from '../../core/not-evaluated';
import { some } from './some';
import { printable, type Terminal } from './terminal';
import { type Lacking, tell } from './told-lack';
import { indented } from './wrap';

/** What was grouped, as text, and what is a case of its own. */
export interface ByLack {
  readonly groups: readonly string[];
  readonly others: readonly NotEvaluated[];
}

/** What most can be had for comes first. */
const order: readonly Lack['kind'][] = ['chart', 'source', 'remote-resource', 'variable', 'verdict'];
/** Lines of one group. */
const mostLines = 25;
/** Clusters of one group. */
const mostClusters = 6;

/** What several entries want for alike is told once, with what they come to and the remedy of all. */
export function byLack(entries: readonly NotEvaluated[], terminal: Terminal): ByLack {
  const lacking = groupBy(entries.filter(isLacking), ({ lack, repository }) =>
    JSON.stringify([repository, lack.kind, lack.kind === 'verdict' ? lack.because : '']),
  );
  const several = [...lacking.values()].filter(isSeveral).sort(([a], [b]) => rank(a) - rank(b));
  const grouped = new Set<NotEvaluated>(several.flat());
  return {
    groups: several.map((group) => toText(group, entries.length, terminal)),
    others: entries.filter((entry) => !grouped.has(entry)),
  };
}

function isLacking(entry: NotEvaluated): entry is Lacking {
  return entry.lack !== undefined;
}

/** The same of several clusters is one, which says it in its own words. */
function isSeveral(group: readonly NotEvaluated[]): boolean {
  return new Set(group.map(({ file, line, reason }) => JSON.stringify([file, line, reason]))).size > 1;
}

function rank(entry: Lacking | undefined): number {
  return entry === undefined ? order.length : order.indexOf(entry.lack.kind);
}

function toText(group: readonly Lacking[], total: number, { colors, columns }: Terminal): string {
  const { head, lines = [], commands = [] } = tell(group);
  const repository = group[0]?.repository;
  const clusters = [...new Set(group.flatMap(({ cluster }) => cluster ?? []))];
  const whose = clusters.length === 0 ? 'the repository' : some(clusters, mostClusters);
  const shown = lines.length > mostLines ? lines.slice(0, mostLines - 1) : lines;
  return [
    indented(printable(repository === undefined ? head : `${repository}: ${head}`), 0, columns, colors.bold),
    indented(printable(`${whose}: ${group.length} of ${total}`), 2, columns, colors.dim),
    ...shown.map((line) => indented(printable(line), 4, columns)),
    lines.length > shown.length ? `    and ${lines.length - shown.length} more\n` : '',
    ...commands.map((command) => `    ${printable(command)}\n`),
  ].join('');
}
