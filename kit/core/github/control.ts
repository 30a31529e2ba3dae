/**
 * What was found of a control. `unreadable` is never a pass: the token may not see it, or GitHub did not answer.
 * `accepted`: the plan or the kind of account has no such thing, and it was accepted by name.
 */
export type ControlState = 'met' | 'weaker' | 'missing' | 'unreadable' | 'accepted';

/** One control with what GitHub says of it now. */
export interface ControlResult {
  readonly control: string;
  readonly state: ControlState;
  /** What was found, in one sentence. */
  readonly found: string;
  /** What to do; empty when it is met. */
  readonly fix: string;
}

/** The rules that hold on a branch or for tags, whoever wrote them: rulesets of the repository and the organisation. */
export interface LiveRule {
  readonly type: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A ruleset with its bypass list, which only administrators see. */
export interface LiveRuleset {
  readonly name: string;
  readonly target: string;
  readonly enforcement: string;
  /** Undefined where the token may not see it. */
  readonly bypassActors?: readonly { readonly type: string; readonly id: number | null }[];
  readonly include: readonly string[];
  readonly rules: readonly LiveRule[];
}
