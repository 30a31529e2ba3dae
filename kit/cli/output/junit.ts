import type { CheckOfAll } from '../../core/workspace/merge-checks';
import { counts, type Finding } from '../../core/check/finding';
import { identity } from '../../core/check/identity';
import { groupBy } from '../../core/group-by';
import { resourcesOf } from '../../core/render/rendering';
import { resourceName } from './findings';
import { place } from './not-evaluated';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly file?: string | null;
  /** Elements inside of it; none for a pass. */
  readonly outcome: readonly string[];
}

/** JUnit XML: a suite for each cluster, a case for each resource and for everything that was not judged. */
export function junit({ report, clusters }: CheckOfAll): string {
  const findings = groupBy(report.findings, (finding) => `${finding.cluster}\0${identity(finding.resource)}`);
  const resources = clusters.flatMap((cluster) =>
    resourcesOf(cluster).map((resource): Case => {
      const suite = cluster.cluster.name;
      const outcome = (findings.get(`${suite}\0${identity(resource)}`) ?? []).map((finding) =>
        counts(finding) ? failure(finding) : accepted(finding),
      );
      return { suite, name: resourceName({ resource }), file: resource.file, outcome };
    }),
  );
  const hidden = report.notEvaluated.map((entry): Case => {
    const text = [place(entry), entry.reason].filter((part) => part !== '').join(': ');
    const outcome = [`<error type="not-evaluated" message="${escape(entry.reason)}">${escape(text)}</error>`];
    return { suite: entry.cluster ?? 'repository', name: entry.reason, file: entry.file, outcome };
  });
  const suites = groupBy([...resources, ...hidden], ({ suite }) => suite);
  const body = [...suites].map(([name, cases]) => suiteElement(name, cases)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="fleetkeep check">\n${body}</testsuites>\n`;
}

function suiteElement(name: string, cases: readonly Case[]): string {
  const count = (element: string): number =>
    cases.filter(({ outcome }) => outcome.some((one) => one.startsWith(`<${element} `))).length;
  const sums = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  const lines = cases.map(({ name: title, file, outcome }) => {
    const where = file === undefined || file === null ? '' : ` file="${escape(file)}"`;
    const head = `    <testcase classname="${escape(name)}" name="${escape(title)}"${where}`;
    return outcome.length === 0 ? `${head}/>\n` : `${head}>${outcome.join('')}</testcase>\n`;
  });
  return `  <testsuite name="${escape(name)}" ${sums}>\n${lines.join('')}  </testsuite>\n`;
}

function failure(finding: Finding): string {
  const { policy, constraint, severity, enforcement, message, file, line } = finding;
  const text = `${file}:${line}: ${message} [${policy}/${constraint}, ${severity}, ${enforcement}]`;
  return `<failure type="${escape(policy)}" message="${escape(message)}">${escape(text)}</failure>`;
}

function accepted({ message, policy, acceptance }: Finding): string {
  const until = `accepted until ${acceptance?.expiresAt ?? 'for ever'} (${acceptance?.name ?? 'unknown'})`;
  return `<system-out>${escape(`${message} [${policy}]: ${until}`)}</system-out>`;
}

/** For text and attributes; characters that XML 1.0 cannot hold are replaced. */
function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
      .replace(/[&<>"']/g, (character) => entities[character] ?? character)
      .replace(/[\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}
