import { conditionOf, nameOf, referenceOf } from '../support/kubernetes-object';
import type { ControlPlane } from '../support/control-plane';
import { watch } from '../support/watch';

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
  private readonly end: () => void;

  constructor(plane: ControlPlane) {
    this.end = watch(
      plane.endpoint(plane.identities.admin),
      '/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations',
      ({ object }) => {
        const ready = conditionOf(object, 'Ready');
        const { name, namespace } = referenceOf(object);
        const id = `${namespace}/${name}`;
        if (ready?.status === 'True' && !this.order.includes(id)) this.order.push(id);
        if (ready?.status === 'False' && failures.includes(ready.reason ?? '')) {
          const words = `${nameOf(referenceOf(object))}: ${ready.reason}: ${ready.message}`;
          if (!this.failed.includes(words)) this.failed.push(words);
        }
      },
      (error) => (this.error = error ?? new Error('the watch of Kustomizations ended')),
    );
  }

  /** Ends listening. @throws Error when the watch broke: what it heard would not be the whole story */
  close(): void {
    this.end();
    if (this.error) throw this.error;
  }
}
