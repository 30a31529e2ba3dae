import type { CheckReport } from '../../core/check/check-report';
import { printable } from './terminal';

/** Why so much is new; empty when the base has every cluster. */
export function newClustersNote({ newClusters, summary }: CheckReport): string {
  if (newClusters.length === 0) return '';
  const [which, have] = newClusters.length === 1 ? ['Cluster', 'is'] : ['Clusters', 'are'];
  const base = summary.base === null ? 'the base' : `the base ${summary.base.slice(0, 12)}`;
  return (
    printable(`${which} ${newClusters.join(', ')} ${have} not in ${base}: all found there counts as new.`) +
    '\n'
  );
}
