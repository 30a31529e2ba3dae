import { eventually } from '../support/eventually';
import {
  conditionOf,
  referenceOf,
  type Condition,
  type KubernetesObject,
} from '../support/kubernetes-object';
import { reconcile, requestReconciliation, type SyncedFleet } from './synced-fleet';

const kustomize = 'kustomize.toolkit.fluxcd.io/v1';

/** A whole fleet follows a commit in seconds; in minutes on a machine where others work too. */
const secondsToFollow = 300;

export interface FollowOptions {
  /** Namespaces whose sources are looked at. @default - all */
  readonly namespaces?: readonly string[];
  /** The only Kustomizations that are waited for, as `namespace/name`. @default - all of those namespaces */
  readonly until?: readonly string[];
  /** Kustomizations, as `namespace/name`, that are not waited for: the commit is there to make them fail. @default none */
  readonly except?: readonly string[];
}

/** After that, somebody at a terminal asks Flux to try again. */
const secondsOfPatience = 10;

/**
 * Lets the cluster follow the repository's head: its sources look now, and everything that applies them becomes Ready at
 * that commit. What failed at it, since what it needs came a moment later, is asked to try again: by itself it would in
 * minutes.
 *
 * @throws Error with what the Kustomizations say that did not
 */
export async function follow(
  fleet: SyncedFleet,
  { namespaces, until, except = [] }: FollowOptions = {},
): Promise<void> {
  const { plane, repository } = fleet;
  const commit = repository.head;
  const isWanted = ({ metadata }: KubernetesObject): boolean =>
    namespaces === undefined || namespaces.includes(metadata.namespace ?? '');
  const sources = await plane.admin.list('source.toolkit.fluxcd.io/v1', 'GitRepository');
  await Promise.all(
    sources
      .filter(isWanted)
      .map(({ metadata }) => reconcile(plane, 'GitRepository', metadata.namespace ?? '', metadata.name)),
  );
  const again = new Retries(plane);
  await eventually(
    `everything to follow ${commit}`,
    async () => {
      plane.supervisor.assertAlive();
      const all = (await plane.admin.list(kustomize, 'Kustomization')).filter(isWanted);
      const awaited = all.filter((object) => until?.includes(idOf(object)) ?? !except.includes(idOf(object)));
      const waiting = awaited.filter((object) => !isReadyAt(object, commit));
      // What is waited for by name has to be there.
      if (waiting.length === 0 && (until === undefined || awaited.length > 0)) return true;
      await again.ask(waiting.filter((object) => failedAt(object, commit)));
      throw new Error(waiting.map((object) => `${idOf(object)}: ${wordsOf(object)}`).join('\n'));
    },
    // Each look lists all of them.
    { seconds: secondsToFollow, every: 500 },
  );
}

/** Waits until a Kustomization has tried the repository's head and failed. @returns what it says */
export async function failure(
  { plane, repository }: SyncedFleet,
  namespace: string,
  name: string,
): Promise<string> {
  const commit = repository.head;
  return eventually(
    `Kustomization ${namespace}/${name} to fail`,
    async () => {
      const object = await plane.admin.read({
        apiVersion: kustomize,
        kind: 'Kustomization',
        namespace,
        name,
      });
      const ready = conditionOf(object, 'Ready');
      if (ready?.status === 'False' && attempted(object)?.endsWith(commit)) return ready.message ?? '';
      throw new Error(wordsOf(object));
    },
    { seconds: secondsToFollow },
  );
}

interface Status {
  readonly lastAppliedRevision?: string;
  readonly lastAttemptedRevision?: string;
  readonly observedGeneration?: number;
}

/** What it last tried, as `branch@sha1:commit`. */
function attempted(object: KubernetesObject): string | undefined {
  return (object['status'] as Status | undefined)?.lastAttemptedRevision;
}

function isReadyAt(object: KubernetesObject, commit: string): boolean {
  const status = (object['status'] ?? {}) as Status;
  return (
    object.metadata.deletionTimestamp === undefined &&
    conditionOf(object, 'Ready')?.status === 'True' &&
    status.observedGeneration === object.metadata.generation &&
    status.lastAppliedRevision?.endsWith(commit) === true
  );
}

function failedAt(object: KubernetesObject, commit: string): boolean {
  return conditionOf(object, 'Ready')?.status === 'False' && attempted(object)?.endsWith(commit) === true;
}

/** `flux reconcile` for what failed, without waiting for what comes of it. */
class Retries {
  /** By `namespace/name`, in milliseconds since the epoch. */
  private readonly due = new Map<string, number>();

  constructor(private readonly plane: SyncedFleet['plane']) {}

  async ask(failed: readonly KubernetesObject[]): Promise<void> {
    for (const object of failed) {
      const due = this.due.get(idOf(object));
      if (due !== undefined && due > Date.now()) continue;
      this.due.set(idOf(object), Date.now() + secondsOfPatience * 1_000);
      if (due !== undefined) await requestReconciliation(this.plane, referenceOf(object));
    }
  }
}

function idOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function wordsOf(object: KubernetesObject): string {
  const ready: Condition | undefined = conditionOf(object, 'Ready');
  return `at ${attempted(object)}: ${ready?.reason}: ${ready?.message}`;
}
