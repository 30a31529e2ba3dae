import { createHash } from 'node:crypto';

import type { ClusterCompliance, ControlResult, PolicyModes } from '../../core/compliance/compliance';
import { controlStates } from '../../core/compliance/compliance';
import type { ComplianceReport } from '../../core/compliance/read-compliance';
import { place } from './not-evaluated';

const style = `
:root { font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.25rem; margin-top: 2.5rem } h3 { font-size: 1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #d5dae0 }
th { background: #f3f5f7 } td:first-child { white-space: nowrap } td.n { text-align: right }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
.passed, .deny { color: #116329 } .failed { color: #a40e26; font-weight: 600 } .missing { color: #a40e26 }
.partly, .accepted, .warn, .dryrun, .not-evaluated { color: #8a5300 } .uncovered, .not-coverable { color: #57606a }
.alarm { border-left: 4px solid #a40e26; padding: .5rem 1rem; background: #fdf1f2 }
@media print { body { margin: 0; max-width: none } h2, h3 { break-after: avoid } tr { break-inside: avoid } }
`;

/**
 * The report for auditors: one file without scripts, fonts, images or anything from elsewhere, and a content security policy
 * that would let none in. All text of the repository is escaped.
 */
export function complianceHtml(report: ComplianceReport, version: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  const csp = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const names = [...new Set(report.clusters.map(({ cluster }) => cluster))];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(csp)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Compliance, ${escape(report.date.slice(0, 10))}</title>
<style>${style}</style>
</head>
<body>
<h1>Compliance</h1>
<p>Judged on ${escape(report.date)} by fleetkeep ${escape(version)}, from Git alone: what every cluster would get, ${judgedBy(report)}.</p>
${revisions(report)}
${hidden(report)}
<h2>Clusters and standards</h2>
${summary(report.clusters)}
<h2>Policies</h2>
${policies(report.policies, names)}
${names.map((name) => clusterSection(report.clusters.filter(({ cluster }) => cluster === name))).join('\n')}
</body>
</html>
`;
}

function judgedBy({ judgedBy: given }: ComplianceReport): string {
  if (given === null) return 'under its own policies';
  return `under ${given.map(code).join(' and ')}, <strong>not under its own policies</strong>: what its admission allows is another matter`;
}

function revisions({ revisions: all }: ComplianceReport): string {
  const rows = all.map(({ repository, address, commit, signed }) => [
    ...(repository === null ? [] : [escape(repository)]),
    code(address),
    commit === null ? 'working tree: not a revision' : code(commit),
    signed === null
      ? 'not applicable'
      : signed
        ? 'signed (the signature is not verified here)'
        : 'not signed',
  ]);
  const several = all.some(({ repository }) => repository !== null);
  return table([...(several ? ['Repository'] : []), 'Address', 'Revision', 'Head commit'], rows);
}

function hidden({ notEvaluated }: ComplianceReport): string {
  if (notEvaluated.length === 0) return '<p>Everything could be evaluated.</p>';
  const items = notEvaluated.map((one) => {
    const cluster = one.cluster === null ? '' : ` (${escape(one.cluster)})`;
    return `<li>${place(one) === '' ? '' : `${code(place(one))}: `}${escape(one.reason)}${cluster}</li>`;
  });
  return `<div class="alarm"><p>${notEvaluated.length} could not be evaluated. What they hide is no pass.</p><ul>${items.join('')}</ul></div>`;
}

function summary(clusters: readonly ClusterCompliance[]): string {
  const rows = clusters.map(({ cluster, stage, standard, version, controls, covered, summary: counts }) => [
    escape(cluster),
    escape(stage ?? ''),
    escape(`${standard} ${version}`),
    String(controls.length),
    String(covered),
    ...controlStates.map((state) => (counts[state] === 0 ? '0' : marked(state, String(counts[state])))),
  ]);
  const titles = controlStates.map((state) => state.replace('-', ' '));
  return table(['Cluster', 'Stage', 'Standard', 'controls', 'covered', ...titles], rows, 3);
}

function policies(all: readonly PolicyModes[], names: readonly string[]): string {
  const rows = all.map(({ policy, id, clusters }) => [
    code(policy),
    escape(id ?? ''),
    ...names.map((name) => marked(clusters[name] ?? 'missing', clusters[name] ?? 'missing')),
  ]);
  return table(['Policy', 'Id', ...names], rows);
}

function clusterSection(standards: readonly ClusterCompliance[]): string {
  const [first] = standards;
  if (first === undefined) return '';
  const sections = standards.map(
    ({ standard, version, controls }) =>
      `<h3>${escape(`${standard} ${version}`)}</h3>\n${table(
        ['Control', 'Asks', 'State', 'Violations', 'Policies, or why none', 'Left open'],
        controls.map(controlRow),
      )}`,
  );
  return `<h2>${escape(first.cluster)}</h2>\n${sections.join('\n')}`;
}

function controlRow(control: ControlResult): readonly string[] {
  const { id, title, state, findings, accepted, policies: all, notCoverable, open } = control;
  const violations = [
    ...(findings > 0 ? [`${findings} open`] : []),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
  ];
  const by = all.map(({ policy, mode }) => `${code(policy)} ${marked(mode, mode)}`).join('<br>');
  return [
    escape(id),
    escape(title ?? ''),
    marked(state, state.replace('-', ' ')),
    violations.join(', '),
    notCoverable === null ? by : escape(notCoverable),
    escape(open ?? ''),
  ];
}

/** @param numbers the column from which on all are numbers; cells are HTML, titles are text */
function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  numbers = Number.POSITIVE_INFINITY,
): string {
  const head = titles.map((title) => `<th>${escape(title)}</th>`).join('');
  const body = rows.map((cells) => {
    const line = cells.map((cell, index) => `<td${index >= numbers ? ' class="n"' : ''}>${cell}</td>`);
    return `<tr>${line.join('')}</tr>`;
  });
  return `<table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table>`;
}

function marked(kind: string, text: string): string {
  return `<span class="${escape(kind)}">${escape(text)}</span>`;
}

function code(text: string): string {
  return `<code>${escape(text)}</code>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML, between tags and in quotes. Control characters mean nothing there, and could mean something to who copies. */
function escape(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' || character === '\t' ? ' ' : '\ufffd'));
}
