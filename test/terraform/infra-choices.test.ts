import type { ClusterProps } from '../../fleet/cluster';
import type { GithubProps } from '../../fleet/github-props';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { type Control, controls } from '../../fleet/hardening-controls';
import { declareFleet } from '../fleet/declare';
import { type Declared, group, isolated, resolve } from '../infra/synth';
import { signedRepository } from './support/github-answers';
import './support/matchers';
import { describeTerraform } from './support/requirements';
import { synthesisedFleet } from './support/synthesised-fleet';
import { terraformBench } from './support/terraform-bench';

const now = new Date('2026-12-01T09:00:00Z');
const github: GithubProps = {
  owner: 'acme',
  repository: 'fleet',
  plan: 'enterprise',
  host: 'github.acme.example',
  mergeMode: 'squash',
  codeOwners: { '*': ['@acme/platform'] },
};
const exceptions = (Object.keys(controls) as Control[]).map((control) => ({
  control,
  reason: 'a test',
  expires: '2027-06-30',
}));

/** What the example fleet does not choose; each in a cluster of its own. */
const clusters: Readonly<Record<string, Partial<ClusterProps>>> = {
  'prod-weu': { administratorGroup: group, monthlyBudget: 100, contact: { email: 'platform@acme.example' } },
  public: { apiServer: { mode: 'public', authorizedIpRanges: ['203.0.113.0/28'] } },
  spot: { nodePools: [{ name: 'batch', vmSize: 'Standard_D8ds_v5', spot: true, zones: [] }] },
  operator: { delivery: 'flux-operator' },
  bootstrap: { delivery: 'bootstrap', lifecycle: 'retiring' },
  bare: { exceptions, azurePolicy: true },
  translated: {
    egress: 'nat-gateway',
    workloadIdentities: [
      { name: 'storefront', namespace: 'shop' },
      { name: 'ledger', namespace: 'payments', serviceAccount: 'default' },
    ],
  },
  isolated,
};
const declared: Declared = {
  fleet: { github, azure: { ...declareFleet().props.azure, pimGroups: [group] } },
  clusters,
  grants: { 'inc-1': { role: 'admin' }, 'inc-2': { role: 'writer', namespace: 'shop' } },
};

describeTerraform('what the example fleet does not choose', () => {
  const fleet: ResolvedFleet = resolve(declared);
  const stacks = [
    'state',
    'github',
    'hub',
    'protection',
    ...Object.keys(clusters).map((name) => `cluster-${name}`),
    'access',
  ];

  test.each(stacks)('%s applies, and a second plan is empty', async (name) => {
    const bench = await environment;
    await expect(bench.stack(name)).toApplyAndSettle();
  });

  const afterTheFirstDay = { stateBackend: 'azurerm', stateNetwork: 'private' } as const;
  const environment = terraformBench(synthesisedFleet(fleet, now, afterTheFirstDay), {
    data: signedRepository(fleet),
  });
});
