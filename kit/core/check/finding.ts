import type { ResourceId, Violation } from '../../engine-client/protocol';
import { type Coverage, coverageOf, covers, type Place, placeOf } from '../acceptances/coverage';
import { oncePer } from '../once-per';
import { redactText } from '../redact';
import { type SetBy, setByOf } from './field-origin';
import { fingerprint } from './fingerprint';
import type { Control, PolicyMetadataIndex } from './policy-metadata';
import type { ReviewedResource } from './reviewer';
import type { Severity } from './severity';

/** What Gatekeeper does with a violation; only `deny` blocks. */
export type Enforcement = 'deny' | 'warn' | 'dryrun';

/** From the strictest to the mildest. */
export const enforcements: readonly Enforcement[] = ['deny', 'warn', 'dryrun'];

/** One violation of one policy by one resource. Part of the public JSON. */
export interface Finding {
  /** Names the place: policy, resource, field path. */
  readonly fingerprint: string;
  /** The kind of the constraint, for instance `K8sPSPCapabilities`. */
  readonly policy: string;
  /** The constraint's name. */
  readonly constraint: string;
  readonly severity: Severity;
  readonly enforcement: Enforcement;
  readonly state: 'new' | 'existing' | 'accepted' | 'pending';
  readonly cluster: string;
  /** Which repository of the workspace; absent for the only one. */
  readonly repository?: string;
  readonly kustomization: string;
  readonly resource: ResourceId;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  /** What set the field in question, where that is not the resource's file itself. */
  readonly setBy?: SetBy;
  readonly controls: readonly Control[];
  /** What an acceptance of it would name; absent where the policy's template reads no acceptances. */
  readonly place?: Place;
  /** The acceptance that covers it, also one that has ended: then the finding counts as any other. */
  readonly acceptance?: Coverage;
}

/** Whether a finding counts as one: what is accepted is shown, and fails nothing. */
export function counts({ state }: Pick<Finding, 'state'>): boolean {
  return state !== 'accepted';
}

/** The findings of one verdict, `accepted` where an acceptance that has not ended covers them, else `existing`. */
export function findingsOf(
  cluster: string,
  { operation, resource, verdict }: ReviewedResource,
  metadata: PolicyMetadataIndex,
  now: Date,
): readonly Finding[] {
  const { apiVersion, kind, namespace, name, kustomization, file, line } = resource;
  const id = { apiVersion, kind, namespace, name };
  return verdict.results.map((violation): Finding => {
    const said = redactText(violation.message, resource.object);
    // What forbids the object is found on the object; what forbids to delete it is another matter.
    const message = operation === 'DELETE' ? `on deletion: ${said}` : said;
    const { severity, controls } = metadata.get(violation.constraint.kind);
    const acceptance = coverageOf(violation);
    return {
      fingerprint: fingerprint(cluster, id, violation, message, operation),
      policy: violation.constraint.kind,
      constraint: violation.constraint.name,
      severity,
      enforcement: enforcementOf(violation),
      state: acceptance !== undefined && covers(acceptance, now) ? 'accepted' : 'existing',
      cluster,
      kustomization,
      resource: id,
      message,
      file,
      line,
      setBy: setByOf(violation, resource),
      controls,
      place: placeOf(violation, resource.object),
      acceptance,
    };
  });
}

/** With `scoped` the strictest of the actions; an action that Gatekeeper does not know blocks nothing. */
function enforcementOf({ enforcementAction, scopedEnforcementActions = [] }: Violation): Enforcement {
  const actions = enforcementAction === 'scoped' ? scopedEnforcementActions : [enforcementAction];
  return enforcements.find((enforcement) => actions.includes(enforcement)) ?? 'dryrun';
}

/** Without repetitions (of the same violation the strictest), ordered by cluster, place and policy. */
export function orderFindings(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map<string, Finding>();
  for (const finding of findings) {
    const { violation } = keysOf(finding);
    const known = unique.get(violation);
    const stricter = (one: Finding): number => enforcements.indexOf(one.enforcement);
    if (known === undefined || stricter(finding) < stricter(known)) unique.set(violation, finding);
  }
  return [...unique.values()]
    .map((finding) => ({ finding, key: keysOf(finding).place }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ finding }) => finding);
}

interface Keys {
  /** What findings of the same violation have in common. */
  readonly violation: string;
  /** What they are ordered by. */
  readonly place: string;
}

/** In a process that stays most findings are those of the check before. */
const keysOf = oncePer((finding: Finding): Keys => {
  const { fingerprint, cluster, file, line, policy, constraint, kustomization, message } = finding;
  return {
    violation: [fingerprint, constraint, kustomization, message].join('\0'),
    place: [cluster, file, String(line).padStart(9, '0'), policy, constraint, message].join('\0'),
  };
});
