import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

import { Patch, PatchTarget } from '../kustomize/kustomization-file';

/** A chart of a HelmRepository of the same namespace. */
export interface HelmChart {
  readonly repository: string;
  readonly name: string;
  /** Exact: an upgrade is a commit. */
  readonly version: string;
}

/** Fields that something else in the cluster fills in. */
export interface DriftExemption {
  /** JSON pointers. */
  readonly paths: readonly string[];
  readonly target: PatchTarget;
}

/** Properties of a `HelmRelease`: https://fluxcd.io/flux/components/helm/helmreleases/ */
export interface HelmReleaseProps {
  /** @default - the construct's id */
  readonly name?: string;
  readonly namespace: string;
  /** @default - an OCIRepository of the release's own name */
  readonly chart?: HelmChart;
  /** Account of the same namespace that Helm acts as. */
  readonly serviceAccountName: string;
  readonly interval: string;
  /** How long one Helm action may take. @default '5m' */
  readonly timeout?: string;
  /** @default - the chart's own */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Applied to what the chart renders. @default - none */
  readonly postRenderPatches?: readonly Patch[];
  /** @default - every field that the chart sets is kept as it is */
  readonly driftExemptions?: readonly DriftExemption[];
}

/** A chart that Flux keeps installed: its CRDs follow the chart, drift is corrected, a failed upgrade is rolled back. */
export class HelmRelease extends ApiObject {
  static readonly apiVersion = 'helm.toolkit.fluxcd.io/v2';
  static readonly kind = 'HelmRelease';

  constructor(scope: Construct, id: string, props: HelmReleaseProps) {
    const { name = id, namespace, chart, postRenderPatches: patches } = props;
    super(scope, id, {
      apiVersion: HelmRelease.apiVersion,
      kind: HelmRelease.kind,
      metadata: { name, namespace },
      spec: {
        interval: props.interval,
        timeout: props.timeout ?? '5m',
        releaseName: name,
        serviceAccountName: props.serviceAccountName,
        chart: chart && {
          spec: {
            chart: chart.name,
            version: chart.version,
            sourceRef: { kind: 'HelmRepository', name: chart.repository },
            interval: '12h',
          },
        },
        chartRef: chart === undefined ? { kind: 'OCIRepository', name } : undefined,
        install: { crds: 'CreateReplace', remediation: { retries: 3 } },
        upgrade: { crds: 'CreateReplace', remediation: { retries: 3, strategy: 'rollback' } },
        driftDetection: { mode: 'enabled', ignore: props.driftExemptions },
        postRenderers: patches && [{ kustomize: { patches } }],
        values: props.values,
      },
    });
  }
}
