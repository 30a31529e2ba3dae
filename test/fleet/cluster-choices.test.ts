import type { ClusterProps } from '../../fleet/cluster';
import { declareCluster, declareFleet, problemsOf } from './declare';

const exception = (control: string) => ({ control, reason: 'measured', expires: '2027-06-30' });

function problemsWith(props: Partial<ClusterProps>, host?: string): readonly string[] {
  const base = declareFleet().props.github;
  const fleet = declareFleet({ github: host === undefined ? base : { ...base, host } });
  declareCluster(fleet, 'prod-weu', props);
  return problemsOf(fleet);
}

describe('choices that exclude each other', () => {
  test.each<readonly [string, Partial<ClusterProps>, string]>([
    ['an egress that there is not', { egress: 'proxy' as 'firewall' }, "egress 'proxy' is unknown"],
    [
      'isolated, and the source on the internet',
      { egress: 'isolated', delivery: 'bootstrap' },
      "egress 'isolated' reaches nothing on the internet, and Flux pulls from github.com; set github.host",
    ],
    [
      'isolated by the extension',
      { egress: 'isolated' },
      "egress 'isolated' keeps the AKS extension of Flux from its chart and images; take delivery 'flux-operator' or 'bootstrap'",
    ],
    [
      'two Gatekeepers',
      { azurePolicy: true },
      "azurePolicy brings a managed Gatekeeper of Azure's, which is not supported beside the fleet's own; leave it out, or give up the fleet's with an exception to 'fleet-gatekeeper'",
    ],
    [
      'no Gatekeeper',
      { exceptions: [exception('fleet-gatekeeper')] },
      "exception 'fleet-gatekeeper' would leave nobody to judge what is admitted; set azurePolicy: true",
    ],
    [
      'two ways to scale',
      {
        nodeProvisioning: 'auto-provisioning',
        nodePools: [{ name: 'apps', vmSize: 'Standard_D4ds_v5' }],
        exceptions: [exception('customer-managed-disk-keys')],
      },
      "nodeProvisioning 'auto-provisioning' and nodePools exclude each other",
    ],
    [
      'auto-provisioning with own disk keys',
      { nodeProvisioning: 'auto-provisioning' },
      "nodeProvisioning 'auto-provisioning' does not support disk encryption sets; write an exception to 'customer-managed-disk-keys'",
    ],
    [
      'an identity of nobody',
      { workloadIdentities: [{ name: 'ledger', namespace: 'Pay ments' }] },
      "workload identity 'ledger': 'Pay ments/ledger' is no namespace and service account",
    ],
    [
      'an identity twice',
      {
        workloadIdentities: [
          { name: 'ledger', namespace: 'a' },
          { name: 'ledger', namespace: 'b' },
        ],
      },
      "workload identity 'ledger' is there twice",
    ],
  ])('%s', (_title, props, problem) => {
    expect(problemsWith(props)).toContainEqual(expect.stringContaining(problem));
  });

  test.each<readonly [string, Partial<ClusterProps>, string | undefined]>([
    ['nat-gateway', { egress: 'nat-gateway' }, undefined],
    [
      'isolated with a server of its own',
      { egress: 'isolated', delivery: 'bootstrap' },
      'github.acme.example',
    ],
    ["Azure's Gatekeeper", { azurePolicy: true, exceptions: [exception('fleet-gatekeeper')] }, undefined],
    [
      'auto-provisioning',
      { nodeProvisioning: 'auto-provisioning', exceptions: [exception('customer-managed-disk-keys')] },
      undefined,
    ],
  ])('%s is fine', (_title, props, host) => {
    expect(problemsWith(props, host)).toEqual([]);
  });

  test('a host that is none', () => {
    expect(problemsWith({}, 'https://github.acme.example')).toContainEqual(
      expect.stringContaining("github.host 'https://github.acme.example' is no host's name"),
    );
  });
});
