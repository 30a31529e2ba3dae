/**
 * What was found of something on this machine. `unused`: it is not here, and nothing here needs it. `unknown` is never
 * a pass: it could not be found out.
 */
export type LocalState = 'ok' | 'problem' | 'unknown' | 'unused';

/** One check of the public JSON of `fleetkeep doctor`. */
export interface LocalCheck {
  readonly check: string;
  readonly state: LocalState;
  /** What was found, in one sentence; never a credential. */
  readonly found: string;
  /** What to do; empty when nothing is. */
  readonly fix: string;
}

export function ok(check: string, found: string): LocalCheck {
  return { check, state: 'ok', found, fix: '' };
}

export function problem(check: string, found: string, fix: string): LocalCheck {
  return { check, state: 'problem', found, fix };
}

export function unknown(check: string, found: string, fix: string): LocalCheck {
  return { check, state: 'unknown', found, fix };
}

export function unused(check: string, found: string, fix = ''): LocalCheck {
  return { check, state: 'unused', found, fix };
}
