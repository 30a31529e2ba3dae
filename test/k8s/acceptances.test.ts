import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';

import { DeclarationFile, ResolvedFleet } from '../../fleet/resolved-fleet';
import { synthesizeRepository } from '../../k8s/synthesize';
import { acceptanceText, type Difference } from '../policies/acceptance/acceptances';
import { exampleFleet } from './example';

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true })));

const named = (name: string, spec: Difference = {}): DeclarationFile => ({
  path: `.securitytower/acceptances/${name}.yaml`,
  text: acceptanceText(spec, { metadata: { name } }),
});
const fleetWith = (...acceptances: readonly DeclarationFile[]): ResolvedFleet => ({
  ...exampleFleet(),
  acceptances,
});
const at = (scope: Difference): Difference => ({
  target: { namespace: 'shop', apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', ...scope },
});

function synthesize(...acceptances: readonly DeclarationFile[]): (path: string) => string {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-acceptances-'));
  directories.push(directory);
  synthesizeRepository(fleetWith(...acceptances), directory);
  return (path) => (existsSync(join(directory, path)) ? readFileSync(join(directory, path), 'utf8') : '');
}

/** The ids of the exceptions that a folder's overlay gives to the constraint. */
function exceptionsIn(kustomization: string): readonly string[] {
  const { patches = [] } = parse(kustomization) as { patches?: readonly { patch: string }[] };
  return patches.flatMap(({ patch }) => {
    const object = parse(patch) as { spec?: { parameters?: { exceptions?: readonly { id: string }[] } } };
    return object.spec?.parameters?.exceptions?.map(({ id }) => id) ?? [];
  });
}
const constraintsOf = (read: (path: string) => string, cluster: string): string =>
  (parse(read(`cluster/${cluster}/cluster-vars.yaml`)) as { data: Record<string, string> }).data[
    'CONSTRAINTS'
  ] ?? '';
const folder = (name: string): string => `policies/constraints/${name}/kustomization.yaml`;

test('what a stage accepts is in the overlay of that stage alone', () => {
  const read = synthesize(named('ra-1', at({ stages: ['prod'] })));
  expect(exceptionsIn(read(folder('prod')))).toEqual(['ra-1']);
  expect(exceptionsIn(read(folder('staging')))).toEqual([]);
  expect(exceptionsIn(read(folder('dev')))).toEqual([]);
  expect(read(folder('clusters/prod-weu'))).toBe('');
  expect(constraintsOf(read, 'prod-weu')).toBe('prod');
});

test('what one cluster accepts no other cluster sees', () => {
  const read = synthesize(
    named('ra-1', at({ clusters: ['prod-weu'] })),
    named('ra-2', at({ stages: ['prod'] })),
  );
  expect(exceptionsIn(read(folder('clusters/prod-weu')))).toEqual(['ra-1', 'ra-2']);
  expect(parse(read(folder('clusters/prod-weu')))).toMatchObject({ resources: ['../../prod'] });
  expect(exceptionsIn(read(folder('prod')))).toEqual(['ra-2']);
  expect(constraintsOf(read, 'prod-weu')).toBe('clusters/prod-weu');
  expect(constraintsOf(read, 'prod-neu')).toBe('prod');
});

test('every cluster is every stage', () => {
  const read = synthesize(named('ra-1', at({ clusters: ['*'] })));
  for (const stage of ['dev', 'staging', 'prod']) expect(exceptionsIn(read(folder(stage)))).toEqual(['ra-1']);
});

test('the file stands beside what was made of it, byte by byte', () => {
  const file = named('ra-1', at({ stages: ['prod'] }));
  expect(synthesize(file)(file.path)).toBe(file.text);
});

test('all that is wrong is refused at once, before anything is written', () => {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-acceptances-'));
  directories.push(directory);
  const fleet = fleetWith(
    named('ra-1', { expiresAt: undefined }),
    named('ra-2', { policy: 'K8sNope' }),
    named('ra-3', { expiresAt: '2027-11-01' }),
    named('ra-4', at({ clusters: ['prod'] })),
  );
  expect(() => synthesizeRepository(fleet, directory)).toThrow(
    /ra-1\.yaml:\d+: .*expiresAt is missing[^]*ra-2\.yaml:\d+: .*K8sNope[^]*ra-3\.yaml:\d+: .*cap[^]*ra-4\.yaml:\d+: .*no cluster 'prod'/,
  );
  expect(existsSync(join(directory, 'policies'))).toBe(false);
});
