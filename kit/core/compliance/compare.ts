import type { ClusterCompliance, Compliance, ControlState, PolicyMode } from './compliance';

/** One thing that differs. Part of the public JSON. */
export interface ComplianceDifference {
  readonly kind: 'control' | 'policy';
  /** The cluster on both sides; null where two clusters are compared. */
  readonly cluster: string | null;
  readonly standard: string | null;
  /** The control's id, or the policy's kind. */
  readonly id: string;
  readonly title: string | null;
  /** `absent`: that side has no such cluster. */
  readonly a: ControlState | PolicyMode | 'absent';
  readonly b: ControlState | PolicyMode | 'absent';
}

/** What differs between two clusters of one report. */
export function compareClusters(
  { clusters, policies }: Compliance,
  a: string,
  b: string,
): readonly ComplianceDifference[] {
  const sides = (name: string) => clusters.filter(({ cluster }) => cluster === name);
  return [
    ...controls(sides(a), sides(b), null),
    ...policies.flatMap(({ policy, clusters: modes }) =>
      modes[a] === modes[b]
        ? []
        : [different('policy', null, null, policy, null, modes[a] ?? 'missing', modes[b] ?? 'missing')],
    ),
  ];
}

/** What differs between two reports, cluster by cluster. */
export function compareRevisions(a: Compliance, b: Compliance): readonly ComplianceDifference[] {
  const names = [...new Set([...a.clusters, ...b.clusters].map(({ cluster }) => cluster))].sort();
  return names.flatMap((name) => {
    const side = ({ clusters }: Compliance) => clusters.filter(({ cluster }) => cluster === name);
    const modes = ({ policies }: Compliance) =>
      new Map(policies.map(({ policy, clusters }) => [policy, clusters[name]] as const));
    const [before, after] = [modes(a), modes(b)];
    const there = (one: Compliance): boolean => side(one).length > 0;
    const missing = (one: Compliance): 'missing' | 'absent' => (there(one) ? 'missing' : 'absent');
    return [
      ...controls(side(a), side(b), name),
      ...[...new Set([...before.keys(), ...after.keys()])].sort().flatMap((policy) => {
        const [from, to] = [before.get(policy) ?? missing(a), after.get(policy) ?? missing(b)];
        return from === to ? [] : [different('policy', name, null, policy, null, from, to)];
      }),
    ];
  });
}

function controls(
  a: readonly ClusterCompliance[],
  b: readonly ClusterCompliance[],
  cluster: string | null,
): readonly ComplianceDifference[] {
  const states = (side: readonly ClusterCompliance[]) =>
    new Map(
      side.flatMap(({ standard, controls: all }) =>
        all.map((control) => [`${standard}\0${control.id}`, { standard, ...control }] as const),
      ),
    );
  const [before, after] = [states(a), states(b)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [from, to] = [before.get(key), after.get(key)];
    const one = from ?? to;
    if (one === undefined || from?.state === to?.state) return [];
    const { standard, id, title } = one;
    return [
      different('control', cluster, standard, id, title, from?.state ?? 'absent', to?.state ?? 'absent'),
    ];
  });
}

function different(
  kind: ComplianceDifference['kind'],
  cluster: string | null,
  standard: string | null,
  id: string,
  title: string | null,
  a: ComplianceDifference['a'],
  b: ComplianceDifference['b'],
): ComplianceDifference {
  return { kind, cluster, standard, id, title, a, b };
}
