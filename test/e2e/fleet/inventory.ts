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

/** A colon in a name is written as two underscores; no other name of Kubernetes has any. */
function parseId(id: string, version: string): ObjectReference {
  const [namespace = '', name = '', group = '', kind = ''] = id.replaceAll('__', ':').split('_');
  return {
    apiVersion: group ? `${group}/${version}` : version,
    kind,
    namespace: namespace || undefined,
    name,
  };
}
