import { nearest } from '../nearest';
import type { Severity } from '../policy';
import type { AcceptanceProblem, PlacedAcceptance, PlacedVulnerabilityAcceptance } from './parse-acceptances';
import {
  type AcceptanceTarget,
  capInDays,
  daysAfter,
  daysBetween,
  maximalGraceInDays,
  type RiskAcceptance,
} from './risk-acceptance';

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

/**
 * Everything that is wrong with acceptances of vulnerabilities beyond their form. How long they may be is told by the
 * severity of what they cover, which only who reads reports knows; longer than the longest none may be.
 */
export function vulnerabilityAcceptanceProblems(
  acceptances: readonly PlacedVulnerabilityAcceptance[],
  scope: Pick<AcceptanceScope, 'clusters' | 'stages'>,
): readonly AcceptanceProblem[] {
  return acceptances.flatMap(({ file, lineOf, acceptance }) =>
    [...periodProblems(acceptance, 'low'), ...targetProblems({ acceptance }, scope)].map(
      ({ path, message }) => ({
        file,
        line: lineOf(...path),
        name: acceptance.name,
        message,
      }),
    ),
  );
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
  const { expiresAt, hardExpiresAt, policy } = acceptance;
  const problems = [...periodProblems(acceptance, policies.get(policy)?.severity)];
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
  { acceptance: { target } }: { readonly acceptance: { readonly target: Scoped } },
  scope: Pick<AcceptanceScope, 'clusters' | 'stages'>,
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

type Scoped = Pick<AcceptanceTarget, 'clusters' | 'stages'>;

/** @param severity undefined where nobody knows it, and something else is wrong */
function periodProblems(
  { createdAt, expiresAt }: Pick<RiskAcceptance, 'createdAt' | 'expiresAt'>,
  severity: Severity | undefined,
): readonly Problem[] {
  if (daysBetween(createdAt, expiresAt) <= 0)
    return [
      {
        path: ['spec', 'expiresAt'],
        message: `spec.expiresAt ${expiresAt} is not after createdAt ${createdAt}; write a later end`,
      },
    ];
  if (severity === undefined || daysBetween(createdAt, expiresAt) <= capInDays[severity]) return [];
  const last = daysAfter(createdAt, capInDays[severity]);
  return [
    {
      path: ['spec', 'expiresAt'],
      message: `spec.expiresAt ${expiresAt} is more than ${capInDays[severity]} days after createdAt, the cap of a policy of severity ${severity}; write ${last} or earlier`,
    },
  ];
}

function didYouMean(name: string, known: readonly string[]): string {
  return known.length === 0
    ? '; there is none'
    : `; did you mean ${nearest(name, known)
        .map((one) => `'${one}'`)
        .join(' or ')}?`;
}
