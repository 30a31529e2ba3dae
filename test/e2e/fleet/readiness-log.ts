import type { ControlPlane } from '../support/control-plane';
import { eventually } from '../support/eventually';
import { conditionOf, nameOf, referenceOf } from '../support/kubernetes-object';
import { watch, type WatchEvent } from '../support/watch';

/** Reasons that say that an attempt was made and went wrong; waiting for a dependency or a source is none of them. */
const failures: readonly string[] = [
  'BuildFailed',
  'ReconciliationFailed',
  'HealthCheckFailed',
  'PruneFailed',
];

/** Listens to the Kustomizations of a control plane: in which order they became Ready, and what failed on the way. */
export class ReadinessLog {
  /** `namespace/name`, the first to become Ready first. */
  readonly order: string[] = [];
  readonly failed: string[] = [];
  private error: Error | undefined;
  private closed = false;
  private end: () => void = () => undefined;

  private constructor() {}

  static async listen(plane: ControlPlane): Promise<ReadinessLog> {
    const log = new ReadinessLog();
    await log.listenTo(plane);
    return log;
  }

  /** The API server ends a watch when the definition of its kind changes: a cluster whose Git has Flux's own does that. */
  private async listenTo(plane: ControlPlane): Promise<void> {
    const ended = (error?: Error): void => {
      if (error) this.error = error;
      else if (!this.closed)
        this.listenTo(plane).catch((failure: unknown) => (this.error = failure as Error));
    };
    this.end = await eventually(
      'the watch of Kustomizations',
      () =>
        watch(
          plane.endpoint(plane.identities.admin),
          '/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations',
          (event) => this.hear(event),
          ended,
        ),
      { seconds: 30 },
    );
    if (this.closed) this.end();
  }

  /** Ends listening. @throws Error when the watch broke: what it heard would not be the whole story */
  close(): void {
    this.closed = true;
    this.end();
    if (this.error) throw this.error;
  }

  private hear({ type, object }: WatchEvent): void {
    if (type === 'ERROR') {
      this.error = new Error(`the watch of Kustomizations broke: ${JSON.stringify(object)}`);
      return;
    }
    const ready = conditionOf(object, 'Ready');
    const reference = referenceOf(object);
    const id = `${reference.namespace}/${reference.name}`;
    if (ready?.status === 'True' && !this.order.includes(id)) this.order.push(id);
    if (ready?.status === 'False' && failures.includes(ready.reason ?? '')) {
      const words = `${nameOf(reference)}: ${ready.reason}: ${ready.message}`;
      if (!this.failed.includes(words)) this.failed.push(words);
    }
  }
}
