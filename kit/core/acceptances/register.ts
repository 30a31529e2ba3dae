import { createHash } from 'node:crypto';

import type {
  PlacedAcceptance,
  PlacedVulnerabilityAcceptance,
} from '../../../policies/acceptance/parse-acceptances';
import { holdsInStage, namesCluster } from '../../../policies/acceptance/compile-exceptions';
import {
  type AcceptablePolicy,
  acceptanceProblems,
  acceptanceProblemText,
  type AcceptanceScope,
  vulnerabilityAcceptanceProblems,
} from '../../../policies/acceptance/validate-acceptances';
import type { Finding } from '../check/finding';
import { PolicyMetadataIndex } from '../check/policy-metadata';
import { isConstraint, policiesAmong } from '../check/policy-source';
import type { FleetReading } from '../fleet-reader';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { textAt } from '../yaml-documents';
import { readAcceptances } from './files';

/** The acceptances of a repository, and what is wrong with them. */
export interface Register {
  /** Those that are in order. */
  readonly acceptances: readonly PlacedAcceptance[];
  /** Those of vulnerabilities that are. */
  readonly vulnerabilities: readonly PlacedVulnerabilityAcceptance[];
  /** Acceptances of resources that are not there. */
  readonly findings: readonly Finding[];
  /** Acceptances that cannot be taken for one. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Reads and checks the acceptances at a revision, against the policies, clusters and resources that were read there.
 *
 * @param base the revision that is compared with: what is wrong there already is `existing`
 */
export async function readRegister(head: FleetReading, base?: FleetReading): Promise<Register> {
  const { acceptances, vulnerabilities, problems } = await readAcceptances(head.files);
  if (acceptances.length === 0 && vulnerabilities.length === 0 && problems.length === 0)
    return { acceptances, vulnerabilities, findings: [], notEvaluated: [] };
  const { clusters } = head.rendering;
  // Whoever looks at some of the clusters does not know all policies.
  const unfit = head.partial
    ? []
    : [
        ...acceptanceProblems(acceptances, { policies: policiesOf(clusters), ...namesIn(clusters) }),
        ...vulnerabilityAcceptanceProblems(vulnerabilities, namesIn(clusters)),
      ];
  const all = [...problems, ...unfit];
  const refused = new Set(all.map(({ file, name }) => `${file}\0${name}`));
  const isSound = ({ file, acceptance }: { file: string; acceptance: { name: string } }): boolean =>
    !refused.has(`${file}\0${acceptance.name}`);
  const inOrder = acceptances.filter(isSound);
  const old = base === undefined ? [] : missing(base, (await readAcceptances(base.files)).acceptances);
  const before = new Set(old.map(({ fingerprint }) => fingerprint));
  return {
    acceptances: inOrder,
    vulnerabilities: vulnerabilities.filter(isSound),
    findings: missing(head, inOrder).map((finding) => ({
      ...finding,
      state: base === undefined || before.has(finding.fingerprint) ? 'existing' : 'new',
    })),
    notEvaluated: all.map((problem) =>
      notEvaluated({ file: problem.file, line: problem.line, reason: acceptanceProblemText(problem) }),
    ),
  };
}

/** Stages are known where clusters say theirs. */
function namesIn(clusters: readonly ClusterRendering[]): Pick<AcceptanceScope, 'clusters' | 'stages'> {
  const stages = clusters.flatMap(({ cluster: { stage } }) => stage ?? []);
  return {
    clusters: clusters.map(({ cluster: { name } }) => name),
    ...(stages.length === 0 ? {} : { stages: [...new Set(stages)] }),
  };
}

function policiesOf(clusters: readonly ClusterRendering[]): ReadonlyMap<string, AcceptablePolicy> {
  const metadata = new PolicyMetadataIndex();
  const constraints = new Map<string, Set<string>>();
  for (const cluster of clusters) {
    const policies = policiesAmong(resourcesOf(cluster));
    metadata.add(policies);
    for (const { object } of policies) {
      const [kind, name] = [textAt(object, 'kind'), textAt(object, 'metadata', 'name')];
      if (!isConstraint(object) || kind === undefined || name === undefined) continue;
      constraints.set(kind, (constraints.get(kind) ?? new Set()).add(name));
    }
  }
  return new Map(
    [...constraints].map(([kind, names]) => [
      kind,
      { severity: metadata.get(kind).severity, constraints: [...names].sort() },
    ]),
  );
}

/**
 * A finding for each cluster that an acceptance names and that has no such resource, and one for a stage when none of its
 * clusters has. Where something could not be rendered nobody knows, and nothing is said.
 */
function missing(reading: FleetReading, acceptances: readonly PlacedAcceptance[]): readonly Finding[] {
  const clusters = reading.rendering.clusters.map((one) => ({
    one,
    name: one.cluster.name,
    stage: one.cluster.stage,
    complete: !reading.notEvaluated.some(({ cluster }) => cluster === null || cluster === one.cluster.name),
  }));
  return acceptances.flatMap((placed) => {
    const { acceptance } = placed;
    const named = clusters.filter(({ name }) => namesCluster(acceptance, name));
    const staged = clusters.filter(({ stage }) => stage !== undefined && holdsInStage(acceptance, stage));
    const without = (some: typeof clusters) =>
      some.filter(({ one, complete }) => complete && !has(one, placed));
    const first = staged[0];
    const nowhere = first !== undefined && without(staged).length === staged.length ? [first] : [];
    return [...without(named), ...nowhere].map(({ name }) => absent(placed, name));
  });
}

function has(cluster: ClusterRendering, { acceptance: { target } }: PlacedAcceptance): boolean {
  const group = (apiVersion: string): string =>
    apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const fits = (pattern: string, name: string): boolean =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
  return resourcesOf(cluster).some(
    ({ apiVersion, kind, namespace, name }) =>
      kind === target.kind &&
      group(apiVersion) === group(target.apiVersion) &&
      fits(target.namespace, namespace) &&
      fits(target.name, name),
  );
}

function absent({ acceptance, file, lineOf }: PlacedAcceptance, cluster: string): Finding {
  const { name, target } = acceptance;
  const shown = [target.namespace, target.kind, target.name].filter((part) => part !== '').join('/');
  return {
    fingerprint: createHash('sha256')
      .update(['RiskAcceptance', cluster, name, 'target'].join('\0'))
      .digest('hex'),
    policy: 'RiskAcceptance',
    constraint: name,
    severity: 'medium',
    enforcement: 'warn',
    state: 'existing',
    cluster,
    kustomization: '',
    resource: { apiVersion: 'securitytower.io/v1alpha1', kind: 'RiskAcceptance', namespace: '', name },
    message: `risk acceptance '${name}': ${shown} is not in ${cluster}; correct spec.target, or remove the acceptance with what it was about`,
    file,
    line: lineOf('spec', 'target', 'name'),
    controls: [],
  };
}
