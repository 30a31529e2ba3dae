import { textAt, type YamlDocument } from '../yaml-documents';
import type { Reading } from './candidate';
import type { ClusterOrigin } from './cluster';
import { entryPath } from './entry-path';

/** The file that `flux bootstrap` writes: the folder above `flux-system` is what it syncs. */
const syncFile = /^(?:(.*)\/)?flux-system\/gotk-sync\.ya?ml$/;

/** The entry that the place of a `gotk-sync.yaml` stands for; undefined for other files. */
export function syncFileEntry(file: string): string | undefined {
  const match = syncFile.exec(file);
  return match === null ? undefined : entryPath(match[1] ?? '');
}

/**
 * The root of a cluster in Flux's own objects: a Kustomization flux-system/flux-system (also as a patch that
 * only says the path) or a FluxInstance with a sync. Undefined for other documents.
 */
export function readFluxRoot(document: YamlDocument, file: string): Reading | undefined {
  const api = String(document.value.apiVersion).split('/')[0];
  if (api === 'kustomize.toolkit.fluxcd.io' && isRootKustomization(document)) {
    return literal(document, file, 'kustomization', ['spec', 'path']);
  }
  if (api === 'fluxcd.controlplane.io' && document.value.kind === 'FluxInstance') {
    return literal(document, file, 'flux-instance', ['spec', 'sync', 'path']);
  }
  return undefined;
}

function isRootKustomization({ value }: YamlDocument): boolean {
  const namespace = textAt(value, 'metadata', 'namespace') ?? 'flux-system';
  const isRoot = textAt(value, 'metadata', 'name') === 'flux-system' && namespace === 'flux-system';
  return isRoot && value.kind === 'Kustomization';
}

function literal(
  document: YamlDocument,
  file: string,
  origin: ClusterOrigin,
  path: readonly string[],
): Reading | undefined {
  const written = textAt(document.value, ...path);
  if (written === undefined) return undefined;
  const declaredAt = { file, line: document.lineOf(...path) };
  const entry = entryPath(written);
  if (entry === undefined || written.includes('${')) {
    const message = `${String(document.value.kind)} ${path.join('.')} is '${written}', which only the cluster can resolve: name the cluster by --entry NAME=PATH`;
    return { problem: { ...declaredAt, message } };
  }
  return { candidate: { origin, entry, declaredAt } };
}
