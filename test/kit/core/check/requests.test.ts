import type { CheckReport } from '../../../../kit/core/check/check-report';
import { fleetkeepHere } from '../../support/cli';
import {
  cleanCluster,
  configMap,
  forbiddenConstraint,
  forbiddenTemplate,
  kustomization,
  manifests,
  namespace,
} from '../../support/manifests';
import { commit, type Files, git, makeRepository, write } from '../../support/repository';

/** What a change asks of the cluster, and what Gatekeeper is asked about it. */
const tells = [
  'package testforbidden',
  'violation[{"msg": msg}] {',
  '  msg := sprintf("%v in a namespace of %v", [input.review.operation, object.get(input.review.namespaceObject.metadata.labels, "team", "nobody")])',
  '}',
].join('\n');

const webhook = (operations: readonly string[], fields: object = {}): object => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: 'gatekeeper-validating-webhook-configuration' },
  webhooks: [
    {
      name: 'validation.gatekeeper.sh',
      clientConfig: { service: { name: 'webhook', namespace: 'gatekeeper-system', path: '/v1/admit' } },
      rules: [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*'], operations }],
      ...fields,
    },
  ],
});

async function check(directory: string, ...args: readonly string[]): Promise<CheckReport> {
  const { stdout, stderr } = await fleetkeepHere(['check', '--repository', directory, '-o', 'json', ...args]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as CheckReport;
}

const said = ({ findings }: CheckReport): readonly string[] =>
  findings.map(({ state, resource, message }) => `${state} ${resource.name}: ${message}`);

/** Main as given, and a branch with a change; an undefined file is deleted. */
function changed(main: Files, change: Readonly<Record<string, string | undefined>>): string {
  const directory = makeRepository(main);
  git(directory, 'checkout', '--quiet', '-b', 'change');
  for (const [path, content] of Object.entries(change)) {
    if (content === undefined) git(directory, 'rm', '--quiet', path);
    else write(directory, { [path]: content });
  }
  commit(directory);
  return directory;
}

const telling = (...operations: readonly string[]): Files => ({
  ...cleanCluster(),
  'policies/template.yaml': manifests(forbiddenTemplate(tells)),
  'policies/webhook.yaml': manifests(webhook(operations)),
  'apps/namespace.yaml': manifests(namespace('shop', { team: 'shop' })),
});

describe('what a change deletes', () => {
  const everything = telling('CREATE', 'UPDATE', 'DELETE');

  test('is asked for where the webhook is', async () => {
    const directory = changed(everything, { 'apps/settings.yaml': undefined });
    expect(said(await check(directory, '--base', 'main'))).toEqual([
      'new settings: on deletion: DELETE in a namespace of shop',
    ]);
  });

  test('is not where it is not', async () => {
    const directory = changed(telling('CREATE', 'UPDATE'), { 'apps/settings.yaml': undefined });
    expect(said(await check(directory, '--base', 'main'))).toEqual([]);
  });

  test('is not where nobody says it', async () => {
    const directory = changed(
      { ...everything, 'policies/webhook.yaml': '' },
      { 'apps/settings.yaml': undefined },
    );
    expect(said(await check(directory, '--base', 'main'))).toEqual([]);
  });

  test('with its Namespace: the labels are still known', async () => {
    const directory = changed(everything, { 'apps/settings.yaml': undefined, 'apps/namespace.yaml': '' });
    expect(said(await check(directory, '--base', 'main'))).toEqual([
      'new settings: on deletion: DELETE in a namespace of shop',
    ]);
  });

  test('with its Kustomization', async () => {
    const directory = changed(everything, { 'clusters/prod/apps.yaml': undefined });
    expect(said(await check(directory, '--base', 'main'))).toEqual([
      'new settings: on deletion: DELETE in a namespace of shop',
    ]);
  });

  test.each([
    [
      'its Kustomization does not prune',
      { 'clusters/prod/apps.yaml': kustomization('apps', './apps', { prune: false }) },
    ],
    [
      'it says so itself',
      {
        'apps/settings.yaml': {
          ...configMap('settings'),
          metadata: {
            name: 'settings',
            namespace: 'shop',
            labels: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
          },
        },
      },
    ],
  ])('stays when %s', async (_, kept) => {
    const files = Object.fromEntries(Object.entries(kept).map(([path, object]) => [path, manifests(object)]));
    const directory = changed({ ...everything, ...files }, { 'apps/settings.yaml': undefined });
    expect(said(await check(directory, '--base', 'main'))).toEqual([]);
  });

  test('is not known of a Kustomization that cannot be rendered', async () => {
    const directory = changed(everything, { 'apps/kustomization.yaml': 'resources: [nowhere.yaml]\n' });
    const report = await check(directory, '--base', 'main');
    expect(said(report)).toEqual([]);
    expect(report.notEvaluated.length).toBeGreaterThan(0);
  });
});

describe('what a change does not touch', () => {
  test('is no UPDATE: it is judged as without a base', async () => {
    const directory = changed(telling('CREATE', 'UPDATE'), {
      'apps/other.yaml': manifests(configMap('other')),
    });
    expect(said(await check(directory, '--base', 'main'))).toEqual([
      'new other: CREATE in a namespace of shop',
      'existing settings: CREATE in a namespace of shop',
    ]);
  });

  test('is judged anew in a Namespace that changes', async () => {
    const renamed = { 'apps/namespace.yaml': manifests(namespace('shop', { team: 'other' })) };
    expect(said(await check(changed(telling('CREATE'), renamed), '--base', 'main'))).toEqual([
      'new settings: CREATE in a namespace of other',
    ]);
  });
});

test('the namespaceSelector of the webhook that the cluster gets decides who is judged', async () => {
  const selecting = webhook(['CREATE'], { namespaceSelector: { matchLabels: { team: 'other' } } });
  const files = { ...telling('CREATE'), 'policies/webhook.yaml': manifests(selecting) };
  expect(said(await check(makeRepository(files)))).toEqual([]);
  const other = { 'apps/namespace.yaml': manifests(namespace('shop', { team: 'other' })) };
  expect(said(await check(makeRepository({ ...files, ...other })))).toEqual([
    'existing settings: CREATE in a namespace of other',
  ]);
});

test('a change cannot take itself out of the webhook that it is judged by', async () => {
  const selecting = webhook(['CREATE'], { namespaceSelector: { matchLabels: { team: 'nobody' } } });
  const directory = changed(telling('CREATE'), {
    'policies/webhook.yaml': manifests(selecting),
    'apps/new.yaml': manifests(configMap('new')),
  });
  expect(said(await check(directory, '--base', 'main', '--new-only'))).toEqual([
    'new new: CREATE in a namespace of shop',
  ]);
});

test("Gatekeeper's mutators and the API server's defaults come before the verdict", async () => {
  const rego = [
    'package testforbidden',
    'violation[{"msg": msg}] {',
    '  msg := sprintf("%v %v", [input.review.object.spec.type, input.review.object.metadata.labels.owner])',
    '}',
  ].join('\n');
  const files = {
    ...cleanCluster(),
    'policies/template.yaml': manifests(forbiddenTemplate(rego)),
    'policies/constraint.yaml': manifests({
      ...forbiddenConstraint(),
      spec: { match: { kinds: [{ apiGroups: [''], kinds: ['Service'] }] } },
    }),
    'policies/mutator.yaml': manifests({
      apiVersion: 'mutations.gatekeeper.sh/v1',
      kind: 'AssignMetadata',
      metadata: { name: 'owner' },
      spec: { location: 'metadata.labels.owner', parameters: { assign: { value: 'platform' } } },
    }),
    'apps/service.yaml': manifests({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'shop' },
      spec: { ports: [{ port: 80 }] },
    }),
  };
  expect(said(await check(makeRepository(files)))).toEqual(['existing web: ClusterIP platform']);
});

test('the scope of a custom resource is that of the definition that the cluster gets', async () => {
  const widget = { apiVersion: 'example.test/v1', kind: 'Widget', metadata: { name: 'w' } };
  const files = {
    ...cleanCluster(),
    'policies/template.yaml': manifests(
      forbiddenTemplate('package testforbidden\nviolation[{"msg": "seen"}] { true }'),
    ),
    'policies/constraint.yaml': manifests({
      ...forbiddenConstraint(),
      spec: { match: { scope: 'Cluster', name: 'w' } },
    }),
    'apps/widget.yaml': manifests(widget),
  };
  const unknown = await check(makeRepository(files));
  expect(unknown.notEvaluated.map(({ reason }) => reason)).toEqual([
    expect.stringContaining('whether Widget.example.test is namespaced decides the verdict') as string,
  ]);
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.test' },
    spec: { group: 'example.test', scope: 'Namespaced', names: { kind: 'Widget', plural: 'widgets' } },
  };
  const known = await check(makeRepository({ ...files, 'apps/definition.yaml': manifests(definition) }));
  expect(known.notEvaluated).toEqual([]);
  expect(known.findings).toEqual([]);
});

test('a folder of policies that lies in the repository is also taken as the base has it', async () => {
  const policies = {
    'catalogue/template.yaml': manifests(forbiddenTemplate()),
    'catalogue/constraint.yaml': manifests(forbiddenConstraint()),
  };
  const directory = changed(
    { ...cleanCluster(), ...policies },
    {
      'catalogue/constraint.yaml': manifests(forbiddenConstraint('dryrun')),
      'apps/new.yaml': manifests(configMap('new', { forbidden: 'x' })),
    },
  );
  const { findings } = await check(directory, '--policies', `${directory}/catalogue`, '--base', 'main');
  expect(findings.map(({ enforcement, resource }) => `${enforcement} ${resource.name}`)).toEqual([
    'deny new',
  ]);
});
