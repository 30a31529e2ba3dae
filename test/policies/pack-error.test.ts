import { PackError } from '../../policies/packs/pack-error';
import { podSecurityStandards } from '../../policies/packs/pod-security-standards';
import { cisAks, cisKubernetes, pciDss } from '../../policies/packs/standard-packs';

/** The message of what a declaration throws, the lines of this file taken out. */
function refusal(declare: () => unknown): readonly string[] {
  try {
    declare();
  } catch (error) {
    expect(error).toBeInstanceOf(PackError);
    return (error as Error).message
      .split('\n')
      .map((line) => line.replace(/^(pack-error\.test\.ts):\d+:/, '$1:LINE:'));
  }
  return [];
}

test('parameters of the wrong type, a misspelt one and a value that is none: file, line, value and fix, all at once', () => {
  const parameters = {
    'host-network-ports': { min: 'low', max: 1.5, hostNetwork: false },
    'allowed-users': { runAsUser: { rule: 'MustRun' } },
    'restrict-namespaces': { restrictedNamespace: ['default'] },
  } as never;
  expect(refusal(() => cisKubernetes({ parameters }))).toEqual(
    expect.arrayContaining([
      'pack-error.test.ts:LINE: policies \'cis-kubernetes\': K8sPSPHostNetworkingPorts cis-kubernetes-host-network-ports: parameters.min is "low"; expected an integer.',
      "pack-error.test.ts:LINE: policies 'cis-kubernetes': K8sPSPHostNetworkingPorts cis-kubernetes-host-network-ports: parameters.max is 1.5; expected an integer.",
      'pack-error.test.ts:LINE: policies \'cis-kubernetes\': K8sPSPAllowedUsers cis-kubernetes-allowed-users: parameters.runAsUser.rule is "MustRun"; expected one of MustRunAs, MustRunAsNonRoot, RunAsAny.',
      "pack-error.test.ts:LINE: policies 'cis-kubernetes': K8sRestrictNamespaces cis-kubernetes-restrict-namespaces: parameters.restrictedNamespace is not a parameter. Did you mean restrictedNamespaces?",
    ]),
  );
});

test('a policy that there is not, and one that the standard does not ask for', () => {
  expect(
    refusal(() =>
      cisAks({
        parameters: { 'privileged-containers': {} } as never,
        without: { 'required-probes': 'We have others.' },
      }),
    ),
  ).toEqual([
    "pack-error.test.ts:LINE: policies 'cis-aks': parameters.privileged-containers: there is no such policy. Did you mean privileged-container?",
    expect.stringMatching(
      /^pack-error\.test\.ts:LINE: policies 'cis-aks': without\.required-probes: the standard does not ask for it; leave it out\. Did you mean /,
    ),
  ]);
});

test('a policy is left out with a reason or not at all', () => {
  expect(refusal(() => pciDss({ without: { 'restrict-namespaces': ' ' } }))).toEqual([
    "pack-error.test.ts:LINE: policies 'pci-dss': without.restrict-namespaces: says no reason; write why the standard can do without it.",
  ]);
});

test('an edition that there is not', () => {
  expect(refusal(() => podSecurityStandards({ level: 'baseline', version: '1.99' }))).toEqual([
    expect.stringMatching(
      /^pack-error\.test\.ts:LINE: policies 'pod-security-standards': version is "1\.99"; expected 1\.25 to 1\.\d+\.$/,
    ),
  ]);
});
