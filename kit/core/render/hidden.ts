import type { Problem } from '../../engine-client/protocol';
import { fromProblem, type NotEvaluated, notEvaluated } from '../not-evaluated';
import {
  type ClusterRendering,
  type KustomizationRendering,
  kustomizationId,
  type Rendering,
} from './rendering';

/** Everything that the rendering could not show: what is in it is not judged. */
export function hiddenBy(rendering: Rendering): readonly NotEvaluated[] {
  return [
    ...rendering.problems.map((problem) => fromProblem(problem, null)),
    ...rendering.clusters.flatMap((cluster) => hiddenIn(cluster)),
  ];
}

function hiddenIn({ cluster, kustomizations, problems }: ClusterRendering): readonly NotEvaluated[] {
  return [
    ...problems.map((problem) => fromProblem(problem, cluster.name)),
    ...kustomizations.flatMap((kustomization) => hiddenInOne(kustomization, cluster.name, problems)),
  ];
}

function hiddenInOne(
  { status, resources }: KustomizationRendering,
  cluster: string,
  problems: readonly Problem[],
): readonly NotEvaluated[] {
  const kustomization = kustomizationId(status);
  const { state, message, file = null, line = null } = status;
  const entries: NotEvaluated[] = [];
  // The engine tells the reason as a problem with its place too; here goes what only the status says.
  const told = problems.some((one) => one.kustomization === kustomization && message.includes(one.message));
  if (state !== 'rendered' && !told) {
    const reason = `${status.kind} ${kustomization} is ${state}: ${message || 'no reason was given'}`;
    entries.push(notEvaluated({ cluster, kustomization, file, line, reason }));
  }
  for (const { variable, from, defaulted = false, ...place } of status.unknowns) {
    const judged = defaulted ? 'with its default, which the cluster may override' : 'as it is written';
    const reason = `only the cluster knows the variable ${variable} (from ${from || 'nothing in Git'}); what uses it is judged ${judged}`;
    const lack = { kind: 'variable', variable, from: from || null } as const;
    entries.push(notEvaluated({ cluster, kustomization, ...place, reason, lack }));
  }
  for (const resource of resources) {
    // SOPS encrypts the values of Secrets, which no policy reads; in anything else it hides what is judged.
    if (resource.encrypted !== true || resource.kind === 'Secret') continue;
    const { apiVersion, kind, namespace, name } = resource;
    const reason = `${kind} ${name} is encrypted with SOPS: its values are not known`;
    const place = { file: resource.file, line: resource.line };
    entries.push(
      notEvaluated({
        cluster,
        kustomization,
        resource: { apiVersion, kind, namespace, name },
        ...place,
        reason,
      }),
    );
  }
  return entries;
}
