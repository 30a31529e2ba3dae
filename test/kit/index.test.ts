import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { check, EngineClient, FleetReader, UsageError } from '../../kit';
import manifest from '../../package.json';
import { engineEnvironment } from '../policies/engine-environment';
import { cleanCluster, configMap, manifests } from './support/manifests';
import { makeRepository } from './support/repository';

describe('fleetkeep/kit, for programs', () => {
  const engine = new EngineClient(engineEnvironment, { cache: false });
  afterAll(() => engine.end());

  test('judges a repository, and gives out what was rendered', async () => {
    const repository = makeRepository({
      ...cleanCluster(),
      'apps/bad.yaml': manifests(configMap('bad', { forbidden: 'x' })),
    });
    const { report, rendering } = await check(engineEnvironment, engine, { repository });
    expect(report.findings.map(({ resource }) => resource.name)).toEqual(['bad']);
    expect(rendering.clusters.map(({ cluster }) => cluster.name)).toEqual(['prod']);
  });

  test('throws what the user can mend', async () => {
    const repository = makeRepository({ 'a.txt': '' });
    await expect(new FleetReader(engineEnvironment, engine, { repository }).read()).rejects.toThrow(
      UsageError,
    );
  });
});

test('every export of the package has its source', () => {
  const sources = Object.values(manifest.exports).map(({ default: built }) =>
    built.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'),
  );
  expect(sources.filter((source) => !existsSync(join(__dirname, '../..', source)))).toEqual([]);
});
