import { Application } from '../../fleet/application';
import type { ClusterProps } from '../../fleet/cluster';
import type { Fleet } from '../../fleet/fleet';
import type { Control } from '../../fleet/hardening-controls';
import { Tenant } from '../../fleet/tenant';
import { declareCluster, declareFleet, problemsOf } from './declare';

const exception = (control: Control) => ({ control, reason: 'measured', expires: '2027-06-30' });

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
      "egress 'isolated' keeps delivery 'aks-extension' from its charts and images; take delivery 'bootstrap'",
    ],
    [
      'isolated by the operator',
      { egress: 'isolated', delivery: 'flux-operator' },
      "egress 'isolated' keeps delivery 'flux-operator' from its charts and images",
    ],
    [
      "isolated with the fleet's Gatekeeper",
      { egress: 'isolated', delivery: 'bootstrap' },
      "egress 'isolated' keeps the fleet's Gatekeeper from its chart and image; set azurePolicy: true",
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
      {
        egress: 'isolated',
        delivery: 'bootstrap',
        azurePolicy: true,
        exceptions: [exception('fleet-gatekeeper')],
      },
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

  test('isolated, and the source on a part of GitHub’s cloud', () => {
    expect(problemsWith({ egress: 'isolated', delivery: 'bootstrap' }, 'acme.ghe.com')).toContainEqual(
      expect.stringContaining('Flux pulls from acme.ghe.com'),
    );
  });

  test('a host that is none', () => {
    expect(problemsWith({}, 'https://github.acme.example')).toContainEqual(
      expect.stringContaining("github.host 'https://github.acme.example' is no host's name"),
    );
  });

  test.each<readonly [string, (fleet: Fleet) => unknown, string]>([
    [
      "a tenant's repository on the internet",
      (fleet) =>
        new Tenant(fleet, 'shop', { stages: ['dev'], source: { url: 'https://github.com/acme/shop' } }),
      "tenant 'shop': source.url is at github.com, which cluster 'a' of stage 'dev' cannot reach: it is isolated; move the repository",
    ],
    [
      'an image on the internet',
      (fleet) =>
        new Application(new Tenant(fleet, 'shop', { stages: ['dev'] }), 'web', {
          owner: 'shop',
          images: { dev: 'nginx:1.29' },
        }),
      "tenant 'shop': image 'nginx:1.29' is at docker.io, which cluster 'a' of stage 'dev' cannot reach: it is isolated; copy it",
    ],
  ])('isolated, and %s', (_title, add, problem) => {
    const { github } = declareFleet().props;
    const fleet = declareFleet({ github: { ...github, host: 'github.acme.example' } });
    declareCluster(fleet, 'a', {
      egress: 'isolated',
      delivery: 'bootstrap',
      azurePolicy: true,
      exceptions: [exception('fleet-gatekeeper')],
    });
    add(fleet);
    expect(problemsOf(fleet)).toEqual([expect.stringContaining(problem)]);
  });
});
