import { EngineClient } from '../../kit/engine-client/client';
import type { Violation } from '../../kit/engine-client/protocol';
import { policyById } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import { packById } from '../../policies/packs/pack-by-id';
import { engineEnvironment } from './engine-environment';
import { judge, type Manifest } from './judge';

/** A spec that every policy of the restricted level denies, and one that none does. */
const careless: Manifest = {
  hostPID: true,
  hostNetwork: true,
  containers: [
    {
      name: 'app',
      image: 'app',
      securityContext: {
        privileged: true,
        appArmorProfile: { type: 'Unconfined' },
        procMount: 'Unmasked',
        seLinuxOptions: { type: 'spc_t' },
      },
      ports: [{ containerPort: 80, hostPort: 80 }],
      livenessProbe: { httpGet: { host: 'metadata.internal', port: 80 } },
    },
  ],
  securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] },
  volumes: [{ name: 'node', hostPath: { path: '/' } }],
};
const careful: Manifest = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'app',
      image: 'app',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
};

const object = (apiVersion: string, kind: string, spec: Manifest): Manifest => ({
  apiVersion,
  kind,
  metadata: { name: 'app', namespace: 'shop' },
  spec,
});
const pod = (spec: Manifest): Manifest => object('v1', 'Pod', spec);
const template = (spec: Manifest): Manifest => ({ metadata: { labels: { app: 'app' } }, spec });

const kinds: Readonly<Record<string, (spec: Manifest) => Manifest>> = {
  Deployment: (spec) => object('apps/v1', 'Deployment', { template: template(spec) }),
  ReplicaSet: (spec) => object('apps/v1', 'ReplicaSet', { template: template(spec) }),
  StatefulSet: (spec) => object('apps/v1', 'StatefulSet', { template: template(spec) }),
  DaemonSet: (spec) => object('apps/v1', 'DaemonSet', { template: template(spec) }),
  Job: (spec) => object('batch/v1', 'Job', { template: template(spec) }),
  ReplicationController: (spec) => object('v1', 'ReplicationController', { template: template(spec) }),
  CronJob: (spec) => object('batch/v1', 'CronJob', { jobTemplate: { spec: { template: template(spec) } } }),
};

const initContainersOnly: Manifest = {
  ...careless,
  containers: [],
  initContainers: careless['containers'],
};

describe('a pod is judged the same wherever it stands', () => {
  const engine = new EngineClient(engineEnvironment);
  let verdicts: ReadonlyMap<string, readonly Violation[]>;
  /** What is denied: constraint, field and value. */
  const said = (id: string): readonly string[] =>
    (verdicts.get(id) ?? [])
      .map(({ constraint: by, details }) => `${by.kind} ${JSON.stringify(details)}`)
      .sort();

  beforeAll(async () => {
    const constraints = packById('pod-security-restricted').constraints.map((selection) =>
      constraint(policyById(selection.policy), selection, 'deny'),
    );
    const workloads = Object.entries(kinds).flatMap(([kind, make]) => [
      { id: `${kind} created`, operation: 'CREATE' as const, object: make(careless) },
      {
        id: `${kind} updated`,
        operation: 'UPDATE' as const,
        object: make(careless),
        oldObject: make(careful),
      },
      {
        id: `${kind} scaled`,
        operation: 'UPDATE' as const,
        object: make(careless),
        oldObject: make(careless),
      },
      { id: `${kind} careful`, operation: 'CREATE' as const, object: make(careful) },
    ]);
    verdicts = await judge(engine, constraints, [
      ...workloads,
      { id: 'Pod created', operation: 'CREATE', object: pod(careless) },
      { id: 'Pod careful', operation: 'CREATE', object: pod(careful) },
      {
        id: 'Pod labelled',
        operation: 'UPDATE',
        object: { ...pod(careless), metadata: { name: 'app', namespace: 'shop', labels: { a: 'b' } } },
        oldObject: pod(careless),
      },
      { id: 'Pod deleted', operation: 'DELETE', oldObject: pod(careless) },
      { id: 'Pod with init containers', operation: 'CREATE', object: pod(initContainersOnly) },
      {
        id: 'Pod debugged',
        operation: 'UPDATE',
        object: pod({ ...careful, ephemeralContainers: careless['containers'] }),
        oldObject: pod(careful),
      },
    ]);
  }, 120_000);
  afterAll(() => engine.end());

  test('every policy of the pack speaks', () => {
    const spoken = new Set(verdicts.get('Pod created')?.map((result) => result.constraint.name));
    const silent = packById('pod-security-restricted').constraints.filter(({ name }) => !spoken.has(name));
    expect(silent.map(({ policy }) => policy)).toEqual(['host-process']);
  });

  test.each(Object.keys(kinds))('%s', (kind) => {
    expect(said(`${kind} created`)).toEqual(said('Pod created'));
    expect(said(`${kind} updated`)).toEqual(said('Pod created'));
    expect(said(`${kind} scaled`)).toEqual(said('Pod created'));
    expect(said(`${kind} careful`)).toEqual([]);
  });

  test('a pod that is already there may be labelled and deleted', () => {
    expect(said('Pod careful')).toEqual([]);
    expect(said('Pod labelled')).toEqual([]);
    expect(said('Pod deleted')).toEqual([]);
  });

  test('init containers are judged as containers are', () => {
    const moved = said('Pod created').map((text) =>
      text.replace('spec.containers[0]', 'spec.initContainers[0]'),
    );
    expect(said('Pod with init containers')).toEqual(moved);
  });

  test('a debug container is judged when it is added', () => {
    const inContainers = said('Pod created').filter((text) => text.includes('spec.containers[0].'));
    const moved = inContainers.map((text) =>
      text.replace('spec.containers[0]', 'spec.ephemeralContainers[0]'),
    );
    const inherited = /seccompProfile|runAsNonRoot/;
    expect(said('Pod debugged')).toEqual(moved.filter((text) => !inherited.test(text)));
  });
});
