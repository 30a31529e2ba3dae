import { eventually } from '../support/eventually';
import type { KubernetesClient } from '../support/kubernetes-client';
import {
  nameOf,
  referenceOf,
  type KubernetesObject,
  type ObjectReference,
} from '../support/kubernetes-object';
import { attachDebugContainers, podToDebug, verdictOfRefusal } from './admission-verdict';
import { standaloneObjects, type LabelledSample } from './labelled-sample';
import { removeConstraint } from './remove-constraint';

/** What an update of a sample changes: nothing that a policy asks for. */
export const touch = { 'example.com/touched': 'yes' } as const;

/** Brings the samples into the cluster while no policy is in force. */
export async function createUnjudged(
  client: KubernetesClient,
  samples: readonly LabelledSample[],
): Promise<void> {
  for (const constraint of standaloneObjects().constraints) await removeConstraint(client, constraint);
  for (const { label, object } of samples) {
    // Gatekeeper forgets a constraint when it has seen that it is gone.
    await eventually(`sample ${label} to be let in`, async () => {
      if (podToDebug(object)) await attachDebugContainers(client, object, { dryRun: false });
      else if (!(await client.find(referenceOf(object)))) await client.create(object);
      return true;
    });
  }
}

/** What admission says to an update of an object that is there, and to its deletion; nothing of it happens. */
export function updateVerdict(
  client: KubernetesClient,
  object: KubernetesObject,
): Promise<readonly string[]> {
  return verdictOfRefusal(() =>
    client.merge(referenceOf(object), { metadata: { annotations: touch } }, { dryRun: true }),
  );
}

export function deletionVerdict(
  client: KubernetesClient,
  object: KubernetesObject,
): Promise<readonly string[]> {
  return verdictOfRefusal(() => client.remove(referenceOf(object), { dryRun: true }));
}

/** A line of a verdict as the audit lists it: it keeps 256 bytes of a message (msgSize in Gatekeeper's pkg/audit). */
export function asListed(line: string): string {
  const start = line.indexOf('] ') + 2;
  const message = Buffer.from(line.slice(start));
  if (message.length <= 256) return line;
  return `${line.slice(0, start)}${message.subarray(0, 253).toString()}...`;
}

/** What the audit found of an object: `[constraint] message` lines, sorted, each once. */
export type AuditFindings = (object: KubernetesObject) => readonly string[];

/** Waits until an audit that knows every constraint has gone over all. @throws Error when it found too much to list */
export async function auditFindings(
  client: KubernetesClient,
  constraints: readonly KubernetesObject[],
): Promise<AuditFindings> {
  for (const reference of constraints.map(referenceOf))
    await status(client, reference, 'to be known to the audit', ({ byPod = [] }) =>
      byPod.some(({ enforced, operations }) => enforced && operations?.includes('audit')),
    );
  const since = new Date();
  const found = new Map<string, string[]>();
  for (const reference of constraints.map(referenceOf)) {
    const { violations = [], totalViolations = 0 } = await status(
      client,
      reference,
      'to be audited',
      ({ auditTimestamp: at }) => at !== undefined && new Date(at) > since,
    );
    if (violations.length < totalViolations)
      throw new Error(
        `the audit lists ${violations.length} of ${totalViolations} violations of ${reference.name}`,
      );
    for (const { kind, namespace = '', name, message } of violations) {
      const key = `${kind} ${namespace}/${name}`;
      found.set(key, [...(found.get(key) ?? []), `[${reference.name}] ${message}`]);
    }
  }
  return ({ kind, metadata }) => {
    const lines = found.get(`${kind} ${metadata.namespace ?? ''}/${metadata.name}`) ?? [];
    return [...new Set(lines)].sort();
  };
}

/** All samples and the pods that came of them: a minute, and several on a machine where others work too. */
const secondsToAudit = 600;

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

/** A constraint's status, as soon as it is as it should be. */
function status(
  client: KubernetesClient,
  reference: ObjectReference,
  what: string,
  holds: (status: AuditStatus) => boolean,
): Promise<AuditStatus> {
  return eventually(
    `${nameOf(reference)} ${what}`,
    async () => {
      const current = (await client.read(reference)) as { readonly status?: AuditStatus };
      return current.status && holds(current.status) ? current.status : undefined;
    },
    { seconds: secondsToAudit, every: 1_000 },
  );
}
