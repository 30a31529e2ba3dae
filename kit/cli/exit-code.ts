/** What the process ends with. Of several reasons the first in this order wins: usage, not evaluated, findings. */
export const ExitCode = {
  Clean: 0,
  /** Findings, or differences. */
  Findings: 1,
  /** Wrong usage, or nothing that can be read. */
  Usage: 2,
  /** Something could not be evaluated. */
  NotEvaluated: 3,
  NotAllowed: 4,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit code of a command that could read what it was asked to. */
export function exitCodeOf(outcome: { readonly notEvaluated: number; readonly findings?: number }): ExitCode {
  if (outcome.notEvaluated > 0) return ExitCode.NotEvaluated;
  return (outcome.findings ?? 0) > 0 ? ExitCode.Findings : ExitCode.Clean;
}
