/** What a synthesised stack says about itself to the workflows. */
export interface StackNote {
  /**
   * The job that applies it: `hub`, `access`, or the environment of a stage. `state` is planned by workflows, and
   * applied by nobody but the operator; `github` and `protection` are not even planned, which takes an owner's token.
   */
  readonly group: string;
  /** Whether the clock decides what is in it: it is planned with every change. */
  readonly clocked: boolean;
}
