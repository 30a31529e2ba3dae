import { nearest } from '../nearest';
import type { Severity } from '../policy';
import type { AcceptanceProblem, PlacedAcceptance } from './parse-acceptances';
import { capInDays, daysAfter, daysBetween, maximalGraceInDays } from './risk-acceptance';

/** What acceptances can be about. */
export interface AcceptanceScope {
  /** Names of constraints and severity, by kind; a kind that cannot be accepted says why. */
  readonly policies: ReadonlyMap<string, AcceptablePolicy>;
  /** Undefined where nobody knows: then any is taken. */
  readonly clusters?: readonly string[];
  readonly stages?: readonly string[];
}

export interface AcceptablePolicy {
  readonly severity: Severity;
  readonly constraints: readonly string[];
}

/** Everything that is wrong with acceptances beyond their form, in their order. */
export function acceptanceProblems(
  acceptances: readonly PlacedAcceptance[],
  scope: AcceptanceScope,
): readonly AcceptanceProblem[] {
  return acceptances.flatMap((placed) => {
    const { file, lineOf, acceptance } = placed;
    return [
      ...policyProblems(placed, scope),
      ...momentProblems(placed, scope),
      ...targetProblems(placed, scope),
    ].map(({ path, message }) => ({ file, line: lineOf(...path), name: acceptance.name, message }));
  });
}

/** One line: `.securitytower/acceptances/ra-1.yaml:12: risk acceptance 'ra-1': spec.expiresAt …`. */
export function acceptanceProblemText({ file, line, name, message }: AcceptanceProblem): string {
  return `${file}:${line}: risk acceptance${name === undefined ? '' : ` '${name}'`}: ${message}`;
}

interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

function policyProblems({ acceptance }: PlacedAcceptance, { policies }: AcceptanceScope): readonly Problem[] {
  const { policy, constraint } = acceptance;
  const known = policies.get(policy);
  if (known === undefined) {
    return [
      {
        path: ['spec', 'policy'],
        message: `spec.policy '${policy}' is in force nowhere${didYouMean(policy, [...policies.keys()])}`,
      },
    ];
  }
  if (known.constraints.includes(constraint)) return [];
  return [
    {
      path: ['spec', 'constraint'],
      message: `spec.constraint '${constraint}' is no constraint of ${policy}${didYouMean(constraint, known.constraints)}`,
    },
  ];
}

function momentProblems({ acceptance }: PlacedAcceptance, { policies }: AcceptanceScope): readonly Problem[] {
  const { createdAt, expiresAt, hardExpiresAt, policy } = acceptance;
  const problems: Problem[] = [];
  const severity = policies.get(policy)?.severity;
  if (daysBetween(createdAt, expiresAt) <= 0) {
    problems.push({
      path: ['spec', 'expiresAt'],
      message: `spec.expiresAt ${expiresAt} is not after createdAt ${createdAt}; write a later end`,
    });
  } else if (severity !== undefined && daysBetween(createdAt, expiresAt) > capInDays[severity]) {
    const last = daysAfter(createdAt, capInDays[severity]);
    problems.push({
      path: ['spec', 'expiresAt'],
      message: `spec.expiresAt ${expiresAt} is more than ${capInDays[severity]} days after createdAt, the cap of a policy of severity ${severity}; write ${last} or earlier`,
    });
  }
  const grace = daysBetween(expiresAt, hardExpiresAt);
  if (grace < 0 || grace > maximalGraceInDays) {
    const last = daysAfter(expiresAt, maximalGraceInDays);
    problems.push({
      path: ['spec', 'hardExpiresAt'],
      message: `spec.hardExpiresAt ${hardExpiresAt} is not within ${maximalGraceInDays} days after expiresAt ${expiresAt}; write ${expiresAt} to ${last}`,
    });
  }
  return problems;
}

function targetProblems(
  { acceptance: { target } }: PlacedAcceptance,
  scope: AcceptanceScope,
): readonly Problem[] {
  return (['clusters', 'stages'] as const).flatMap((field) => {
    const known = scope[field];
    const unknown = (target[field] ?? []).filter((name) => name !== '*' && known?.includes(name) === false);
    const noun = field.slice(0, -1);
    const wild = field === 'stages' && target.stages?.includes('*') === true;
    return [
      ...unknown.map((name) => ({
        path: ['spec', 'target', field],
        message: `spec.target.${field}: there is no ${noun} '${name}'${didYouMean(name, known ?? [])}`,
      })),
      ...(wild
        ? [
            {
              path: ['spec', 'target', field],
              message: `spec.target.stages: '*' is no stage; write clusters: ['*']`,
            },
          ]
        : []),
    ];
  });
}

function didYouMean(name: string, known: readonly string[]): string {
  return known.length === 0
    ? '; there is none'
    : `; did you mean ${nearest(name, known)
        .map((one) => `'${one}'`)
        .join(' or ')}?`;
}
