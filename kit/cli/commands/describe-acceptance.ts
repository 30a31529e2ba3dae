import type { ListedAcceptance } from '../../core/acceptances/list';
import { acceptancesAll } from '../../core/workspace/acceptances-all';
import { vulnerabilityPolicy } from '../../core/vulnerabilities/list-acceptances';
import { nearest } from '../../../policies/nearest';
import { UsageError } from '../../core/errors';
import type { Finding } from '../../core/check/finding';
import { type CommandSpec } from '../command';
import { exitCodeOf } from '../exit-code';
import { print } from '../output/format';
import { json } from '../output/json';
import { notEvaluatedBeside } from '../output/not-evaluated';
import { printable, type Terminal } from '../output/terminal';
import { indented } from '../output/wrap';
import { yaml } from '../output/yaml';
import { scopeFor } from '../scope';

/** `fleetkeep describe acceptance` */
export const describeAcceptanceCommand: CommandSpec = {
  description:
    'Says all that is known of one risk acceptance: what it is about, why, when pull requests and when admission deny again, what Git knows of its approval, and the violations that it covers. Ends with 3 when something could not be judged.',
  operand: { name: '<name>', description: 'of the acceptance, as `fleetkeep get acceptances` lists it' },
  options: [],
  examples: [{ does: 'before it is renewed', line: 'fleetkeep describe acceptance ra-0042' }],
  async run(context, _, name = '') {
    const { environment, engine, terminal, format } = context;
    const { listed, report } = await acceptancesAll(environment, engine, await scopeFor(context));
    const described = listed.filter((one) => one.name === name);
    if (described.length === 0) {
      const names = [...new Set(listed.map((one) => one.name))];
      const hint =
        names.length === 0 ? 'there are none' : `did you mean ${nearest(name, names).join(' or ')}?`;
      throw new UsageError(`there is no acceptance '${name}': ${hint}`);
    }
    const covered = report.findings.filter(({ acceptance }) => acceptance?.name === name);
    const people = (): string => described.map((one) => paragraph(one, covered, terminal)).join('\n');
    const printers = {
      table: people,
      wide: people,
      json: () => json({ acceptances: described, findings: covered }),
      yaml: () => yaml({ acceptances: described, findings: covered }),
    };
    context.print(print(printers, format));
    context.warn(notEvaluatedBeside(report.notEvaluated, terminal, format));
    return exitCodeOf({ notEvaluated: report.notEvaluated.length });
  },
};

function paragraph(
  one: ListedAcceptance,
  findings: readonly Finding[],
  { colors, columns }: Terminal,
): string {
  const rows: readonly (readonly [string, string | null])[] = [
    ['State', stateText(one)],
    [
      'Policy',
      `${one.policy}${one.constraint === null ? '' : ` (constraint ${one.constraint})`}, severity ${one.severity}`,
    ],
    ['About', aboutText(one)],
    ['Fields', one.fields.join('\n') || null],
    ['Category', one.category],
    ['Owner', one.owner],
    ['Reason', one.reason],
    ['Ticket', one.ticket],
    ['Created', one.createdAt],
    [isOfImage(one) ? 'Counts again' : 'Pull requests', endText(one)],
    [
      'Admission',
      isOfImage(one)
        ? null
        : one.hardExpiresAt === null
          ? 'never denies'
          : `denies from ${one.hardExpiresAt}`,
    ],
    ['Approval', approvalText(one)],
    ['File', `${one.file}:${one.line}`],
    ['Covers', coveredText(one, findings)],
  ];
  const width = Math.max(...rows.map(([title]) => title.length)) + 3;
  const lines = rows.flatMap(([title, text]) =>
    text === null
      ? []
      : text.split('\n').map((line, index) => {
          const shown = indented(line, width, columns).slice(width);
          return `${index === 0 ? colors.bold(`${title}:`.padEnd(width)) : ' '.repeat(width)}${shown}`;
        }),
  );
  return `${colors.bold('Name:'.padEnd(width))}${printable(one.name)}\n${lines.join('')}`;
}

function isOfImage({ policy }: ListedAcceptance): boolean {
  return policy === vulnerabilityPolicy;
}

function endText(one: ListedAcceptance): string {
  if (one.expiresAt === null) return 'never fail';
  return `${isOfImage(one) ? 'from' : 'fail from'} ${one.expiresAt}`;
}

function coveredText(one: ListedAcceptance, findings: readonly Finding[]): string {
  if (isOfImage(one)) return `${one.findings} of \`fleetkeep images critical\``;
  return findings.map((finding) => `${finding.cluster}: ${finding.message}`).join('\n') || 'nothing';
}

function stateText({ state, daysLeft }: ListedAcceptance): string {
  const meaning = {
    proposed: 'in force in no cluster that was read',
    accepted: 'in force',
    expiring: 'in force, and to be renewed or removed',
    expired: 'pull requests fail',
    unused: 'in force, and nothing violates the policy there: remove it',
  }[state];
  const left =
    daysLeft === null ? 'no end' : daysLeft < 0 ? `ended ${-daysLeft} days ago` : `${daysLeft} days left`;
  return `${state}: ${meaning}; ${left}`;
}

function aboutText({
  target: { clusters, stages, namespace, apiVersion, kind, name },
}: ListedAcceptance): string {
  const object = [namespace, kind, name].filter((part) => part !== '').join('/');
  const where =
    stages === undefined ? `in ${(clusters ?? []).join(', ')}` : `in every cluster of ${stages.join(', ')}`;
  return apiVersion === '' ? `${name} ${where}` : `${object} (${apiVersion}) ${where}, and what it owns`;
}

/** Each on a line: who an approver is to look at. */
function approvalText({ approval, source }: ListedAcceptance): string {
  if (approval === null) {
    return source === 'annotation'
      ? 'none: whoever writes the object writes its exclusion'
      : 'nothing is known';
  }
  const { author, commit, signed, mergedBy, pullRequest, codeOwners, approvers, required } = approval;
  return [
    author === null
      ? 'not committed yet'
      : `written by ${author} in ${commit?.slice(0, 12)}, ${signed ? 'signed' : 'not signed'}`,
    ...(mergedBy === null ? [] : [`merged by ${mergedBy}`]),
    ...(pullRequest === null ? [] : [`pull request #${pullRequest}`]),
    `code owners: ${codeOwners.join(' ') || 'nobody'}; reviews needed: ${required}; who gave them: ${approvers} to Git`,
  ].join('\n');
}
