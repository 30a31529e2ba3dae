import type { PolicyObject } from '../../engine-client/protocol';
import type { Cluster } from '../clusters/cluster';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { policiesAmong } from './policy-source';

/** A cluster and the policies that it is judged by. */
export interface ClusterPolicies {
  readonly cluster: Cluster;
  readonly policies: readonly PolicyObject[];
}

/** A cluster with the policies that it gets itself. */
export function ownPolicies(rendering: ClusterRendering): ClusterPolicies {
  return { cluster: rendering.cluster, policies: policiesAmong(resourcesOf(rendering)) };
}
