import type { EngineClient } from '../engine-client/client';
import { type Environment, timeOf } from '../environment';
import { check, type CheckOptions } from './check/check';
import type { CheckReport } from './check/check-report';
import { counts, type Enforcement, type Finding } from './check/finding';
import { validityOf } from './check/validity';
import type { Cluster } from './clusters/cluster';
import { type HubCost, hubCostsOf, type MonthlyCost, monthlyCostOf } from './declarations/monthly-cost';
import { readDeclarations } from './declarations/read-declarations';
import { groupBy } from './group-by';
import { declaredImageFields } from './images/declared-fields';
import { ImageFinder } from './images/find-images';
import { imageUsesOf } from './images/image-use';
import { orderNotEvaluated } from './not-evaluated';
import { type ClusterRendering, resourcesOf } from './render/rendering';
import type { Answer } from './workspace/answers';

/** One cluster at a glance. The public JSON of `fleetkeep get clusters`. */
export interface ClusterOverview {
  readonly name: string;
  /** In the workspace; absent for the only one. */
  readonly repository?: string;
  /** Null where nothing says it. */
  readonly stage: string | null;
  readonly entry: string;
  /** The GitOps engine that delivers. */
  readonly delivery: string;
  readonly kubernetesVersion: string | null;
  readonly location: string | null;
  /** What its stack costs, as the fleet's synth estimated it; null where nothing says it. */
  readonly monthlyCost: MonthlyCost | null;
  /** By state; HelmReleases among them. */
  readonly kustomizations: Readonly<Record<'rendered' | 'failed' | 'unknown', number>>;
  readonly resources: number;
  /** Distinct image references of its workloads and custom resources. */
  readonly images: number;
  readonly violations: Readonly<Record<Enforcement, number>>;
  /** Violations that an acceptance covers. */
  readonly accepted: number;
  /** Things in it that could not be judged. */
  readonly notEvaluated: number;
}

/** The clusters of a repository, and what they were counted from. Plain data: it is kept between runs. */
export interface Overview {
  readonly clusters: readonly ClusterOverview[];
  /** What is shared by the clusters of a region costs beside them. */
  readonly hubs: readonly HubCost[];
  readonly report: Pick<CheckReport, 'notEvaluated' | 'summary'>;
  /** The clusters as they were found. */
  readonly found: readonly Cluster[];
}

/**
 * Reads, renders and judges a repository and says for each cluster what is in it.
 *
 * @throws UsageError when nothing can be read
 */
export async function overview(
  environment: Environment,
  engine: EngineClient,
  options: CheckOptions,
): Promise<Answer<Overview>> {
  const { now = timeOf(environment) } = options;
  const result = await check(environment, engine, { ...options, now });
  const findings = groupBy(result.report.findings, ({ cluster }) => cluster);
  const declarations = await readDeclarations(result.files);
  const fields = declaredImageFields(declarations);
  const finder = new ImageFinder(fields.fields);
  const notEvaluated = orderNotEvaluated([...result.report.notEvaluated, ...fields.notEvaluated]);
  const hidden = groupBy(notEvaluated, ({ cluster }) => cluster ?? '');
  const costs = new Map(
    declarations.flatMap((one) => {
      const cost = one.kind === 'Cluster' ? monthlyCostOf(one) : undefined;
      return cost === undefined ? [] : [[one.name, cost] as const];
    }),
  );
  const clusters = result.rendering.clusters.map((one) =>
    overviewOf(
      one,
      finder,
      findings.get(one.cluster.name) ?? [],
      hidden.get(one.cluster.name)?.length ?? 0,
      costs.get(one.cluster.name) ?? null,
    ),
  );
  return {
    value: {
      clusters,
      hubs: hubCostsOf(declarations),
      report: { notEvaluated, summary: { ...result.report.summary, notEvaluated: notEvaluated.length } },
      found: result.rendering.clusters.map(({ cluster }) => cluster),
    },
    ...(await validityOf(result, now)),
  };
}

function overviewOf(
  rendering: ClusterRendering,
  finder: ImageFinder,
  findings: readonly Finding[],
  notEvaluated: number,
  monthlyCost: MonthlyCost | null,
): ClusterOverview {
  const {
    name,
    stage = null,
    entry,
    delivery,
    kubernetesVersion = null,
    location = null,
  } = rendering.cluster;
  const inState = (state: string): number =>
    rendering.kustomizations.filter(({ status }) => status.state === state).length;
  const violations = (enforcement: Enforcement): number =>
    findings.filter((one) => counts(one) && one.enforcement === enforcement).length;
  return {
    name,
    stage,
    entry,
    delivery,
    kubernetesVersion,
    location,
    monthlyCost,
    kustomizations: { rendered: inState('rendered'), failed: inState('failed'), unknown: inState('unknown') },
    resources: resourcesOf(rendering).length,
    images: new Set(imageUsesOf(rendering, finder).map(({ image }) => image)).size,
    violations: { deny: violations('deny'), warn: violations('warn'), dryrun: violations('dryrun') },
    accepted: findings.filter((one) => !counts(one)).length,
    notEvaluated,
  };
}
