import type { CheckReport } from '../check/check-report';
import type { ClusterPolicies } from '../check/cluster-policies';
import { counts, type Enforcement, enforcements, type Finding } from '../check/finding';
import { groupBy } from '../group-by';
import type { NotEvaluated } from '../not-evaluated';
import { listControls, type ListedControl } from '../policies/list-controls';
import { policiesKnownIn } from '../policies/list-policies';
import { policyByKind } from '../../../policies/catalogue';

/**
 * How a cluster stands to a control:
 * - `passed`: every policy that sees to it denies, and nothing violates them
 * - `failed`: something violates one of them
 * - `accepted`: something does, and an acceptance that has not ended covers all of it
 * - `partly`: nothing violates what is there, but not all of its policies deny everywhere
 * - `missing`: there are policies for it, and none is in force
 * - `uncovered`: no policy sees to it
 * - `not-coverable`: no admission policy can
 * - `not-evaluated`: something in the cluster could not be judged, so that nobody knows; never a pass
 */
export type ControlState = (typeof controlStates)[number];

/** From the best to what says least. */
export const controlStates = [
  'passed',
  'accepted',
  'partly',
  'failed',
  'missing',
  'not-evaluated',
  'uncovered',
  'not-coverable',
] as const;

/** What a policy does in a cluster. */
export type PolicyMode = Enforcement | 'missing';

/** A policy that sees to a control, in one cluster. Part of the public JSON. */
export interface ControlPolicy {
  readonly policy: string;
  readonly mode: PolicyMode;
}

/** A control in one cluster. Part of the public JSON. */
export interface ControlResult {
  readonly id: string;
  /** Null for a standard that only the repository knows. */
  readonly title: string | null;
  readonly state: ControlState;
  readonly policies: readonly ControlPolicy[];
  /** Violations that count. */
  readonly findings: number;
  /** Violations that an acceptance covers. */
  readonly accepted: number;
  /** Why no admission policy can see to it; null where one can. */
  readonly notCoverable: string | null;
  /** What the policies leave open; null: nothing. */
  readonly open: string | null;
}

/** One standard in one cluster. Part of the public JSON. */
export interface ClusterCompliance {
  readonly cluster: string;
  readonly stage: string | null;
  readonly standard: string;
  readonly version: string;
  /** Controls that at least one policy in force sees to. */
  readonly covered: number;
  /** Controls by state. */
  readonly summary: Readonly<Record<ControlState, number>>;
  readonly controls: readonly ControlResult[];
}

/** A policy and what it does in every cluster. Part of the public JSON. */
export interface PolicyModes {
  /** The kind of its constraints. */
  readonly policy: string;
  /** In the catalogue; null for one of somebody else's. */
  readonly id: string | null;
  readonly clusters: Readonly<Record<string, PolicyMode>>;
}

/** What was judged, and how it stands to standards. */
export interface Compliance {
  readonly clusters: readonly ClusterCompliance[];
  /** Policies that are in force in some cluster, or that a standard asks for. */
  readonly policies: readonly PolicyModes[];
}

/**
 * How clusters stand to standards.
 *
 * @param judged the clusters, under the names that the report has them by
 * @param standards ids
 * @throws UsageError for a standard that nobody knows
 */
export function complianceOf(
  judged: readonly ClusterPolicies[],
  report: CheckReport,
  standards: readonly string[],
): Compliance {
  const findings = groupBy(report.findings, ({ cluster }) => cluster);
  const hidden = groupBy(report.notEvaluated, ({ cluster }) => cluster ?? '');
  const everywhere = hidden.get('') ?? [];
  const asked = new Map<string, string | null>();
  const modes = new Map<string, Record<string, PolicyMode>>();
  // A policy that one cluster lacks is known by the others' templates.
  const all = policiesKnownIn(judged);
  const placed = groupBy(all.constraints, ({ cluster }) => cluster);
  const clusters = judged.flatMap(({ cluster }) => {
    const { name, stage = null } = cluster;
    const constraints = placed.get(name) ?? [];
    const known = { ...all, clusters: [cluster], constraints, notEvaluated: [] };
    for (const { kind, enforcement } of constraints) note(modes, kind, name, enforcement);
    const own = groupBy(findings.get(name) ?? [], ({ policy }) => policy);
    const unknown = [...everywhere, ...(hidden.get(name) ?? [])];
    return standards.map((standard): ClusterCompliance => {
      const listed = listControls(known, standard);
      for (const { policies } of listed) for (const { policy, id } of policies) asked.set(policy, id);
      const controls = listed.map((control) => resultOf(control, own, unknown));
      return {
        cluster: name,
        stage,
        standard,
        version: listed[0]?.version ?? '',
        covered: controls.filter(({ policies }) => policies.some(({ mode }) => mode !== 'missing')).length,
        summary: countStates(controls),
        controls,
      };
    });
  });
  const names = judged.map(({ cluster }) => cluster.name);
  const kinds = [...new Set([...modes.keys(), ...asked.keys()])].sort();
  const policies = kinds.map((policy): PolicyModes => ({
    policy,
    id: asked.get(policy) ?? policyByKind(policy)?.id ?? null,
    clusters: Object.fromEntries(names.map((name) => [name, modes.get(policy)?.[name] ?? 'missing'])),
  }));
  return { clusters, policies };
}

/** Of several constraints of one policy the strictest counts. */
function note(
  modes: Map<string, Record<string, PolicyMode>>,
  kind: string,
  cluster: string,
  enforcement: Enforcement,
): void {
  const known = modes.get(kind) ?? {};
  modes.set(kind, known);
  known[cluster] = strictest([enforcement, ...(known[cluster] === undefined ? [] : [known[cluster]])]);
}

function strictest(all: readonly PolicyMode[]): PolicyMode {
  return enforcements.find((enforcement) => all.includes(enforcement)) ?? 'missing';
}

function resultOf(
  control: ListedControl,
  findings: ReadonlyMap<string, readonly Finding[]>,
  unknown: readonly NotEvaluated[],
): ControlResult {
  const { id, title, notCoverable, open } = control;
  const constraints = control.policies.flatMap(({ policy, inForce }) =>
    (inForce ?? []).map(({ constraint }) => `${policy}/${constraint}`),
  );
  const inForce = new Set(constraints);
  const own = control.policies
    .flatMap(({ policy }) => findings.get(policy) ?? [])
    .filter(({ policy, constraint }) => inForce.has(`${policy}/${constraint}`));
  const counting = own.filter(counts).length;
  const policies = control.policies.map(({ policy, inForce: placed }) => ({
    policy,
    mode: strictest((placed ?? []).map(({ enforcement }) => enforcement)),
  }));
  const accepted = own.length - counting;
  const state = stateOf(control, counting, accepted, unknown.length > 0);
  return { id, title, state, policies, findings: counting, accepted, notCoverable, open };
}

function stateOf(control: ListedControl, findings: number, accepted: number, unknown: boolean): ControlState {
  switch (control.state) {
    case 'not-coverable':
    case 'uncovered':
      return control.state;
    case 'inactive':
      // A policy that could not be read may be the missing one.
      return unknown ? 'not-evaluated' : 'missing';
    default:
      if (findings > 0) return 'failed';
      if (unknown || control.state === 'unknown') return 'not-evaluated';
      if (control.state === 'partly') return 'partly';
      return accepted > 0 ? 'accepted' : 'passed';
  }
}

function countStates(controls: readonly ControlResult[]): Record<ControlState, number> {
  return Object.fromEntries(
    controlStates.map((state) => [state, controls.filter((one) => one.state === state).length]),
  ) as Record<ControlState, number>;
}
