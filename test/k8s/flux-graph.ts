import { ResolvedCluster, ResolvedFleet } from '../../fleet/resolved-fleet';
import { KubernetesObject, Tree, allObjects } from './tree';

/** A Flux Kustomization, as far as the tests look into it. */
export interface FluxKustomization extends KubernetesObject {
  readonly spec: {
    readonly path: string;
    readonly prune: boolean;
    readonly wait?: boolean;
    readonly interval: string;
    readonly retryInterval?: string;
    readonly timeout?: string;
    readonly serviceAccountName?: string;
    readonly targetNamespace?: string;
    readonly sourceRef: { readonly kind: string; readonly name: string; readonly namespace?: string };
    readonly dependsOn?: readonly { readonly name: string; readonly namespace?: string }[];
    readonly postBuild?: unknown;
    readonly decryption?: unknown;
    readonly healthCheckExprs?: unknown;
    readonly patches?: unknown;
  };
}

/** What one cluster reads, `${STAGE}` and `${CONSTRAINTS}` filled in. Overlays are not built: what one takes away is still there. */
export function clusterObjects(
  fleet: ResolvedFleet,
  cluster: ResolvedCluster,
  tree: Tree,
): readonly KubernetesObject[] {
  const stage = cluster.stage.name;
  const tenants = fleet.tenants.filter((tenant) => tenant.stages.includes(stage));
  const folders = [
    `${cluster.entry.slice(2)}/`,
    'policies/',
    'infrastructure/',
    ...tenants.map((tenant) => `tenants/base/${tenant.name}/`),
  ];
  const read = new Map([...tree].filter(([file]) => folders.some((folder) => file.startsWith(folder))));
  const filled = new Map(
    [...read].map(([file, text]) => [file, text.replaceAll(/\$\{(STAGE|CONSTRAINTS)\}/g, stage)]),
  );
  return allObjects(filled).map(({ object }) => object);
}

export function kustomizationsOf(objects: readonly KubernetesObject[]): readonly FluxKustomization[] {
  return objects.filter(
    (object): object is FluxKustomization =>
      object.kind === 'Kustomization' && object.apiVersion.startsWith('kustomize.toolkit.fluxcd.io/'),
  );
}

/** `namespace/name` */
export function keyOf(object: KubernetesObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}
