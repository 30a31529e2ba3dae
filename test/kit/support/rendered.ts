import type { KustomizationStatus, RenderedResource } from '../../../kit/engine-client/protocol';

/** A ConfigMap of Kustomization flux-system/apps, as the engine sends one, but for what is given. */
export function renderedResource(given: Partial<RenderedResource> = {}): RenderedResource {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: 'shop',
    name: 'settings',
    kustomization: 'flux-system/apps',
    file: 'apps/settings.yaml',
    line: 1,
    hash: '1',
    object: { kind: 'ConfigMap' },
    ...given,
  };
}

/** That Kustomization, rendered, but for what is given. */
export function kustomizationStatus(given: Partial<KustomizationStatus> = {}): KustomizationStatus {
  return {
    kind: 'Kustomization',
    namespace: 'flux-system',
    name: 'apps',
    path: './apps',
    state: 'rendered',
    message: '',
    dependsOn: [],
    source: '',
    unknowns: [],
    ...given,
  };
}
