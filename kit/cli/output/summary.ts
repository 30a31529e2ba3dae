import type { CheckSummary } from '../../core/check/summary';
import type { RenderDocument } from '../../core/render/document';
import type { Terminal } from './terminal';

/** What a check comes to, in one line that cannot be misread as clean. */
export function summaryLine(summary: CheckSummary, { colors }: Terminal): string {
  const { findings, notEvaluated, byEnforcement, clusters, resources } = summary;
  const split = Object.entries(byEnforcement)
    .filter(([, count]) => count > 0)
    .map(([enforcement, count]) => `${count} ${enforcement}`);
  const states = summary.base === null ? [] : [`${summary.new} new, ${summary.existing} existing`];
  const pending = summary.pending === 0 ? [] : [`${summary.pending} pending`];
  const detail = [...split, ...states, ...pending].join('; ');
  const counted = findings - summary.accepted;
  const accepted = summary.accepted === 0 ? '' : ` and ${summary.accepted} accepted`;
  const what = `${plural(counted, 'finding')}${detail === '' ? '' : ` (${detail})`}${accepted}`;
  const paint = counted > 0 ? colors.red : notEvaluated > 0 ? colors.yellow : colors.green;
  const hidden = notEvaluated === 0 ? '' : `, ${notEvaluated} not evaluated`;
  return `${paint(what + hidden)} in ${plural(resources, 'resource')} of ${plural(clusters, 'cluster')}\n`;
}

/** What a rendering comes to, in one line that cannot be misread as complete. */
export function renderedLine({ clusters, notEvaluated }: RenderDocument, { colors }: Terminal): string {
  const resources = clusters.reduce((sum, cluster) => sum + cluster.resources.length, 0);
  const hidden = notEvaluated.length === 0 ? '' : `, ${notEvaluated.length} not evaluated`;
  const paint = notEvaluated.length > 0 ? colors.yellow : colors.green;
  return `${paint(`${plural(resources, 'resource')}${hidden}`)} in ${plural(clusters.length, 'cluster')}\n`;
}

/** `1 resource`, `2 resources`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
