import { EngineClient } from '../../kit/engine-client/client';
import type { Violation } from '../../kit/engine-client/protocol';
import { policyById } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import { engineEnvironment } from './engine-environment';
import { judge, type Manifest } from './judge';

type Parameters = Readonly<Record<string, unknown>>;

/** A policy, its parameters, a pod's spec, and the fields that are denied with the values that are allowed. */
type Row = readonly [policy: string, parameters: Parameters, spec: Manifest, denied: readonly string[]];

const app = (container: Manifest): Manifest => ({
  name: 'app',
  image: 'registry.example.com/app:1',
  ...container,
});
const secured = (securityContext: Manifest): Manifest => ({ containers: [app({ securityContext })] });
const ports = (...hostPorts: number[]): Manifest => ({
  containers: [app({ ports: hostPorts.map((hostPort) => ({ containerPort: 8080, hostPort })) })],
});
const hostPath = (path: string, mount?: Manifest): Manifest => ({
  containers: [
    app(mount === undefined ? {} : { volumeMounts: [{ name: 'data', mountPath: '/data', ...mount }] }),
  ],
  volumes: [{ name: 'data', hostPath: { path } }],
});
const seccompProfile = (type: string, localhostProfile?: string): Manifest =>
  secured({ seccompProfile: { type, ...(localhostProfile === undefined ? {} : { localhostProfile }) } });
const privileged = secured({ privileged: true });
const field = 'spec.containers[0]';

const rows: readonly Row[] = [
  // Images that are spared, whole or by their beginning.
  ['privileged-container', { exemptImages: ['registry.example.com/app:1'] }, privileged, []],
  ['privileged-container', { exemptImages: ['registry.example.com/*'] }, privileged, []],
  [
    'privileged-container',
    { exemptImages: ['registry.example.com/app'] },
    privileged,
    [`${field}.securityContext.privileged: false, or not set`],
  ],
  [
    'privileged-container',
    { exemptImages: [] },
    privileged,
    [`${field}.securityContext.privileged: false, or not set`],
  ],

  // A container without an image cannot be spared by its image.
  [
    'privileged-container',
    { exemptImages: ['*'] },
    { containers: [{ name: 'app', securityContext: { privileged: true } }] },
    [],
  ],
  [
    'privileged-container',
    {},
    { containers: [{ name: 'app', securityContext: { privileged: true } }] },
    [`${field}.securityContext.privileged: false, or not set`],
  ],
  ['allowed-images', { allowedImages: ['a'] }, { containers: [{ name: 'app' }] }, [`${field}.image: a`]],
  [
    'image-digests',
    {},
    { containers: [{ name: 'app' }] },
    [`${field}.image: an image with a digest, as in name@sha256:…`],
  ],

  // Host ports, as constraints for gatekeeper-library give them.
  ['host-network-ports', {}, { ...ports(80), hostNetwork: true }, ['spec.hostNetwork: false, or not set']],
  ['host-network-ports', { hostNetwork: true }, { ...ports(80), hostNetwork: true }, []],
  [
    'host-network-ports',
    { min: 80, max: 9000 },
    ports(79, 80, 9000, 9001, 0),
    [
      `${field}.ports[0].hostPort: 80 to 9000, or not set`,
      `${field}.ports[3].hostPort: 80 to 9000, or not set`,
    ],
  ],
  [
    'host-network-ports',
    { min: 80 },
    ports(79, 65535),
    [`${field}.ports[0].hostPort: 80 to 65535, or not set`],
  ],
  [
    'host-network-ports',
    { max: 9000, exemptImages: ['*'] },
    { ...ports(9001), hostNetwork: true },
    ['spec.hostNetwork: false, or not set'],
  ],

  // Capabilities.
  [
    'capabilities',
    {},
    secured({ capabilities: { add: ['CHOWN'] } }),
    [`${field}.securityContext.capabilities.add[0]: none`],
  ],
  ['capabilities', { allowedCapabilities: ['*'] }, secured({ capabilities: { add: ['SYS_ADMIN'] } }), []],
  ['capabilities', { allowedCapabilities: ['chown'] }, secured({ capabilities: { add: ['CHOWN'] } }), []],
  [
    'capabilities',
    { requiredDropCapabilities: ['NET_RAW', 'kill'] },
    secured({ capabilities: { drop: ['KILL', 'NET_RAW'] } }),
    [],
  ],
  [
    'capabilities',
    { requiredDropCapabilities: ['NET_RAW', 'KILL'] },
    secured({ capabilities: { drop: ['ALL'] } }),
    [],
  ],
  [
    'capabilities',
    { requiredDropCapabilities: ['NET_RAW', 'KILL'] },
    secured({ capabilities: { drop: ['KILL'] } }),
    [`${field}.securityContext.capabilities.drop: a list with ALL, or with NET_RAW, KILL`],
  ],
  ['capabilities', { requiredDropCapabilities: [] }, secured({}), []],

  // Paths of the node: below an allowed one, not beside it, and not past it by `..`.
  ['host-filesystem', { allowedHostPaths: [{ pathPrefix: '/var/log' }] }, hostPath('/var/log'), []],
  ['host-filesystem', { allowedHostPaths: [{ pathPrefix: '/var/log/' }] }, hostPath('/var//log/pods/'), []],
  ['host-filesystem', { allowedHostPaths: [{ pathPrefix: '/' }] }, hostPath('/etc'), []],
  [
    'host-filesystem',
    { allowedHostPaths: [{ pathPrefix: '/var/log' }] },
    hostPath('/var/logs'),
    ['spec.volumes[0].hostPath.path: /var/log'],
  ],
  [
    'host-filesystem',
    { allowedHostPaths: [{ pathPrefix: '/var/log' }] },
    hostPath('/var'),
    ['spec.volumes[0].hostPath.path: /var/log'],
  ],
  [
    'host-filesystem',
    { allowedHostPaths: [{ pathPrefix: '/var/log' }] },
    hostPath('/var/log/../lib'),
    ['spec.volumes[0].hostPath.path: /var/log'],
  ],
  [
    'host-filesystem',
    { allowedHostPaths: [{ pathPrefix: '' }] },
    hostPath('/etc'),
    ['spec.volumes[0].hostPath.path: '],
  ],
  [
    'host-filesystem',
    { allowedHostPaths: [{ pathPrefix: '/var/log', readOnly: true }] },
    hostPath('/var/log', { readOnly: true }),
    [],
  ],
  [
    'host-filesystem',
    { allowedHostPaths: [{ pathPrefix: '/var/log', readOnly: true }] },
    hostPath('/var/log', {}),
    ['spec.volumes[0].hostPath.path: /var/log (mounted read-only)'],
  ],
  [
    'host-filesystem',
    { allowedHostPaths: [] },
    hostPath('/etc'),
    ['spec.volumes[0].hostPath.path: no hostPath volume'],
  ],

  // Seccomp.
  ['seccomp', {}, seccompProfile('Localhost', 'a.json'), []],
  [
    'seccomp',
    {},
    secured({}),
    [
      `${field}.securityContext.seccompProfile: RuntimeDefault, Localhost (Seccomp profile 'not configured' is not allowed for container 'app'. Found at: no explicit profile found.)`,
    ],
  ],
  ['seccomp', { allowedProfiles: ['*'] }, seccompProfile('Unconfined'), []],
  ['seccomp', { allowedProfiles: ['RuntimeDefault', 'not configured'] }, secured({}), []],
  [
    'seccomp',
    { allowedProfiles: ['Localhost'], allowedLocalhostFiles: ['a.json'] },
    seccompProfile('Localhost', 'a.json'),
    [],
  ],
  [
    'seccomp',
    { allowedProfiles: ['Localhost'], allowedLocalhostFiles: ['a.json'] },
    seccompProfile('Localhost', 'b.json'),
    [
      `${field}.securityContext.seccompProfile: Localhost (a.json) (Seccomp profile 'Localhost b.json' is not allowed for container 'app'. Found at: container securityContext.)`,
    ],
  ],
  [
    'seccomp',
    { allowedProfiles: ['Localhost'] },
    seccompProfile('Localhost', 'a.json'),
    [
      `${field}.securityContext.seccompProfile: Localhost () (Seccomp profile 'Localhost a.json' is not allowed for container 'app'. Found at: container securityContext.)`,
    ],
  ],
  [
    'seccomp',
    { allowedLocalhostFiles: ['*'], allowedProfiles: ['RuntimeDefault'] },
    seccompProfile('Localhost', 'a.json'),
    [
      `${field}.securityContext.seccompProfile: RuntimeDefault (Seccomp profile 'Localhost a.json' is not allowed for container 'app'. Found at: container securityContext.)`,
    ],
  ],

  // Root, volumes, images.
  [
    'run-as-non-root',
    { allowRootInUserNamespace: false },
    { ...secured({ runAsNonRoot: true, runAsUser: 0 }), hostUsers: false },
    [`${field}.securityContext.runAsUser: any other user, or not set`],
  ],
  ['volume-types', { volumes: ['*'] }, hostPath('/etc'), []],
  ['volume-types', { volumes: ['hostPath'] }, hostPath('/etc'), []],
  ['volume-types', { volumes: [] }, hostPath('/etc'), ['spec.volumes[0].hostPath: no volumes']],
  ['allowed-images', {}, privileged, [`${field}.image: none`]],
  ['allowed-images', { allowedImages: ['*'] }, privileged, []],
  ['image-digests', { exemptImages: ['registry.example.com/*'] }, privileged, []],
];

describe('what parameters change', () => {
  const engine = new EngineClient(engineEnvironment);
  const verdicts = new Map<number, readonly Violation[]>();

  beforeAll(async () => {
    const constraints = rows.map(([id, parameters], index) =>
      constraint(policyById(id), { name: `row-${index}`, parameters }, 'deny'),
    );
    const reviews = rows.map(([, , spec], index) => ({
      id: String(index),
      operation: 'CREATE' as const,
      object: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app', namespace: 'shop' }, spec },
    }));
    for (const [id, results] of await judge(engine, constraints, reviews)) {
      verdicts.set(
        Number(id),
        results.filter((result) => result.constraint.name === `row-${id}`),
      );
    }
  }, 120_000);
  afterAll(() => engine.end());

  test.each(rows.map((row, index) => [index, ...row] as const))(
    '%i: %s %j',
    (index, _policy, _parameters, _spec, denied) => {
      const said = verdicts.get(index)?.map(({ message, details }) => {
        const allowed = /; allowed: (.*)$/.exec(message)?.[1];
        return `${String(details?.['field'])}: ${allowed}`;
      });
      expect(said?.sort()).toEqual([...denied].sort());
    },
  );

  test.each([
    ['required-annotations', 'annotations'],
    ['required-labels', 'labels'],
  ] as const)('%s speaks in the words that it is given, else in its own', async (id, list) => {
    const required = { [list]: [{ key: 'owner', allowedRegex: '^team-' }] };
    const parameters = [required, { ...required, message: '' }, { ...required, message: 'Name a team.' }];
    const service = (name: string, owner?: string): Manifest => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop', ...(owner === undefined ? {} : { [list]: { owner } }) },
    });
    const reviews = [service('nobodys'), service('somebodys', 'jane'), service('known', 'team-a')];
    const results = await judge(
      engine,
      parameters.map((each, index) =>
        constraint(policyById(id), { name: `words-${index}`, parameters: each }, 'deny'),
      ),
      reviews.map((object, index) => ({ id: String(index), operation: 'CREATE', object })),
    );
    const said = reviews.map((_, index) =>
      results
        .get(String(index))
        ?.map(({ message }) => message)
        .sort(),
    );
    const own = (name: string, value: string): string =>
      `Service shop/${name}: metadata.${list}["owner"] is ${value}; allowed: a value that ^team- matches`;
    expect(said).toEqual([
      ['Name a team.', own('nobodys', 'not set'), own('nobodys', 'not set')],
      ['Name a team.', own('somebodys', '"jane"'), own('somebodys', '"jane"')],
      [],
    ]);
    expect(results.get('1')?.map(({ details }) => details?.['field'])).toEqual(
      parameters.map(() => `metadata.${list}["owner"]`),
    );
  });
});
