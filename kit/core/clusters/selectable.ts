import type { Cluster } from './cluster';

/** The labels of a cluster by which it is selected; its stage among them also where no file says it. */
export function selectable({ labels = {}, stage }: Cluster): Readonly<Record<string, string>> {
  return stage === undefined ? labels : { 'fleetkeep.dev/stage': stage, ...labels };
}
