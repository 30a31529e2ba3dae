import type { RepositoryReport } from '../../../../kit/core/doctor/repository-report';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, kustomization, manifests, syncFile } from '../../support/manifests';
import { type Files, makeRepository } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

async function doctor(files: Files, ...args: readonly string[]) {
  const directory = makeRepository(files);
  const command = ['doctor', 'repository', '--repository', directory, ...args];
  const { stdout, exitCode } = await fleetkeepHere([...command, '-o', 'json']);
  expectToMatchSchema('doctor-repository', stdout);
  const text = await fleetkeepHere(command);
  expect(text.exitCode).toBe(exitCode);
  return { ...(JSON.parse(stdout) as RepositoryReport), exitCode, text: text.stdout };
}

test('a repository that is understood as a whole', async () => {
  const { clusters, sources, notEvaluated, exitCode, text } = await doctor(cleanCluster());
  expect(exitCode).toBe(0);
  expect(notEvaluated).toEqual([]);
  expect(clusters).toEqual([
    expect.objectContaining({
      name: 'prod',
      entry: './clusters/prod',
      foundBy: 'gotk-sync',
      file: 'clusters/prod/flux-system/gotk-sync.yaml',
      kustomizations: { rendered: 3, failed: 0, unknown: 0 },
      notEvaluated: 0,
    }),
  ]);
  expect(sources).toEqual([
    {
      source: 'GitRepository/flux-system/flux-system',
      content: 'repository',
      clusters: ['prod'],
      users: 3,
    },
  ]);
  expect(text).toMatch(/prod +\.\/clusters\/prod +flux bootstrap/);
});

test('what is not at hand, what fails, what was not understood, each with its reason', async () => {
  const elsewhere = { sourceRef: { kind: 'OCIRepository', name: 'shop' } };
  const { clusters, sources, notEvaluated, exitCode, text } = await doctor({
    ...cleanCluster(),
    'clusters/prod/shop.yaml': manifests(kustomization('shop', './', elsewhere)),
    'clusters/prod/lost.yaml': manifests(kustomization('lost', './lots')),
    '.securitytower/c.yaml': manifests({ apiVersion: 'x.io/v1', kind: 'Cluster', metadata: { name: 'c' } }),
  });
  expect(exitCode).toBe(3);
  expect(clusters[0]?.kustomizations).toEqual({ rendered: 3, failed: 1, unknown: 1 });
  expect(sources.map(({ source, content }) => `${source} ${content}`)).toEqual([
    'GitRepository/flux-system/flux-system repository',
    'OCIRepository/flux-system/shop missing',
  ]);
  expect(notEvaluated.map(({ cluster, reason }) => `${cluster}: ${reason}`)).toEqual([
    expect.stringMatching(/^c: Cluster c has the apiVersion 'x.io\/v1'/) as string,
    expect.stringMatching(/^prod: .*"\.\/lots" does not exist/) as string,
    expect.stringMatching(/^prod: .*--source OCIRepository\/flux-system\/shop=PATH/) as string,
  ]);
  expect(text).toMatch(/OCIRepository\/flux-system\/shop +not at hand/);
});

test('a repository without a cluster: where one may begin', async () => {
  const { clusters, proposals, exitCode, text } = await doctor({
    'kubernetes/flux/apps.yaml': manifests(kustomization('apps', './kubernetes/apps')),
    'kubernetes/apps/web.yaml': manifests(kustomization('web', './kubernetes/web')),
    'other/x.yaml': manifests(kustomization('x', './x')),
    'other/y.yaml': manifests(kustomization('y', './${Y}')),
  });
  expect({ exitCode, clusters }).toEqual({ exitCode: 2, clusters: [] });
  expect(proposals).toEqual([
    { path: './other', kustomizations: 2, file: 'other/y.yaml' },
    { path: './kubernetes/flux', kustomizations: 1, file: 'kubernetes/flux/apps.yaml' },
  ]);
  expect(text).toContain('--entry NAME=./kubernetes/flux');
});

test('a repository without anything of Flux', async () => {
  const { proposals, exitCode, text } = await doctor({ 'README.md': '# nothing\n' });
  expect({ exitCode, proposals }).toEqual({ exitCode: 2, proposals: [] });
  expect(text).toContain('No Kustomization of Flux is in it');
});

test('clusters of other repositories', async () => {
  const application = {
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop' },
    spec: { stages: [{ name: 'prod', cluster: { name: 'weu', repository: 'https://github.com/acme/weu' } }] },
  };
  const { elsewhere, exitCode, text } = await doctor({
    ...syncFile('clusters/prod'),
    '.phylake/shop': manifests(application),
  });
  expect(exitCode).toBe(0);
  expect(elsewhere).toEqual([
    { file: '.phylake/shop', line: 7, name: 'weu', repository: 'https://github.com/acme/weu' },
  ]);
  expect(text).toContain('cluster weu is delivered from https://github.com/acme/weu');
});
