import { fleetkeepHere } from '../support/cli';
import { manifests } from '../support/manifests';
import { makeRepository } from '../support/repository';

const address = 'https://github.com/acme/fleet';

function application(name: string, path: string, server = 'https://kubernetes.default.svc'): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: { repoURL: address, targetRevision: 'main', path },
      destination: { server, namespace: 'shop' },
    },
  };
}

const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

/** One Argo CD that delivers its own cluster and another, and that nothing declares to us. */
const hub = makeRepository({
  'hub/root.yaml': manifests(application('root', 'apps')),
  'apps/near.yaml': manifests(application('near', 'near')),
  'apps/far.yaml': manifests(application('far', 'far', 'https://far.example.com')),
  'apps/set.yaml': manifests({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'set', namespace: 'argocd' },
    spec: {
      goTemplate: true,
      generators: [{ git: { repoURL: address, revision: 'main', directories: [{ path: 'sets/*' }] } }],
      template: {
        metadata: { name: '{{ .path.basename }}' },
        spec: {
          project: 'default',
          source: { repoURL: address, targetRevision: 'main', path: '{{ .path.path }}' },
          destination: { server: 'https://far.example.com', namespace: 'shop' },
        },
      },
    },
  }),
  'near/x.yaml': manifests(configMap('x')),
  'far/y.yaml': manifests(configMap('y')),
  'sets/one/z.yaml': manifests(configMap('z')),
});

interface Rendered {
  readonly clusters: readonly {
    readonly name: string;
    readonly kustomizations: readonly {
      readonly kind: string;
      readonly name: string;
      readonly state: string;
    }[];
    readonly resources: readonly { readonly kind: string; readonly name: string }[];
  }[];
}

test('clusters of Argo CD are found and rendered without --entry, each with what goes to it', async () => {
  const { stdout, exitCode } = await fleetkeepHere(['render', '--repository', hub, '-o', 'json']);
  const { clusters } = JSON.parse(stdout) as Rendered;
  expect(
    clusters.map(({ name, kustomizations, resources }) => [
      name,
      kustomizations.map(({ kind, name: unit, state }) => `${kind}/${unit} ${state}`),
      resources.map(({ kind, name: resource }) => `${kind}/${resource}`).sort(),
    ]),
  ).toEqual([
    [
      'far.example.com',
      ['Application/far rendered', 'Application/one rendered'],
      ['ConfigMap/y', 'ConfigMap/z'],
    ],
    [
      'hub',
      ['Application/near rendered', 'Application/root rendered', 'ApplicationSet/set rendered'],
      ['Application/far', 'Application/near', 'Application/one', 'ApplicationSet/set', 'ConfigMap/x'],
    ],
  ]);
  expect(exitCode).toBe(0);
});

test('the overview, the doctor and the check know them', async () => {
  const overview = await fleetkeepHere(['get', 'clusters', '--repository', hub, '-o', 'json']);
  expect(JSON.parse(overview.stdout)).toEqual([
    expect.objectContaining({ name: 'far.example.com', entry: './hub', delivery: 'argo-cd', resources: 2 }),
    expect.objectContaining({ name: 'hub', entry: './hub', delivery: 'argo-cd' }),
  ]);
  const doctor = await fleetkeepHere(['doctor', 'repository', '--repository', hub]);
  expect(doctor.stdout).toMatch(/hub +.*\.\/hub.*Argo CD Application/);
  const check = await fleetkeepHere(['check', '--repository', hub, '--policies', 'cis-aks']);
  expect({ exitCode: check.exitCode, stdout: check.stdout }).toMatchObject({ exitCode: 0 });
});

test('what is not understood is said and no pass', async () => {
  const asks = makeRepository({
    'hub/set.yaml': manifests({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'ApplicationSet',
      metadata: { name: 'set', namespace: 'argocd' },
      spec: {
        generators: [{ pullRequest: {} }],
        template: { spec: { source: { repoURL: address }, destination: { server: '{{url}}' } } },
      },
    }),
  });
  const { stdout, stderr, exitCode } = await fleetkeepHere(['render', '--repository', asks]);
  expect(stdout + stderr).toContain("ApplicationSet set goes to '{{url}}'");
  expect(exitCode).toBe(2);
  const named = await fleetkeepHere(['render', '--repository', asks, '--entry', 'all=./hub']);
  expect(named.stdout + named.stderr).toContain(
    'the generator pullRequest asks something that is not in Git',
  );
  expect(named.exitCode).toBe(3);
});
