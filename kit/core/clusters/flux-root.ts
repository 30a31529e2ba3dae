import { parse } from 'yaml';

import type { Location } from '../../engine-client/protocol';
import { at, isMapping, type Mapping, textAt, type YamlDocument } from '../yaml-documents';
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

/** Where the chart of the Flux Operator's instance has what a FluxInstance has. */
const instanceValues = ['instance', 'sync'];

/**
 * The roots of clusters in Flux's own objects: a Kustomization flux-system/flux-system (also as a patch that only says
 * the path, in a file of its own or within a kustomization file), or a FluxInstance with a sync (also as the values of
 * the HelmRelease that makes it, or in a file of values).
 */
export function readFluxRoots(document: YamlDocument, file: string): readonly Reading[] {
  const { value } = document;
  const api = String(value.apiVersion).split('/')[0];
  const found = (origin: ClusterOrigin, path: readonly string[]): readonly Reading[] => {
    const written = textAt(value, ...path);
    const declaredAt = { file, line: document.lineOf(...path) };
    const kind = textAt(value, 'kind');
    const what = `${kind === undefined ? '' : `${kind} `}${path.join('.')}`;
    return written === undefined ? [] : [literal(written, origin, what, declaredAt)];
  };
  const ofInstance = (sync: readonly string[]): readonly Reading[] => {
    const ofArtifact =
      textAt(value, ...sync, 'kind') !== 'GitRepository' && at(value, ...sync, 'kind') !== undefined;
    return found('flux-instance', [...sync, 'path']).map((reading) =>
      'candidate' in reading && ofArtifact ? { candidate: { ...reading.candidate, ofArtifact } } : reading,
    );
  };
  if (isRootKustomization(value)) return found('kustomization', ['spec', 'path']);
  if (api === 'fluxcd.controlplane.io' && value.kind === 'FluxInstance') return ofInstance(['spec', 'sync']);
  if (api === 'helm.toolkit.fluxcd.io') return ofInstance(['spec', 'values', ...instanceValues]);
  if (isInstanceValues(value)) return ofInstance(instanceValues);
  return readPatches(document, file);
}

/** Whether it is the one that `flux bootstrap` writes. */
export function isRootKustomization(value: Mapping): boolean {
  const namespace = textAt(value, 'metadata', 'namespace') ?? 'flux-system';
  const isRoot = textAt(value, 'metadata', 'name') === 'flux-system' && namespace === 'flux-system';
  const isFlux = String(value.apiVersion).startsWith('kustomize.toolkit.fluxcd.io/');
  return isRoot && isFlux && value.kind === 'Kustomization';
}

/**
 * The values of the instance's chart in a file of their own, from which a ConfigMap for valuesFrom is generated. A file of
 * values says no kind; that it says what is synced from where is what no other chart's values do.
 */
function isInstanceValues(value: Mapping): boolean {
  if (value.apiVersion !== undefined || value.kind !== undefined) return false;
  return textAt(value, ...instanceValues, 'url') !== undefined;
}

/** The patches that a kustomization file says itself. */
function readPatches(document: YamlDocument, file: string): readonly Reading[] {
  const { value } = document;
  return ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((field) => {
    const patches = value[field];
    if (!Array.isArray(patches)) return [];
    return patches.flatMap((patch: unknown, index): readonly Reading[] => {
      const text = typeof patch === 'string' ? patch : textAt(patch, 'patch');
      if (text === undefined || !text.includes('\n')) return [];
      const declaredAt = { file, line: document.lineOf(field, String(index)) };
      return patchedPaths(text, at(patch, 'target')).map((written) =>
        literal(written, 'kustomization', 'a patch of Kustomization flux-system: spec.path', declaredAt),
      );
    });
  });
}

/** What a strategic merge patch or a JSON patch (RFC 6902) sets spec.path of the root to. */
function patchedPaths(text: string, target: unknown): readonly string[] {
  let patch: unknown;
  try {
    patch = parse(text, { logLevel: 'silent' });
  } catch {
    // The renderer reads it too, and tells what is wrong with it.
    return [];
  }
  if (!Array.isArray(patch)) {
    return isMapping(patch) && isRootKustomization(patch) ? asList(textAt(patch, 'spec', 'path')) : [];
  }
  const isRoot = textAt(target, 'kind') === 'Kustomization' && textAt(target, 'name') === 'flux-system';
  return !isRoot
    ? []
    : patch.flatMap((operation: unknown) =>
        textAt(operation, 'path') === '/spec/path' ? asList(textAt(operation, 'value')) : [],
      );
}

/** A path as it stands, unless only the cluster can resolve it. */
function literal(written: string, origin: ClusterOrigin, what: string, declaredAt: Location): Reading {
  const entry = entryPath(written);
  if (entry === undefined || written.includes('${')) {
    const message = `${what} is '${written}', which only the cluster can resolve: name the cluster by --entry NAME=PATH`;
    return { problem: { ...declaredAt, message } };
  }
  return { candidate: { origin, entry, declaredAt } };
}

function asList(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}
