import type { ResourceDocument } from '../../../kit/core/render/document';
import { check, verdictOf } from '../samples/check-document';
import { eventually } from '../support/eventually';
import { startAudit } from '../support/gatekeeper';
import { nameOf, type KubernetesObject, type ObjectReference } from '../support/kubernetes-object';
import { gatekeeperChart } from './gatekeeper-chart';
import type { SyncedFleet } from './synced-fleet';

/**
 * Of everything that Git holds for the cluster, Gatekeeper's audit finds what `fleetkeep check` finds, word for word, and
 * it finds something. What others put there (Kubernetes' own roles, the pods that came of a Deployment) is not in Git.
 */
export async function auditFindsWhatCheckFinds({ plane, repository, promised }: SyncedFleet): Promise<void> {
  const end = await startAudit(plane, gatekeeperChart(promised));
  try {
    const constraints = promised.resources.filter(({ apiVersion }) =>
      apiVersion.startsWith('constraints.gatekeeper.sh/'),
    );
    const audited = await audit(plane.admin, constraints);
    const findings = await check(
      ...['--repository', repository.path, '--revision', 'main', '--cluster', promised.name],
    );
    const problems: string[] = [];
    let found = 0;
    for (const resource of promised.resources) {
      const object = resource.object as unknown as KubernetesObject;
      const expected = verdictOf(findings, object).map(asListed);
      const actual = audited.get(keyOf(resource)) ?? [];
      found += expected.length;
      if (expected.join('\n') !== actual.join('\n'))
        problems.push(
          `${nameOf(resource)}:\n  check says ${list(expected)}\n  the audit says ${list(actual)}`,
        );
    }
    if (problems.length > 0) throw new Error(problems.join('\n'));
    if (found === 0) throw new Error('the cluster violates nothing: there is nothing to compare');
  } finally {
    await end();
  }
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? 'nothing' : lines.join('; ');
}

/** A line of a verdict as the audit lists it: it keeps 256 bytes of a message (`msgSize` in Gatekeeper's `pkg/audit`). */
function asListed(line: string): string {
  const start = line.indexOf('] ') + 2;
  const message = Buffer.from(line.slice(start));
  if (message.length <= 256) return line;
  return `${line.slice(0, start)}${message.subarray(0, 253).toString()}...`;
}

/** Waits until an audit that knows every constraint has gone over the whole cluster; on a busy machine that takes minutes. */
const secondsToAudit = 600;

/**
 * What it found of each object: `[constraint] message` lines, sorted, each once.
 *
 * @throws Error when it found too much to list
 */
async function audit(
  client: SyncedFleet['plane']['admin'],
  constraints: readonly ResourceDocument[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const status = (
    { apiVersion, kind, name }: ResourceDocument,
    what: string,
    holds: (status: AuditStatus) => boolean,
  ): Promise<AuditStatus> =>
    eventually(
      `${kind} ${name} ${what}`,
      async () => {
        const reference: ObjectReference = { apiVersion, kind, name };
        const current = (await client.read(reference)) as { readonly status?: AuditStatus };
        return current.status && holds(current.status) ? current.status : undefined;
      },
      { seconds: secondsToAudit, every: 1_000 },
    );

  for (const constraint of constraints)
    await status(constraint, 'to be known to the audit', ({ byPod = [] }) =>
      byPod.some(({ enforced, operations }) => enforced && operations?.includes('audit')),
    );
  const since = new Date();
  const found = new Map<string, Set<string>>();
  for (const constraint of constraints) {
    const { violations = [], totalViolations = 0 } = await status(
      constraint,
      'to be audited',
      ({ auditTimestamp: at }) => at !== undefined && new Date(at) > since,
    );
    if (violations.length < totalViolations)
      throw new Error(
        `the audit lists ${violations.length} of ${totalViolations} violations of ${constraint.name}`,
      );
    for (const violation of violations) {
      const lines = found.get(keyOf(violation)) ?? new Set();
      found.set(keyOf(violation), lines.add(`[${constraint.name}] ${violation.message}`));
    }
  }
  return new Map([...found].map(([key, lines]) => [key, [...lines].sort()]));
}

interface AuditStatus {
  readonly byPod?: readonly { readonly enforced?: boolean; readonly operations?: readonly string[] }[];
  /** When the audit began. */
  readonly auditTimestamp?: string;
  readonly totalViolations?: number;
  readonly violations?: readonly {
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly message: string;
  }[];
}

function keyOf({
  kind,
  namespace = '',
  name,
}: {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}): string {
  return `${kind} ${namespace}/${name}`;
}
