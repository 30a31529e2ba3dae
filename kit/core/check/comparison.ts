import { enforcements, type Finding } from './finding';

/**
 * The findings under the policies of a change, and what only the policies before it say: a change that takes a policy
 * away, or softens it, is still judged by it. What only an acceptance of the change itself covers is `pending`.
 *
 * @param accepted whether the policies before the change accept a finding too
 */
export function withBasePolicies(
  own: readonly Finding[],
  gate: readonly Finding[],
  accepted: WasAccepted,
): readonly Finding[] {
  // Nothing to compare, and most of what a check of a change would do.
  if (gate === own && own.every(({ state }) => state !== 'accepted')) return own;
  const strictest = new Map<string, Finding>();
  for (const finding of gate) strictest.set(key(finding), stricter(finding, strictest.get(key(finding))));
  const seen = new Set(own.map(key));
  return [
    ...own.map((finding) => {
      const before = strictest.get(key(finding));
      const state = finding.state === 'accepted' && !accepted(finding, before) ? 'pending' : finding.state;
      return before === undefined
        ? { ...finding, state }
        : { ...finding, state, enforcement: stricter(finding, before).enforcement };
    }),
    ...gate.filter((finding) => !seen.has(key(finding))),
  ];
}

/** @param before the finding under the policies before the change */
export type WasAccepted = (finding: Finding, before: Finding | undefined) => boolean;

/** By the verdict under the policies before the change. */
export function acceptedBefore(_: Finding, before: Finding | undefined): boolean {
  return before?.state === 'accepted';
}

/**
 * An object that excludes itself is part of the change as well as of the verdict on it: it must have done so before.
 *
 * @param existing the findings before the change
 * @param otherwise what holds for acceptances, which are no part of the object
 */
export function wasAccepted(existing: readonly Finding[], otherwise: WasAccepted): WasAccepted {
  const standing = new Set(existing.filter(({ state }) => state === 'accepted').map(key));
  return (finding, before) =>
    finding.acceptance?.expiresAt === null ? standing.has(key(finding)) : otherwise(finding, before);
}

/** Tells what was there before from what is new. */
export function compare(findings: readonly Finding[], before: readonly Finding[]): readonly Finding[] {
  // What is found is `existing` until it is compared.
  if (findings === before) return findings;
  const existing = new Set(before.map(({ fingerprint }) => fingerprint));
  return findings.map((finding) => {
    if (finding.state === 'accepted' || finding.state === 'pending') return finding;
    const state = existing.has(finding.fingerprint) ? 'existing' : 'new';
    return finding.state === state ? finding : { ...finding, state };
  });
}

function key({ fingerprint, constraint }: Finding): string {
  return `${fingerprint} ${constraint}`;
}

function stricter(one: Finding, other: Finding | undefined): Finding {
  if (other === undefined) return one;
  return enforcements.indexOf(one.enforcement) <= enforcements.indexOf(other.enforcement) ? one : other;
}
