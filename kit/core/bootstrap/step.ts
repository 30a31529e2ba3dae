/** What looking at a step gives. Looking changes nothing in Azure, on GitHub or in the project's history. */
export type Look =
  | { readonly kind: 'done'; readonly found: string }
  /** There is something to do. */
  | {
      readonly kind: 'open';
      readonly found: string;
      /** What will be done, in full: commands, or Terraform's plan. */
      readonly shown: string;
      /** Set when it takes something away: it is then never done without a person's yes. @default nothing */
      readonly takesAway?: string;
      /** @returns what was done, in one sentence. @throws StepStopped */
      run(): Promise<string>;
    }
  /** A person has to do something first. */
  | { readonly kind: 'stopped'; readonly found: string; readonly fix: string };

/** One step of the first day. It is found done or not by looking at the world, every time. */
export interface BootstrapStep {
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly does: string;
  /** Names of the steps that come before it. */
  readonly needs: readonly string[];
  /** Whether those after it wait until it is done, also where they do not need it. @default true */
  readonly holds?: boolean;
  look(): Promise<Look>;
}

/** A step cannot go on. `message` says what was found, `fix` what a person does about it; neither holds a secret. */
export class StepStopped extends Error {
  override readonly name = 'StepStopped';

  constructor(
    message: string,
    readonly fix: string,
  ) {
    super(message);
  }
}

/**
 * How a step ended. `done`: it was before. `made`: it was done now. `open`: it is to be done, and nobody said yes.
 * `waiting`: a step before it is not done. `stopped`: it could not be done; `fix` says what a person has to do.
 */
export type StepState = 'done' | 'made' | 'open' | 'waiting' | 'stopped';

/** One step of the public JSON of `fleetkeep bootstrap`. */
export interface StepResult {
  readonly step: string;
  readonly does: string;
  readonly state: StepState;
  readonly found: string;
  /** Empty unless stopped. */
  readonly fix: string;
}
