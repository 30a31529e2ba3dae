import { EngineClient } from '../../../kit/engine-client/client';
import type { Violation } from '../../../kit/engine-client/protocol';
import { type Exception, exceptionParameters } from '../../../policies/acceptance/exception';
import { valueDigest } from '../../../policies/acceptance/value-digest';
import { policyById } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { wrapRego } from '../../../policies/own/wrap-rego';
import { libraryRego } from '../../../policies/source-files';
import { engineEnvironment } from '../engine-environment';
import { judge, type Manifest } from '../judge';

const privileged = policyById('privileged-container');
const field = 'spec.containers[app].securityContext.privileged';
const exception: Exception = {
  id: 'ra-1',
  namespace: 'shop',
  group: 'apps',
  kind: 'Deployment',
  name: 'web',
  field,
  digest: valueDigest(true),
  expiresAt: '2099-01-01T00:00:00Z',
  hardExpiresAt: '2099-02-01T00:00:00Z',
};

const container = (name: string): Manifest => ({ name, image: 'app', securityContext: { privileged: true } });
const podSpec = (...names: readonly string[]): Manifest => ({ containers: names.map(container) });
type Owner = Readonly<Record<'apiVersion' | 'kind' | 'name', string>>;
const replicaSet = (name: string): Owner => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', name });

function pod(
  owners: readonly Owner[],
  labels: Manifest = {},
  spec = podSpec('app'),
  namespace = 'shop',
): Manifest {
  const ownerReferences = owners.map((owner) => ({ ...owner, uid: 'u-1', controller: true }));
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-x', namespace, labels, ownerReferences },
    spec,
  };
}
function workload(
  apiVersion: string,
  kind: string,
  name: string,
  more: Manifest = {},
  spec = podSpec('app'),
): Manifest {
  const template = { metadata: { labels: { app: name, ...more } }, spec };
  const body = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template };
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, spec: body };
}
const hash = { 'pod-template-hash': '5d4f7b9c6' };

const accepted: readonly (readonly [string, Manifest, Partial<Exception>?])[] = [
  ['the Deployment', workload('apps/v1', 'Deployment', 'web')],
  ['its ReplicaSet', workload('apps/v1', 'ReplicaSet', 'web-5d4f7b9c6', hash)],
  ['its Pod', pod([replicaSet('web-5d4f7b9c6')], hash)],
  [
    'its Pod with a sidecar before the container',
    pod([replicaSet('web-5d4f7b9c6')], hash, {
      containers: [{ name: 'proxy', image: 'proxy' }, container('app')],
    }),
  ],
  [
    'a bare ReplicaSet that is named itself',
    pod([replicaSet('web-5d4f7b9c6')]),
    { kind: 'ReplicaSet', name: 'web-5d4f7b9c6' },
  ],
  ['a Pod that is named itself', pod([]), { group: '', kind: 'Pod', name: 'web-x' }],
  ['names that begin alike', pod([replicaSet('web-5d4f7b9c6')], hash), { name: 'w*', namespace: 'sh*' }],
  [
    'any container',
    pod([replicaSet('web-5d4f7b9c6')], hash),
    { field: 'spec.containers[*].securityContext.privileged' },
  ],
  [
    'a StatefulSet',
    pod([{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' }]),
    { kind: 'StatefulSet' },
  ],
  ['a CronJob', workload('batch/v1', 'CronJob', 'web'), { group: 'batch', kind: 'CronJob' }],
  ["a CronJob's Job", workload('batch/v1', 'Job', 'web-29012345'), { group: 'batch', kind: 'CronJob' }],
  [
    "a CronJob's Pod",
    pod([{ apiVersion: 'batch/v1', kind: 'Job', name: 'web-29012345' }]),
    { group: 'batch', kind: 'CronJob' },
  ],
  [
    'an owner of a kind that Kubernetes does not know',
    pod([{ apiVersion: 'acme.example/v1', kind: 'Web', name: 'web' }]),
    { group: 'acme.example', kind: 'Web' },
  ],
  ['what ended softly', pod([replicaSet('web-5d4f7b9c6')], hash), { expiresAt: '2020-01-01T00:00:00Z' }],
];

const stranger = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const denied: readonly (readonly [string, Manifest, Partial<Exception>?])[] = [
  ['another Deployment', workload('apps/v1', 'Deployment', 'web2')],
  ['another kind of the same name', workload('apps/v1', 'StatefulSet', 'web')],
  ['a kind of another group', pod([{ apiVersion: 'acme.example/v1', kind: 'Deployment', name: 'web' }])],
  ['another namespace', pod([replicaSet('web-5d4f7b9c6')], hash, podSpec('app'), 'billing')],
  ['another container', workload('apps/v1', 'Deployment', 'web', {}, podSpec('other'))],
  ['a second container', workload('apps/v1', 'Deployment', 'web', {}, podSpec('app', 'other'))],
  [
    'the same container as an init container',
    workload(
      'apps/v1',
      'Deployment',
      'web',
      {},
      {
        initContainers: [container('app')],
        containers: [],
      },
    ),
  ],
  ['another value', workload('apps/v1', 'Deployment', 'web'), { digest: valueDigest('true') }],
  [
    'what ended for good',
    workload('apps/v1', 'Deployment', 'web'),
    { hardExpiresAt: '2020-02-01T00:00:00Z' },
  ],
  ['an end that is no date', workload('apps/v1', 'Deployment', 'web'), { hardExpiresAt: 'never' }],
  ['a bare Pod', pod([])],
  ['a bare Pod with the labels of the Deployment', pod([], { app: 'web', ...hash })],
  ['a ReplicaSet whose name only begins like the Deployment', pod([replicaSet('web-api')])],
  ['a ReplicaSet that is not named by its hash', pod([replicaSet('web-api')], hash)],
  ['a hash that no Deployment makes', pod([replicaSet('web-api')], { 'pod-template-hash': 'api' })],
  [
    'a pod template that names a stranger as its owner',
    {
      ...workload('apps/v1', 'Deployment', 'evil'),
      spec: {
        template: {
          metadata: { ownerReferences: [{ ...stranger, uid: 'u', controller: true }] },
          spec: podSpec('app'),
        },
      },
    },
  ],
  [
    'a Job that only begins like the CronJob',
    pod([{ apiVersion: 'batch/v1', kind: 'Job', name: 'web-2' }]),
    { group: 'batch', kind: 'CronJob' },
  ],
  [
    'an annotation that asks for it',
    {
      ...workload('apps/v1', 'Deployment', 'web2'),
      metadata: {
        name: 'web2',
        namespace: 'shop',
        annotations: { 'securitytower.io/policy.exclusion.k8spspprivilegedcontainer': 'please' },
      },
    },
  ],
];

interface Row {
  readonly what: string;
  readonly object: Manifest;
  readonly exceptions: readonly Exception[];
  readonly passes: boolean;
}
const row =
  (passes: boolean) =>
  ([what, object, difference]: (typeof accepted)[number]): Row => ({
    what,
    object,
    exceptions: [{ ...exception, ...difference }],
    passes,
  });
const rows: readonly Row[] = [...accepted.map(row(true)), ...denied.map(row(false))];

describe('an acceptance lets its own place through, and nothing else', () => {
  const engine = new EngineClient(engineEnvironment);
  let verdicts: ReadonlyMap<string, readonly Violation[]>;
  /** What the constraints say to a row's object: without the acceptance, with it, and when they report. */
  const said = (what: string, way: 'bare' | 'enforced' | 'reported'): readonly Violation[] =>
    (verdicts.get(what) ?? []).filter(({ constraint: { name } }) => name === nameOf(what, way));
  const nameOf = (what: string, way: string): string =>
    way === 'bare' ? way : `${way}-${rows.findIndex((one) => one.what === what)}`;
  const messages = (violations: readonly Violation[]): readonly string[] =>
    violations.map(({ message }) => message);

  beforeAll(async () => {
    const constraints = rows.flatMap(({ what, exceptions }) => {
      const enforced = constraint(
        privileged,
        { name: nameOf(what, 'enforced'), parameters: {}, exceptions },
        'deny',
      );
      const { spec, metadata, ...rest } = enforced;
      const parameters = { ...spec.parameters, reportExceptions: true };
      const reported = {
        ...rest,
        metadata: { ...metadata, name: nameOf(what, 'reported') },
        spec: { ...spec, parameters },
      };
      return [enforced, reported];
    });
    const bare = constraint(privileged, { name: 'bare', parameters: {} }, 'deny');
    const reviews = rows.map(({ what, object }) => ({ id: what, operation: 'CREATE' as const, object }));
    const deletion = {
      id: 'deletion',
      operation: 'DELETE' as const,
      oldObject: workload('apps/v1', 'Deployment', 'web'),
    };
    verdicts = await judge(engine, [bare, ...constraints], [...reviews, deletion], [privileged]);
  }, 60_000);
  afterAll(() => engine.end());

  test.each(rows)('$what: passes is $passes', ({ what, passes }) => {
    expect(said(what, 'bare')).not.toEqual([]);
    expect(said(what, 'enforced').length === 0).toBe(passes);
    expect(messages(said(what, 'bare'))).toEqual(
      expect.arrayContaining([...messages(said(what, 'enforced'))]),
    );
  });

  test.each(rows)('$what: the report says what admission does', ({ what }) => {
    const reported = said(what, 'reported');
    const uncovered = reported.filter(({ details }) => {
      const covering = (details?.['exceptions'] ?? []) as readonly Exception[];
      return !covering.some(({ hardExpiresAt }) => Date.now() < Date.parse(hardExpiresAt));
    });
    expect(messages(uncovered)).toEqual(messages(said(what, 'enforced')));
    expect(messages(reported)).toEqual(messages(said(what, 'bare')));
  });

  test('the report says place, digest and what covers them', () => {
    const [violation] = said('the Deployment', 'reported');
    expect(violation?.details).toEqual({
      field: 'spec.containers[0].securityContext.privileged',
      container: 'app',
      value: true,
      place: field,
      digest: valueDigest(true),
      exceptions: [exception],
    });
  });

  test('a violation that is not reported has no more details than the policy gives', () => {
    expect(Object.keys(said('another Deployment', 'enforced')[0]?.details ?? {})).toEqual(
      Object.keys(said('another Deployment', 'bare')[0]?.details ?? {}),
    );
  });

  test('a deletion is judged by what goes away, also with acceptances', () => {
    expect(verdicts.get('deletion')).toEqual([]);
  });
});

describe('the digest of a value', () => {
  const engine = new EngineClient(engineEnvironment);
  const values = [
    null,
    true,
    'x',
    '<a> & "b" \u2028 ü \t',
    0,
    -1.5,
    100000000,
    [1, 'a', null],
    { b: 1, a: { d: 2, c: ['<'] } },
  ];
  let digests: ReadonlyMap<string, unknown>;

  beforeAll(async () => {
    const { entry, libraries } = wrapRego(
      'package values\n\nviolation contains {"msg": "m", "details": {"field": "data", "value": input.review.object.data}}\n',
    );
    const template = {
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: { name: 'testvalues' },
      spec: {
        crd: {
          spec: {
            names: { kind: 'TestValues' },
            validation: { openAPIV3Schema: { type: 'object', properties: exceptionParameters } },
          },
        },
        targets: [
          {
            target: 'admission.k8s.gatekeeper.sh',
            code: [
              { engine: 'Rego', source: { version: 'v1', rego: entry, libs: libraryRego(entry, libraries) } },
            ],
          },
        ],
      },
    };
    const own = {
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'TestValues',
      metadata: { name: 'own' },
      spec: { parameters: { exceptions: [], reportExceptions: true } },
    };
    const { policySet, problems } = await engine.load({ objects: [{ object: template }, { object: own }] });
    expect(problems).toEqual([]);
    const found = new Map<string, unknown>();
    const reviews = values.map((data) => ({
      id: JSON.stringify(data),
      operation: 'CREATE' as const,
      // No kind of Kubernetes' own, of which the API server drops a null.
      object: {
        apiVersion: 'example.com/v1',
        kind: 'Value',
        metadata: { name: 'c', namespace: 'shop' },
        data,
      },
    }));
    await engine.review({ policySet, namespaces: [], reviews }, ({ id, results }) =>
      found.set(id, results[0]?.details?.['digest']),
    );
    digests = found;
  }, 60_000);
  afterAll(() => engine.end());

  test.each(values.map((value) => [value]))('of %j is the one that Rego makes', (value) => {
    expect(digests.get(JSON.stringify(value))).toBe(valueDigest(value));
  });
});
