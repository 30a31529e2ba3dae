import type { Control } from '../../fleet/hardening-controls';
import type { HardeningException } from '../../fleet/resolved-fleet';

/** Which controls hold on one cluster. An exception holds until it is taken away: synth does not know the time. */
export class Hardening {
  private readonly exceptions: ReadonlySet<string>;

  constructor(exceptions: readonly HardeningException[]) {
    this.exceptions = new Set(exceptions.map((exception) => exception.control));
  }

  has(control: Control): boolean {
    return !this.exceptions.has(control);
  }
}
