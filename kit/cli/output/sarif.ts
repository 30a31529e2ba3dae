import type { CheckReport } from '../../core/check/check-report';
import type { SetBy } from '../../core/check/field-origin';
import type { Finding } from '../../core/check/finding';
import type { PolicyMetadataIndex } from '../../core/check/policy-metadata';
import type { Severity } from '../../core/check/severity';
import type { NotEvaluated } from '../../core/not-evaluated';

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
};

/** What GitHub ranks alerts by: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const scores: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
};

/** SARIF 2.1.0 (OASIS): a rule for each policy, a result for each finding, a notification for what was not judged. */
export function sarif(report: CheckReport, metadata: PolicyMetadataIndex, version: string): object {
  const policies = [...new Set(report.findings.map(({ policy }) => policy))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'fleetkeep', version, rules: policies.map((policy) => rule(policy, metadata)) },
        },
        invocations: [
          {
            executionSuccessful: report.notEvaluated.length === 0,
            toolExecutionNotifications: report.notEvaluated.map(notification),
          },
        ],
        results: report.findings.map((finding) => result(finding, policies, report.summary.base !== null)),
      },
    ],
  };
}

function rule(policy: string, metadata: PolicyMetadataIndex): object {
  const { title, severity, controls, remediation } = metadata.get(policy);
  return {
    id: policy,
    shortDescription: { text: title ?? policy },
    ...(remediation === undefined ? {} : { help: { text: remediation } }),
    defaultConfiguration: { level: levels[severity] },
    properties: {
      'security-severity': scores[severity],
      tags: ['security', ...controls.map(({ standard, version, id }) => `${standard}/${version}/${id}`)],
    },
  };
}

function result(finding: Finding, policies: readonly string[], compared: boolean): object {
  const { resource, cluster, kustomization, constraint, enforcement, severity } = finding;
  return {
    ruleId: finding.policy,
    ruleIndex: policies.indexOf(finding.policy),
    level: levels[severity],
    message: { text: `${finding.message} (cluster ${cluster})` },
    locations: [location(finding.file, finding.line)],
    ...(finding.setBy === undefined ? {} : { relatedLocations: [setBy(finding.setBy)] }),
    partialFingerprints: { 'fleetkeep/v1': finding.fingerprint },
    ...(compared ? { baselineState: unchanged.has(finding.state) ? 'unchanged' : 'new' } : {}),
    ...suppressions(finding),
    properties: { cluster, kustomization, constraint, enforcement, severity, resource },
  };
}

const unchanged: ReadonlySet<Finding['state']> = new Set(['existing', 'accepted']);

/** An acceptance that is not merged yet is under review; one that has ended suppresses nothing. */
function suppressions({ state, acceptance }: Finding): object {
  if (acceptance === undefined || (state !== 'accepted' && state !== 'pending')) return {};
  const justification = `risk acceptance ${acceptance.name}, until ${acceptance.expiresAt ?? 'for ever'}`;
  const status = state === 'accepted' ? 'accepted' : 'underReview';
  return { suppressions: [{ kind: 'external', status, justification }] };
}

function notification({ reason, cluster, file, line }: NotEvaluated): object {
  return {
    level: 'error',
    message: { text: `Not evaluated: ${reason}${cluster === null ? '' : ` (cluster ${cluster})`}` },
    ...(file === null ? {} : { locations: [location(file, line)] }),
  };
}

function setBy({ file, line, by }: SetBy): object {
  return { ...location(file, line), message: { text: `set here (${by})` } };
}

function location(file: string, line: number | null): object {
  const region = line === null || line < 1 ? {} : { region: { startLine: line } };
  return { physicalLocation: { artifactLocation: { uri: encodeURI(file) }, ...region } };
}
