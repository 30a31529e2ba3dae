import { removed } from '../../../../kit/core/check/removed';
import type { ClusterRendering, KustomizationRendering } from '../../../../kit/core/render/rendering';
import type { KustomizationStatus } from '../../../../kit/engine-client/protocol';
import { kustomizationStatus, renderedResource } from '../../support/rendered';

type State = KustomizationStatus['state'];

const one = (name: string, appliedBy: string, state: State = 'rendered'): KustomizationRendering => ({
  status: kustomizationStatus({ name, appliedBy: `flux-system/${appliedBy}`, state }),
  resources: state === 'rendered' ? [renderedResource({ name, kustomization: `flux-system/${name}` })] : [],
});

const cluster = (...kustomizations: readonly KustomizationRendering[]): ClusterRendering => ({
  cluster: { name: 'prod', entry: './', delivery: 'flux', origin: 'option', declaredAt: {} },
  kustomizations,
  problems: [],
  missing: [],
});

const before = cluster(one('root', 'root'), one('apps', 'root'), one('web', 'apps'));

test.each<[string, ClusterRendering, readonly string[]]>([
  ['what went with its Kustomization', cluster(one('root', 'root')), ['apps', 'web']],
  ['nothing of what cannot be told, nor of what that applied', cluster(one('root', 'root', 'unknown')), []],
  ['nor of what that applied in turn', cluster(one('root', 'root'), one('apps', 'root', 'failed')), []],
  [
    'what went while its Kustomization stayed, whatever else cannot be told',
    cluster(one('root', 'root', 'unknown'), { ...one('apps', 'root'), resources: [] }),
    ['apps', 'web'],
  ],
])('a change takes away %s', (_, after, expected) => {
  expect(removed(before, after).map(({ name }) => name)).toEqual(expected);
});
