import { hiddenBy } from '../../../kit/core/render/hidden';
import type { ClusterRendering } from '../../../kit/core/render/rendering';
import type { KustomizationStatus, Problem, RenderedResource } from '../../../kit/engine-client/protocol';
import { kustomizationStatus, renderedResource } from '../support/rendered';

const status = kustomizationStatus({
  source: 'GitRepository/flux-system/flux-system',
  file: 'apps.yaml',
  line: 3,
});
const resource = renderedResource({ namespace: '', name: 'a', file: 'a.yaml', hash: '', object: {} });
const broken: Problem = {
  code: 'x',
  message: 'is broken',
  file: 'a.yaml',
  line: 7,
  kustomization: 'flux-system/apps',
};

interface Given {
  readonly status?: Partial<KustomizationStatus>;
  readonly resources?: readonly RenderedResource[];
  readonly problems?: readonly Problem[];
}

function reasons({ status: change, resources = [], problems = [] }: Given): readonly string[] {
  const cluster = { name: 'prod', entry: './', delivery: 'flux', origin: 'option', declaredAt: {} } as const;
  const kustomizations = [{ status: { ...status, ...change }, resources }];
  const clusters: ClusterRendering[] = [{ cluster, kustomizations, problems, missing: [] }];
  const hidden = hiddenBy({ commit: null, clusters, problems: [] });
  return hidden.map(({ cluster: name, file, line, reason }) => `${name} ${file}:${line} ${reason}`);
}

test.each<[string, Given, readonly string[]]>([
  ['what is rendered hides nothing', {}, []],
  [
    'a failure that the engine tells as a problem is told once, with the place of the mistake',
    { status: { state: 'failed', message: 'a.yaml:7: is broken' }, problems: [broken] },
    ['prod a.yaml:7 is broken'],
  ],
  [
    'a failure is told also when its Kustomization has another problem',
    { status: { state: 'failed', message: 'given up' }, problems: [broken] },
    ['prod a.yaml:7 is broken', 'prod apps.yaml:3 Kustomization flux-system/apps is failed: given up'],
  ],
  [
    'an unknown without a reason is told too',
    { status: { state: 'unknown' } },
    ['prod apps.yaml:3 Kustomization flux-system/apps is unknown: no reason was given'],
  ],
  [
    'a problem of what was rendered',
    { problems: [{ code: 'x', message: 'depends on what is missing' }] },
    ['prod null:null depends on what is missing'],
  ],
  [
    'a variable that only the cluster knows, as it is written or with its default',
    {
      status: {
        unknowns: [
          { variable: 'A', from: 'Secret/flux-system/outside', file: 'a.yaml', line: 2 },
          { variable: 'B', from: '', defaulted: true, file: 'a.yaml', line: 3 },
        ],
      },
    },
    [
      'prod a.yaml:2 only the cluster knows the variable A (from Secret/flux-system/outside); what uses it is judged as it is written',
      'prod a.yaml:3 only the cluster knows the variable B (from nothing in Git); what uses it is judged with its default, which the cluster may override',
    ],
  ],
  [
    'a resource that SOPS encrypts, unless it is a Secret, whose values no policy reads',
    {
      resources: [
        { ...resource, encrypted: true },
        { ...resource, kind: 'Secret', encrypted: true },
      ],
    },
    ['prod a.yaml:1 ConfigMap a is encrypted with SOPS: its values are not known'],
  ],
])('%s', (_, given, expected) => {
  expect(reasons(given)).toEqual(expected);
});
