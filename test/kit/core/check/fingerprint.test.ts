import { fingerprint } from '../../../../kit/core/check/fingerprint';

const resource = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
const violation = {
  constraint: { kind: 'K8sPSPCapabilities', name: 'caps' },
  enforcementAction: 'deny',
  message: 'no',
  details: { field: 'spec.containers[0].securityContext', container: 'web' },
};
const print = (
  change: Partial<typeof violation> = {},
  message = 'no',
  cluster = 'prod',
  where = resource,
): string => fingerprint(cluster, where, { ...violation, ...change }, message);

test('names the place: stays the same when nothing but text, order or API version changes', () => {
  expect(print()).toMatch(/^[0-9a-f]{64}$/);
  expect(print({}, 'in other words')).toBe(print());
  expect(print({ constraint: { kind: 'K8sPSPCapabilities', name: 'renamed' } })).toBe(print());
  expect(print({ details: { field: 'spec.containers[3].securityContext', container: 'web' } })).toBe(print());
  expect(print({}, 'no', 'prod', { ...resource, apiVersion: 'apps/v1beta1' })).toBe(print());
});

test('another policy, resource, cluster, container or field is another place', () => {
  const others = [
    print({ constraint: { kind: 'K8sPSPHostNamespace', name: 'caps' } }),
    print({}, 'no', 'dev'),
    print({}, 'no', 'prod', { ...resource, name: 'api' }),
    print({}, 'no', 'prod', { ...resource, namespace: 'payments' }),
    print({}, 'no', 'prod', { ...resource, apiVersion: 'v1' }),
    print({ details: { field: 'spec.containers[0].securityContext', container: 'sidecar' } }),
    print({ details: { field: 'spec.containers[0].image', container: 'web' } }),
    print({ details: undefined }),
    print({ details: undefined }, 'another message'),
  ];
  expect(new Set([print(), ...others]).size).toBe(others.length + 1);
});
