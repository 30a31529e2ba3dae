import type { KustomizationStatus } from '../../engine-client/protocol';
import type { Cluster } from '../clusters/cluster';
import type { ImageUse } from '../images/image-use';
import { type ClusterRendering, kustomizationId, resourcesOf } from '../render/rendering';
import { textAt } from '../yaml-documents';

/** What applies objects: a Kustomization, HelmRelease or ResourceSet. */
export interface UnitFacts {
  /** As resources refer to it. */
  readonly id: string;
  readonly kind: KustomizationStatus['kind'];
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly state: KustomizationStatus['state'];
  readonly message: string;
  /** Address of the repository that it takes its files from; null where nothing says another than its own. */
  readonly source: string | null;
  /** The unit that applies it; null for a root. */
  readonly appliedBy: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly resources: number;
}

/** A use of an image, and the file that declares what uses it; `file` is the one that sets the reference. */
export interface PlacedImageUse extends ImageUse {
  readonly declaredIn: string;
}

/** A chart that a HelmRelease installs. */
export interface PlacedChart {
  /** The unit that applies the HelmRelease. */
  readonly unit: string;
  readonly file: string;
  readonly release: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string | null;
}

/** What one cluster gets, as far as an overview needs it. Plain data without the content of any object: it is kept between runs. */
export interface ClusterFacts {
  readonly cluster: Cluster;
  readonly units: readonly UnitFacts[];
  readonly uses: readonly PlacedImageUse[];
  readonly charts: readonly PlacedChart[];
}

/**
 * Takes from a rendered cluster what is kept of it.
 *
 * @param uses of images in it
 */
export function clusterFacts(rendering: ClusterRendering, uses: readonly ImageUse[]): ClusterFacts {
  const resources = resourcesOf(rendering);
  const sources = new Map<string, string>();
  const places = new Map<string, string>();
  for (const { apiVersion, kind, namespace, name, object, file } of resources) {
    const url = textAt(object, 'spec', 'url');
    if (apiVersion.startsWith('source.toolkit.fluxcd.io/') && url !== undefined)
      sources.set(`${kind}/${namespace}/${name}`, url);
    places.set([kind, namespace, name].join('\0'), file);
  }
  return {
    cluster: rendering.cluster,
    units: rendering.kustomizations.map(({ status, resources: own }): UnitFacts => {
      const { kind, namespace, name, path, state, message, source, appliedBy = null } = status;
      const { file = null, line = null } = status;
      const from = { source: sources.get(source) ?? null, appliedBy };
      const id = kustomizationId(status);
      return { id, kind, namespace, name, path, state, message, ...from, file, line, resources: own.length };
    }),
    uses: uses.map((use) => ({
      ...use,
      declaredIn: places.get([use.kind, use.namespace, use.name].join('\0')) ?? use.file,
    })),
    charts: chartsIn(rendering),
  };
}

/** By chart.spec, or through what chartRef names: https://fluxcd.io/flux/components/helm/helmreleases/#chart-template */
function chartsIn(rendering: ClusterRendering): readonly PlacedChart[] {
  const resources = resourcesOf(rendering);
  const named = new Map(
    resources.map((one) => [`${one.kind}/${one.namespace}/${one.name}`, one.object] as const),
  );
  return resources
    .filter(
      ({ apiVersion, kind }) => kind === 'HelmRelease' && apiVersion.startsWith('helm.toolkit.fluxcd.io/'),
    )
    .flatMap(({ object, namespace, name: release, kustomization: unit, file }): PlacedChart[] => {
      const placed = { unit, file, release, namespace };
      const chart = textAt(object, 'spec', 'chart', 'spec', 'chart');
      if (chart !== undefined) {
        const version = textAt(object, 'spec', 'chart', 'spec', 'version') ?? null;
        return [{ ...placed, name: chart.split('/').at(-1) ?? chart, version }];
      }
      const kind = textAt(object, 'spec', 'chartRef', 'kind') ?? '';
      const name = textAt(object, 'spec', 'chartRef', 'name');
      if (name === undefined) return [];
      const of = textAt(object, 'spec', 'chartRef', 'namespace') ?? namespace;
      const source = named.get(`${kind}/${of}/${name}`);
      const said = (...path: readonly string[]): string | undefined => textAt(source, 'spec', ...path);
      const version =
        said('version') ?? said('ref', 'digest') ?? said('ref', 'semver') ?? said('ref', 'tag') ?? null;
      return [{ ...placed, name: said('chart') ?? said('url')?.split('/').at(-1) ?? name, version }];
    });
}
