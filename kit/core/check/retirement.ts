import { createHash } from 'node:crypto';

import type { RenderedResource } from '../../engine-client/protocol';
import type { ClusterRendering } from '../render/rendering';
import type { Finding } from './finding';

/** That what applies objects must not be taken away like this: it would leave them behind. */
export function retirement(
  { cluster }: ClusterRendering,
  declaration: RenderedResource,
  policy: 'KustomizationRetirement' | 'ApplicationRetirement',
  message: string,
): Finding {
  const { apiVersion, kind, namespace, name, kustomization, file, line } = declaration;
  const place = [policy, cluster.name, kind, namespace, name].join('\0');
  return {
    fingerprint: createHash('sha256').update(place).digest('hex'),
    policy,
    constraint: name,
    severity: 'critical',
    enforcement: 'deny',
    state: 'new',
    cluster: cluster.name,
    kustomization,
    resource: { apiVersion, kind, namespace, name },
    message,
    file,
    line,
    controls: [],
  };
}

export function counted(objects: number): string {
  return `${objects} ${objects === 1 ? 'object' : 'objects'}`;
}
