import type { Severity } from '../../../policies/policy';

export type { Severity };

/** From the mildest to the worst. */
export const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** Whether a text names a severity. */
export function isSeverity(text: string): text is Severity {
  return (severities as readonly string[]).includes(text);
}

/** Whether one is as bad as another, or worse. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(threshold);
}
