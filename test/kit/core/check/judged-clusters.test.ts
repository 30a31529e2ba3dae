import { check } from '../../../../kit/core/check/check';
import { EngineClient } from '../../../../kit/engine-client/client';
import { testEnvironment } from '../../support/environment';
import {
  cleanCluster,
  configMap,
  forbiddenConstraint,
  forbiddenTemplate,
  kustomization,
  manifests,
  syncFile,
} from '../../support/manifests';
import { commit, type Files, makeRepository, write } from '../../support/repository';
import { WatchedEngine } from '../../support/watched-engine';

const environment = testEnvironment();

let engine: WatchedEngine;
beforeEach(() => (engine = new WatchedEngine(environment, { cache: false })));
afterEach(() => engine.end());

/** A second cluster with the same policies and applications of its own. */
function twoClusters(): Files {
  return {
    ...cleanCluster(),
    ...syncFile('clusters/test'),
    'clusters/test/policies.yaml': manifests(kustomization('policies', './policies')),
    'clusters/test/apps.yaml': manifests(kustomization('apps', './test-apps')),
    'apps/bad.yaml': manifests(configMap('bad', { forbidden: 'here' })),
    'test-apps/namespace.yaml': cleanCluster()['apps/namespace.yaml'] ?? '',
    'test-apps/bad.yaml': manifests(configMap('bad', { forbidden: 'there' })),
  };
}

async function reportOf(asked: EngineClient, repository: string, base?: string) {
  return (await check(environment, asked, { repository, revision: 'HEAD', base })).report;
}

test('a cluster of which nothing changes is neither sent nor judged again', async () => {
  const repository = makeRepository(twoClusters());
  await reportOf(engine, repository);
  write(repository, { 'test-apps/bad.yaml': manifests(configMap('bad', { forbidden: 'elsewhere' })) });
  commit(repository);
  engine.came.clear();
  engine.asked = [];
  const { summary, findings } = await reportOf(engine, repository, 'HEAD~1');
  expect([...engine.came]).toEqual(['test']);
  // The object as it is now; as it was before it was judged at first.
  expect(engine.asked).toEqual(['bad']);
  expect(findings.map(({ cluster, state }) => `${cluster} ${state}`)).toEqual([
    'prod existing',
    'test existing',
  ]);
  expect(summary.reviewed).toBeGreaterThan(5);
});

test('what is said of clusters that were judged before is what a process says that never saw them', async () => {
  const repository = makeRepository(twoClusters());
  const template = (severity: string): object => {
    const { metadata, ...rest } = forbiddenTemplate() as { metadata: { annotations: object } };
    const annotations = { ...metadata.annotations, 'fleetkeep.dev/severity': severity };
    return { ...rest, metadata: { ...metadata, annotations } };
  };
  const changes: readonly Files[] = [
    { 'README.md': 'nothing' },
    { 'test-apps/good.yaml': manifests(configMap('good', { color: 'green' })) },
    { 'policies/template.yaml': manifests(template('low')) },
    { 'policies/constraint.yaml': manifests(forbiddenConstraint('warn')) },
    { 'apps/bad.yaml': manifests(configMap('bad', { color: 'white' })) },
    { 'policies/more.yaml': manifests(forbiddenConstraint('dryrun', 'more')) },
    { 'apps/twice.yaml': manifests(configMap('bad', { forbidden: 'twice' })) },
    { 'README.md': 'nothing again' },
    { 'clusters/test/apps.yaml': '' },
  ];
  for (const change of changes) {
    write(repository, change);
    commit(repository);
    for (const base of [undefined, 'HEAD~1', 'HEAD']) {
      const fresh = new EngineClient(environment, { cache: false });
      expect(await reportOf(engine, repository, base)).toEqual(await reportOf(fresh, repository, base));
      await fresh.end();
    }
  }
});
