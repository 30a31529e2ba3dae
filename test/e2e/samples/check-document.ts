import type { KubernetesObject } from '../support/kubernetes-object';
import { fleetkeepJson } from '../support/fleetkeep';

/** The part of `fleetkeep check --output json` that is compared; the whole is docs/schemas/check.schema.json. */
export interface CheckDocument {
  readonly findings: readonly CheckFinding[];
  readonly notEvaluated: readonly { readonly resource: object | null }[];
}

export interface CheckFinding {
  readonly constraint: string;
  readonly policy: string;
  readonly enforcement: 'deny' | 'warn' | 'dryrun';
  /** Of an `accepted` finding admission says nothing. */
  readonly state: 'new' | 'existing' | 'accepted' | 'pending';
  readonly cluster: string;
  readonly resource: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  };
  readonly message: string;
}

/** @throws Error when a resource could not be evaluated: there would be no verdict to compare */
export async function check(...parameters: readonly string[]): Promise<readonly CheckFinding[]> {
  const document = await fleetkeepJson<CheckDocument>([0, 1, 3], 'check', ...parameters);
  const { findings } = document;
  // Without a resource it is about what a Kustomization or HelmRelease would have rendered: samples have no sources.
  const notEvaluated = document.notEvaluated.filter(({ resource }) => resource !== null);
  if (notEvaluated.length > 0) throw new Error(`not evaluated: ${JSON.stringify(notEvaluated, null, 2)}`);
  return findings;
}

/** What is told apart by kind, namespace and name. */
type Named = Pick<KubernetesObject, 'kind' | 'metadata'>;

/** Violations of one object: `[constraint] message`, sorted, each once, as Gatekeeper words a denial. */
export function verdictOf(findings: readonly CheckFinding[], object: Named): readonly string[] {
  const own = findingsAbout(findings, object);
  return [...new Set(own.map(({ constraint, message }) => `[${constraint}] ${message}`))].sort();
}

/** The constraints of such lines, sorted, each once. */
export function constraintsOf(lines: readonly string[]): readonly string[] {
  return [...new Set(lines.map((line) => /^\[([^\]]+)\]/.exec(line)?.[1] ?? line))].sort();
}

function findingsAbout(
  findings: readonly CheckFinding[],
  { kind, metadata }: Named,
): readonly CheckFinding[] {
  return findings.filter(
    ({ resource, state }) =>
      state !== 'accepted' &&
      resource.kind === kind &&
      resource.name === metadata.name &&
      resource.namespace === (metadata.namespace ?? ''),
  );
}
