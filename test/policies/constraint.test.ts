import { policyById } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import { ParameterError } from '../../policies/validate-parameters';

describe('constraint', () => {
  test('matches what the policy is about, outside of the platform', () => {
    expect(constraint(policyById('image-digests'), { name: 'pinned', parameters: {} }, 'warn')).toEqual({
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'K8sImageDigests',
      metadata: { name: 'pinned' },
      spec: {
        enforcementAction: 'warn',
        match: {
          kinds: [{ apiGroups: [''], kinds: ['Pod'] }],
          excludedNamespaces: ['gatekeeper-system', 'kube-system'],
        },
      },
    });
  });

  test('sorts the namespaces that are left out, and can leave none out', () => {
    const policy = policyById('image-digests');
    const excluded = (namespaces: string[]) =>
      constraint(policy, { name: 'pinned', parameters: {} }, 'deny', namespaces).spec.match
        .excludedNamespaces;
    expect(excluded(['z', 'a'])).toEqual(['a', 'z']);
    expect(excluded([])).toBeUndefined();
  });

  test.each<[string, Record<string, unknown>, string]>([
    [
      'capabilities',
      { allowedCapabilities: 'ALL' },
      'parameters.allowedCapabilities is "ALL"; expected an array of strings.',
    ],
    [
      'capabilities',
      { allowedCapabilities: [1] },
      'parameters.allowedCapabilities[0] is 1; expected a string.',
    ],
    [
      'capabilities',
      { requiredDrops: [] },
      'parameters.requiredDrops is not a parameter. Did you mean requiredDropCapabilities?',
    ],
    ['host-network-ports', { min: 1.5 }, 'parameters.min is 1.5; expected an integer.'],
    ['host-network-ports', { hostNetwork: 'no' }, 'parameters.hostNetwork is "no"; expected a boolean.'],
    [
      'host-namespaces',
      { exemptImages: [] },
      'parameters.exemptImages is not a parameter. The policy has none.',
    ],
    [
      'host-filesystem',
      { allowedHostPaths: [{ pathPrefix: '/var/log', readonly: true }] },
      'parameters.allowedHostPaths[0].readonly is not a parameter. Did you mean readOnly?',
    ],
  ])('%s refuses %j', (id, parameters, problem) => {
    const policy = policyById(id);
    const build = () => constraint(policy, { name: 'wrong', parameters }, 'deny');
    expect(build).toThrow(ParameterError);
    expect(build).toThrow(`${policy.kind} wrong: ${problem}`);
  });

  test('reports all problems at once', () => {
    const parameters = { min: 'a', max: 'b', hostnetwork: true };
    const policy = policyById('host-network-ports');
    expect(() => constraint(policy, { name: 'wrong', parameters }, 'deny')).toThrow(
      [
        'K8sPSPHostNetworkingPorts wrong: parameters.min is "a"; expected an integer.',
        'K8sPSPHostNetworkingPorts wrong: parameters.max is "b"; expected an integer.',
        'K8sPSPHostNetworkingPorts wrong: parameters.hostnetwork is not a parameter. Did you mean hostNetwork?',
      ].join('\n'),
    );
  });
});
