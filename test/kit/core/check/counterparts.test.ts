import { counterpartsIn } from '../../../../kit/core/check/counterparts';
import type { ClusterRendering, Rendering } from '../../../../kit/core/render/rendering';

const cluster = (name: string, entry: string): ClusterRendering => ({
  cluster: { name, entry, origin: 'option', delivery: 'flux', declaredAt: { file: '', line: 0 } },
  kustomizations: [],
  problems: [],
  missing: [],
});
const rendering = (...clusters: readonly ClusterRendering[]): Rendering => ({
  commit: null,
  problems: [],
  clusters,
});

const base = rendering(cluster('dev', './dev'), cluster('old', './prod'), cluster('prod', './other'));
const head = rendering(cluster('dev', './moved'), cluster('new', './prod'), cluster('prod', './prod'));
const counterpartOf = counterpartsIn(base, head);

test.each([
  ['of its name, wherever its entry is now', cluster('dev', './moved'), 'dev'],
  ['of its name, before one of its entry', cluster('prod', './prod'), 'prod'],
  ['of its entry, where its name is new and the former one is gone', cluster('new', './prod'), 'old'],
  ['none of its entry that has kept its name', cluster('another', './other'), undefined],
  ['none', cluster('another', './nowhere'), undefined],
])('the counterpart of a cluster is the one %s', (_, one, name) => {
  expect(counterpartOf(one)?.cluster.name).toBe(name);
});
