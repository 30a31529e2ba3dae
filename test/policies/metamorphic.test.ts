import { stringify } from 'yaml';
import { EngineClient } from '../../kit/engine-client/client';
import type { Violation } from '../../kit/engine-client/protocol';
import { catalogue } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import type { Policy } from '../../policies/policy';
import { isManifest, type SampleRequest, sampleRequest } from '../../policies/sample-request';
import { samplesOf } from '../../policies/source-files';
import { makeRepository } from '../kit/support/repository';
import { engineEnvironment } from './engine-environment';
import { judge, type Manifest } from './judge';

/** A sample, or another way to write it. */
interface Variant {
  readonly id: string;
  readonly policy: Policy;
  readonly request: SampleRequest;
}

type Change = (request: SampleRequest) => SampleRequest | undefined;

/**
 * Policies that judge init containers otherwise, by what Kubernetes means: these fields are about containers that serve.
 * Each must really judge them otherwise.
 */
const aboutServingContainers: Readonly<Record<string, string>> = {
  'required-probes': 'Kubernetes refuses readiness and liveness probes of init containers that end.',
};

const workloads: Readonly<Record<string, (pod: Manifest) => Manifest>> = {
  CronJob: (pod) =>
    workload('batch/v1', 'CronJob', pod, (template) => ({ jobTemplate: { spec: { template } } })),
  DaemonSet: (pod) => workload('apps/v1', 'DaemonSet', pod, (template) => ({ template })),
  Deployment: (pod) => workload('apps/v1', 'Deployment', pod, (template) => ({ template })),
  Job: (pod) => workload('batch/v1', 'Job', pod, (template) => ({ template })),
  ReplicaSet: (pod) => workload('apps/v1', 'ReplicaSet', pod, (template) => ({ template })),
  ReplicationController: (pod) => workload('v1', 'ReplicationController', pod, (template) => ({ template })),
  StatefulSet: (pod) => workload('apps/v1', 'StatefulSet', pod, (template) => ({ template })),
};

function workload(
  apiVersion: string,
  kind: string,
  pod: Manifest,
  wrap: (template: Manifest) => Manifest,
): Manifest {
  const { name, namespace, ...metadata } = pod['metadata'] as Record<string, unknown>;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec: wrap({ metadata, spec: pod['spec'] }),
  };
}

const samples: readonly Variant[] = catalogue
  .filter((policy) => policy.externalData !== true)
  .flatMap((policy) =>
    samplesOf(policy).map((sample) => ({
      id: `${policy.id}/${sample.name}`,
      policy,
      request: sampleRequest(sample),
    })),
  );

/** A Pod that is created, else undefined. */
function createdPod({ operation, object, target }: SampleRequest): Manifest | undefined {
  return operation === 'CREATE' && target === undefined && object?.['kind'] === 'Pod' ? object : undefined;
}

function movedToInit(request: SampleRequest): SampleRequest | undefined {
  const pod = createdPod(request);
  const spec = pod?.['spec'] as Readonly<Record<string, unknown>> | undefined;
  if (spec === undefined) return undefined;
  const list = (name: string): readonly unknown[] => (spec[name] as readonly unknown[] | undefined) ?? [];
  const moved = {
    ...spec,
    containers: [],
    initContainers: [...list('initContainers'), ...list('containers')],
  };
  return { ...request, object: { ...pod, spec: moved } };
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, each]) => [name, reversed(each)]),
  );
}

function reordered(request: SampleRequest): SampleRequest {
  const { object, oldObject } = request;
  return {
    ...request,
    ...(object === undefined ? {} : { object: reversed(object) as Manifest }),
    ...(oldObject === undefined ? {} : { oldObject: reversed(oldObject) as Manifest }),
  };
}

const changes: Readonly<Record<string, Change>> = {
  reordered,
  'moved to init containers': movedToInit,
  ...Object.fromEntries(
    Object.entries(workloads).map(([kind, make]): [string, Change] => [
      `in a ${kind}`,
      (request) => {
        const pod = createdPod(request);
        return pod === undefined ? undefined : { ...request, object: make(pod) };
      },
    ]),
  ),
};

const variants: readonly (Variant & { readonly change: string; readonly of: string })[] = Object.entries(
  changes,
).flatMap(([change, apply]) =>
  samples.flatMap(({ id, policy, request }) => {
    const changed = apply(request);
    // Nobody sends the pods of a workload: policies about who writes do not see them.
    const unseen = policy.match.source === 'Original' && change.startsWith('in a ');
    return changed === undefined || unseen
      ? []
      : [{ id: `${id} ${change}`, of: id, change, policy, request: changed }];
  }),
);

/**
 * Where a violation is. The API server copies AppArmor's annotations into the fields of a Pod's containers when it is
 * created, and leaves a workload's template as it is: both are one place.
 */
function place(details: Violation['details']): string {
  const annotation = 'container.apparmor.security.beta.kubernetes.io/';
  const field = String(details?.['field']);
  return field.startsWith(`metadata.annotations[${annotation}`) || field.endsWith('.appArmorProfile')
    ? 'appArmorProfile'
    : field;
}

const flux = {
  username: 'system:serviceaccount:flux-system:kustomize-controller',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:flux-system', 'system:authenticated'],
};

describe('another way to write the same is judged the same', () => {
  const engine = new EngineClient(engineEnvironment);
  const verdicts = new Map<string, readonly Violation[]>();

  beforeAll(async () => {
    for (const policy of catalogue) {
      const own = [...samples, ...variants].filter((variant) => variant.policy === policy);
      if (own.length === 0) continue;
      const asked = constraint(
        policy,
        { name: policy.id, parameters: policy.sampleParameters ?? {} },
        'deny',
      );
      const reviews = own.map(({ id, request }) => ({ id, user: flux, ...request }));
      for (const [id, results] of await judge(engine, [asked], reviews, [policy])) verdicts.set(id, results);
    }
  }, 300_000);
  afterAll(() => engine.end());

  /** What a policy says of a variant: the places, and what is there. */
  const said = (id: string): readonly string[] => [
    ...new Set(
      (verdicts.get(id) ?? []).map(({ details }) =>
        JSON.stringify([place(details), details?.['container'], details?.['value']]),
      ),
    ),
  ];

  test('whatever the order of its fields', () => {
    const ordered = variants.filter(({ change }) => change === 'reordered');
    expect(ordered.length).toBe(samples.length);
    for (const { id, of } of ordered) {
      const messages = (each: string) =>
        verdicts
          .get(each)
          ?.map(({ message }) => message)
          .sort();
      expect({ id, messages: messages(id) }).toEqual({ id, messages: messages(of) });
    }
  });

  test('among init containers', () => {
    const moved = variants.filter(({ change }) => change === 'moved to init containers');
    expect(moved.length).toBeGreaterThan(150);
    const otherwise = new Set<string>();
    for (const { id, of, policy, request } of moved) {
      const before = said(of).length > 0;
      const after = said(id).length > 0;
      if (before === after) continue;
      if (policy.id in aboutServingContainers) otherwise.add(policy.id);
      else expect({ id, denied: after, request }).toEqual({ id, denied: before, request });
    }
    expect([...otherwise].sort()).toEqual(Object.keys(aboutServingContainers).sort());
  });

  test.each(Object.keys(workloads))('in a %s', (kind) => {
    const wrapped = variants.filter(({ change }) => change === `in a ${kind}`);
    expect(wrapped.length).toBeGreaterThan(150);
    for (const { id, of } of wrapped) {
      expect({ id, said: [...said(id)].sort() }).toEqual({ id, said: [...said(of)].sort() });
    }
  });

  test('in one YAML file or in many', async () => {
    // What Flux reads as instructions of its own cannot stand there as a sample.
    const manifests = catalogue.flatMap((policy) =>
      samplesOf(policy)
        .filter(isManifest)
        .map((sample) => sampleRequest(sample).object as { apiVersion: string; metadata: object })
        .filter(({ apiVersion }) => !apiVersion.includes('toolkit.fluxcd.io')),
    );
    const named = manifests.map((object, index) => ({
      ...object,
      metadata: { ...object.metadata, name: `sample-${index}` },
    }));
    const documents = named.map((object) => stringify(object));
    // Verdicts are about objects and not about files, so that equal objects are all that there is to show.
    const together = await rendered(engine, { 'cluster/all.yaml': documents.join('---\n') });
    const apart = await rendered(
      engine,
      Object.fromEntries(documents.map((text, index) => [`cluster/part-${index}.yaml`, text])),
    );
    expect(together.size).toBe(named.length);
    expect([...apart].sort()).toEqual([...together].sort());
  }, 120_000);
});

/** What a repository with these files renders to: kind, name and hash of each object. */
async function rendered(
  engine: EngineClient,
  files: Readonly<Record<string, string>>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const { clusters } = await engine.render(
    { repository: { path: makeRepository(files) }, entries: [{ cluster: 'test', path: './cluster' }] },
    ({ resources }) => {
      for (const { kind, namespace, name, hash } of resources)
        found.add(`${kind} ${namespace}/${name} ${hash}`);
    },
  );
  expect(clusters.flatMap(({ problems }) => problems)).toEqual([]);
  return found;
}
