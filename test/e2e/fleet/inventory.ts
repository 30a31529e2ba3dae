import type { ControlPlane } from '../support/control-plane';
import type { ObjectReference } from '../support/kubernetes-object';

interface InventoryEntry {
  /** `namespace/name` of the Kustomization whose inventory has the object. */
  readonly kustomization: string;
  readonly object: ObjectReference;
}

/** Everything that Flux says it applied. An entry's id is `<namespace>_<name>_<group>_<kind>`. */
export async function inventory(plane: ControlPlane): Promise<readonly InventoryEntry[]> {
  const kustomizations = await plane.admin.list('kustomize.toolkit.fluxcd.io/v1', 'Kustomization');
  return kustomizations.flatMap(({ metadata, ...rest }) => {
    const status = rest['status'] as
      | { readonly inventory?: { readonly entries?: readonly { readonly id: string; readonly v: string }[] } }
      | undefined;
    return (status?.inventory?.entries ?? []).map(({ id, v }) => ({
      kustomization: `${metadata.namespace}/${metadata.name}`,
      object: parseId(id, v),
    }));
  });
}

/** The core group is empty, which leaves two underscores too; a colon in a name (RBAC has them) is written as two. */
function parseId(id: string, version: string): ObjectReference {
  const parts = id.split('_');
  const [namespace] = parts;
  const group = parts.at(-2);
  const name = parts.slice(1, -2).join('_').replaceAll('__', ':');
  const apiVersion = group ? `${group}/${version}` : version;
  return { apiVersion, kind: parts.at(-1) ?? '', namespace: namespace || undefined, name };
}
