import type { RenderedResource } from '../../engine-client/protocol';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import { type ClusterRendering, type Rendering, resourcesOf } from '../render/rendering';
import { textAt } from '../yaml-documents';
import type { FoundImage, ImageFinder } from './find-images';
import { parseImage } from './image-reference';

/** One use of an image. The public JSON of `fleetkeep get images`. */
export interface ImageUse {
  /** As it is written. */
  readonly image: string;
  /** Null, as the following, for what is no image reference. */
  readonly registry: string | null;
  readonly repository: string | null;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly cluster: string;
  readonly stage: string | null;
  /** By the label `app.kubernetes.io/part-of`, else `app.kubernetes.io/name`. */
  readonly application: string | null;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Of a container its name, of a volume `volume/<name>`, of another field its path. */
  readonly container: string;
  /** What applies the resource: `namespace/name`, of a HelmRelease `HelmRelease/namespace/name`. */
  readonly kustomization: string;
  /** Path in the resource: `spec.template.spec.containers[web].image`. */
  readonly field: string;
  /** Where the reference is set, for instance by the `images` of a kustomization; else where the resource is declared. */
  readonly file: string;
  readonly line: number;
}

/** The images of a fleet, and those that are none. */
export interface ImageInventory {
  /** By cluster, namespace and resource. */
  readonly uses: readonly ImageUse[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/** Every use of an image in every cluster. */
export function imageInventory(rendering: Rendering, finder: ImageFinder): ImageInventory {
  const memory = new Map<string, readonly FoundImage[]>();
  const uses = rendering.clusters.flatMap((cluster) => imageUsesOf(cluster, finder, memory));
  return { uses, notEvaluated: uses.flatMap(problemOf) };
}

/**
 * Every use of an image in one cluster.
 *
 * @param finder knows the fields that the repository declares, too
 * @param memory what objects hold, by their hashes: clusters have most objects in common
 */
export function imageUsesOf(
  rendering: ClusterRendering,
  finder: ImageFinder,
  memory = new Map<string, readonly FoundImage[]>(),
): readonly ImageUse[] {
  const keyed = resourcesOf(rendering).flatMap((resource) => {
    const known = memory.get(resource.hash);
    const found = known ?? finder.find(resource.object);
    if (known === undefined) memory.set(resource.hash, found);
    return found.map((image) => {
      const use = useOf(image, resource, rendering);
      return [[use.namespace, use.kind, use.name, use.container, use.field].join('\0'), use] as const;
    });
  });
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
}

function useOf(
  { image, container, field }: FoundImage,
  resource: RenderedResource,
  { cluster }: ClusterRendering,
): ImageUse {
  const { object, namespace, kind, name, kustomization } = resource;
  const parsed = parseImage(image);
  const {
    registry = null,
    repository = null,
    tag = null,
    digest = null,
  } = parsed.kind === 'reference' ? parsed.reference : {};
  const label = (key: string): string | undefined => textAt(object, 'metadata', 'labels', key);
  const application = label('app.kubernetes.io/part-of') ?? label('app.kubernetes.io/name') ?? null;
  const { name: clusterName, stage = null } = cluster;
  const where = { cluster: clusterName, stage, application, namespace, kind, name, container };
  const parts = { registry, repository, tag, digest };
  return { image, ...parts, ...where, kustomization, field, ...placeOf(resource, field) };
}

/** The text to change: what set the field, where that is not the resource's own file. */
function placeOf(
  { file, line, fields = [] }: RenderedResource,
  field: string,
): { readonly file: string; readonly line: number } {
  const origin = fields.find(({ path }) => path === field);
  if (origin?.file === undefined || origin.line === undefined) return { file, line };
  return { file: origin.file, line: origin.line };
}

function problemOf(use: ImageUse): readonly NotEvaluated[] {
  const parsed = parseImage(use.image);
  if (parsed.kind === 'reference') return [];
  const { cluster, kustomization, kind, name, file, line, container, image } = use;
  const reason = `the image '${image}' of ${container} in ${kind} ${name} ${parsed.problem}`;
  return [notEvaluated({ cluster, kustomization, file, line, reason })];
}
