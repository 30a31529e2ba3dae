import { Application } from '../../fleet/application';
import type { ClusterProps } from '../../fleet/cluster';
import { Tenant, type TenantProps } from '../../fleet/tenant';
import { type EgressDestination, egressDestinations } from '../../infra/azure/egress-destinations';
import { hubNames } from '../../infra/naming/names';
import { declareFleet, emptyLock, problemsOf } from '../fleet/declare';

import { type Declared, declare, resources, stackIn, synthResolved } from './synth';

interface Running extends Declared {
  readonly tenants?: Readonly<Record<string, TenantProps>>;
  /** Images by stage, of an application each, of the tenant `shop`. */
  readonly images?: readonly Readonly<Record<string, string>>[];
}

function resolved({ tenants = {}, images = [], ...declared }: Running) {
  const fleet = declare(declared);
  for (const [name, props] of Object.entries(tenants)) new Tenant(fleet, name, props);
  if (images.length > 0) {
    const shop = new Tenant(fleet, 'shop', { stages: ['dev', 'staging', 'prod'] });
    images.forEach((one, index) => new Application(shop, `app-${index}`, { owner: 'shop', images: one }));
  }
  return fleet.resolve(emptyLock).fleet;
}

/** What passes the firewall of a region, by name. */
function passing(running: Running, location = 'westeurope'): Readonly<Record<string, EgressDestination>> {
  const fleet = resolved(running);
  const hub = fleet.hubs.find((one) => one.location === location);
  if (hub === undefined) throw new Error(`There is no hub of ${location}.`);
  return Object.fromEntries(egressDestinations(fleet, hub).map((one) => [one.name, one]));
}

const hostsOf = (destination: EgressDestination | undefined) => destination?.fqdns;
const managed: Partial<ClusterProps> = {
  azurePolicy: true,
  exceptions: [
    { control: 'fleet-gatekeeper', reason: 'asked for', expires: '2027-06-30' },
    { control: 'defender', reason: 'another', expires: '2027-06-30' },
  ],
};

describe('what a region lets pass follows from what its clusters need', () => {
  test('a cluster that says nothing', () => {
    expect(Object.keys(passing({}))).toEqual([
      'github',
      'flux-extension',
      'gatekeeper-chart',
      'docker-hub',
      'defender',
    ]);
  });

  test('of all registries of Azure none, unless an application names one', () => {
    const hosts = Object.values(passing({})).flatMap(({ fqdns }) => fqdns);
    expect(hosts.filter((host) => host.startsWith('*.') && host.includes('azurecr'))).toEqual([]);
    expect(hosts).toContain('arcmktplaceprod.westeurope.data.azurecr.io');
  });

  test('no chart and no image of what does not run', () => {
    expect(Object.keys(passing({ clusters: { one: { ...managed, delivery: 'flux-operator' } } }))).toEqual([
      'github',
      'flux-images',
      'azure-policy',
    ]);
  });

  test('only what takes the firewall counts', () => {
    const clusters = { one: managed, two: { egress: 'nat-gateway' } } as const;
    expect(Object.keys(passing({ clusters }))).toEqual(['github', 'flux-extension', 'azure-policy']);
  });

  test("tenants' repositories and hosts, where they run", () => {
    const tenants = {
      risk: {
        stages: ['prod'],
        source: { url: 'https://git.example.com/risk' },
        egress: ['api.example.com'],
      },
      data: { stages: ['dev'], source: { url: 'ssh://git@gitlab.com/acme/data' } },
      same: { stages: ['prod'], source: { url: 'https://github.com/acme/same' } },
    };
    const clusters = { 'prod-weu': {}, 'dev-neu': { stage: 'dev', location: 'northeurope' } };
    const prod = passing({ tenants, clusters });
    expect(hostsOf(prod['tenant-risk-source'])).toEqual(['git.example.com']);
    expect(hostsOf(prod['tenant-risk'])).toEqual(['api.example.com']);
    // github.com passes for the fleet repository already.
    expect(Object.keys(prod).filter((name) => /data|same/.test(name))).toEqual([]);
    const dev = passing({ tenants, clusters }, 'northeurope');
    expect(dev['tenant-data-source']).toMatchObject({ fqdns: ['gitlab.com'], protocol: 'ssh' });
    expect(Object.keys(dev).filter((name) => name.includes('risk'))).toEqual([]);
  });

  test("registries of applications, but for the hub's own", () => {
    const own = `${hubNames(resolved({}), 'westeurope').registry}.azurecr.io`;
    const images: Running['images'] = [
      { prod: `${own}/shop/api:1` },
      { prod: 'acmehub.azurecr.io/shop/web:1', dev: 'registry.dev.example/web:1' },
      { prod: 'ghcr.io/acme/worker:1' },
      { prod: 'nginx:1.29' },
    ];
    const { registries } = passing({ images, clusters: { one: managed } });
    expect(registries?.fqdns).toEqual([
      'acmehub.azurecr.io',
      '*.data.azurecr.io',
      'registry-1.docker.io',
      'auth.docker.io',
      'production.cloudflare.docker.com',
      'ghcr.io',
      'pkg-containers.githubusercontent.com',
    ]);
  });
});

test('a deploy key is SSH: its port passes, by name', () => {
  const { github } = declareFleet().props;
  const publicKeys = {
    'prod-weu': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxpnF0bKrMlQhMrqVfLMnT1Q0H3hVp0GRX2wGvUqz1D flux',
  };
  const fleet = resolved({
    fleet: { github: { ...github, fluxCredential: { kind: 'deploy-key', publicKeys } } },
  });
  const [group] = resources(
    stackIn(synthResolved(fleet), 'hub'),
    'azurerm_firewall_policy_rule_collection_group',
  );
  const [network] = group?.['network_rule_collection'] as { rule: readonly Record<string, unknown>[] }[];
  expect(network?.rule).toContainEqual(
    expect.objectContaining({
      name: 'github',
      protocols: ['TCP'],
      destination_fqdns: ['github.com'],
      destination_ports: ['22'],
    }),
  );
  expect(JSON.stringify(group?.['application_rule_collection'])).not.toContain('github.com"');
});

test.each(['*', '*.com', 'https://api.example.com', 'api', 'API.example.com', 'api.example.com/x'])(
  "a tenant's host '%s' is refused with its line",
  (host) => {
    const fleet = declare();
    new Tenant(fleet, 'shop', { stages: ['prod'], egress: [host] });
    const [problem, ...others] = problemsOf(fleet);
    expect(others).toEqual([]);
    expect(problem).toMatch(/^egress-destinations\.test\.ts:\d+: tenant 'shop': egress '/);
    expect(problem).toContain(`'${host}' is no host; write e.g. 'api.example.com', or '*.example.com'`);
  },
);
