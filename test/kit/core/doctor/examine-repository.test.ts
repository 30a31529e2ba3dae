import type { RepositoryReport } from '../../../../kit/core/doctor/repository-report';
import { fleetkeepHere } from '../../support/cli';
import { cleanCluster, kustomization, manifests, syncFile } from '../../support/manifests';
import { type Files, git, makeRepository } from '../../support/repository';
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

test('a repository without a cluster: where one may begin, what applies the most first, what was put away last', async () => {
  const { clusters, proposals, proposalsLeftOff, exitCode, text } = await doctor({
    'kubernetes/flux/apps.yaml': manifests(kustomization('apps', './kubernetes/apps')),
    'kubernetes/apps/web.yaml': manifests(kustomization('web', './kubernetes/web')),
    'kubernetes/web/deep.yaml': manifests(kustomization('deep', './kubernetes/deep')),
    'other/x.yaml': manifests(kustomization('x', './x')),
    'other/y.yaml': manifests(kustomization('y', './${Y}')),
    // Each is applied by what refers to it.
    'kube/weu/kustomization.yaml': manifests({ resources: ['../apps/one', '../apps/two/ks.yaml'] }),
    'kube/apps/one/kustomization.yaml': manifests({ resources: ['ks.yaml'] }),
    'kube/apps/one/ks.yaml': manifests(kustomization('one', './kube/apps/one/app')),
    'kube/apps/two/ks.yaml': manifests(kustomization('two', './kube/apps/two/app')),
    // It applies itself, but its source is nowhere.
    'self/config/self.yaml': manifests(
      kustomization('self', './self', { sourceRef: { kind: 'GitRepository', name: 'gone' } }),
    ),
    'part/kustomization.yaml': manifests({ kind: 'Component', resources: ['ks.yaml'] }),
    'part/ks.yaml': manifests(kustomization('part', './x')),
    'patches/all.yaml': manifests({ ...kustomization('any', './'), spec: { timeout: '5m' } }),
    '.archive/old.yaml': manifests(...[1, 2, 3, 4].map((index) => kustomization(`old-${index}`, './x'))),
  });
  expect({ exitCode, clusters, proposalsLeftOff }).toEqual({
    exitCode: 2,
    clusters: [],
    proposalsLeftOff: 0,
  });
  expect(proposals).toEqual([
    { path: './kubernetes/flux', kustomizations: 3, file: 'kubernetes/flux/apps.yaml' },
    { path: './kube/weu', kustomizations: 2, file: 'kube/apps/one/ks.yaml' },
    { path: './other', kustomizations: 2, file: 'other/x.yaml' },
    { path: './self', kustomizations: 1, file: 'self/config/self.yaml' },
    { path: './.archive', kustomizations: 4, file: '.archive/old.yaml' },
  ]);
  expect(text).toContain('--entry NAME=./kubernetes/flux');
});

test('beside found clusters: what none of them applies, and how much more', async () => {
  const lost = Array.from({ length: 23 }, (_, index): readonly [string, string] => [
    `lost/${index}/ks.yaml`,
    manifests(kustomization(`lost-${index}`, './x')),
  ]);
  const { clusters, proposals, proposalsLeftOff, exitCode, text } = await doctor({
    ...cleanCluster(),
    'clusters/prod/vars.yaml': manifests(
      kustomization('vars', './vars', { postBuild: { substitute: { STAGE: 'prod' } } }),
    ),
    'vars/stage.yaml': manifests(kustomization('stage', './stages/${STAGE}')),
    'stages/prod/ks.yaml': manifests(kustomization('rendered', './apps')),
    ...Object.fromEntries(lost),
  });
  expect(clusters.map(({ name }) => name)).toEqual(['prod']);
  expect(exitCode).not.toBe(2);
  expect(proposals).toHaveLength(20);
  expect(proposals[0]).toEqual({ path: './lost/0', kustomizations: 1, file: 'lost/0/ks.yaml' });
  expect(proposals.map(({ path }) => path)).not.toContain('./stages/prod');
  expect(proposalsLeftOff).toBe(3);
  expect(text).toContain('These folders have Kustomizations that no cluster found here applies');
  expect(text).toContain('… and 3 more folders');
});

test('a clone knows where it comes from: a source of that address is the repository itself', async () => {
  const spec = { url: 'ssh://git@github.com/acme/home.git', ref: { branch: 'main' } };
  const source = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', spec };
  const directory = makeRepository({
    'clusters/weu/apps.yaml': manifests(
      { ...source, metadata: { name: 'home', namespace: 'flux-system' } },
      kustomization('apps', './apps', { sourceRef: { kind: 'GitRepository', name: 'home' } }),
    ),
    'apps/namespace.yaml': manifests({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }),
  });
  const command = ['doctor', 'repository', '--repository', directory, '--entry', 'weu=./clusters/weu'];
  const without = await fleetkeepHere(command);
  expect(without.exitCode).toBe(3);
  expect(without.stdout.replace(/\s+/g, ' ')).toContain('which is not this repository');
  git(directory, 'remote', 'add', 'origin', 'https://robot:geheim@GitHub.com/acme/home');
  const { exitCode, stdout } = await fleetkeepHere(command);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining('GitRepository/flux-system/home') as string,
  });
  expect(stdout).not.toContain('geheim');
});

test('a repository without anything of Flux', async () => {
  const { proposals, exitCode, text } = await doctor({ 'README.md': '# nothing\n' });
  expect({ exitCode, proposals }).toEqual({ exitCode: 2, proposals: [] });
  expect(text).toContain('Neither a Kustomization of Flux nor an Application of Argo CD is in it');
  expect(text).toMatch(/Looked for: .*Applications and ApplicationSets of Argo CD/);
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
