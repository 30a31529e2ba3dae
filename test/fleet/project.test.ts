import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { lockFileName } from '../../fleet/lock-file';
import { resolveProject } from '../../fleet/project';
import { declareCluster, declareFleet } from './declare';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'fleetkeep-project-'))));
afterEach(() => rmSync(directory, { recursive: true }));

function oneCluster() {
  const fleet = declareFleet();
  declareCluster(fleet, 'a');
  return fleet;
}

test('the lock is written once and read again', () => {
  const first = resolveProject(oneCluster(), directory);
  const written = statSync(join(directory, lockFileName)).mtimeMs;
  expect(resolveProject(oneCluster(), directory)).toEqual(first);
  expect(statSync(join(directory, lockFileName)).mtimeMs).toBe(written);
  expect(readdirSync(directory)).toEqual([lockFileName]);
});

test('nothing is written for a declaration that is refused', () => {
  const fleet = oneCluster();
  declareCluster(fleet, 'b', { stage: 'nowhere' });
  expect(() => resolveProject(fleet, directory)).toThrow("cluster 'b'");
  expect(readdirSync(directory)).toEqual([]);
});

test.each([
  ['{', 'is no JSON'],
  ['[]', 'has no "version": 1'],
  ['{"version":1,"clusters":{}}', 'has no object "hubs"'],
  ['{"version":1,"clusters":{"a":"10.0.0.1/20"},"hubs":{}}', 'holds "10.0.0.1/20" for \'a\''],
])('a lock that cannot be read is refused and left as it is: %s', (text, message) => {
  const file = join(directory, lockFileName);
  writeFileSync(file, text);
  expect(() => resolveProject(oneCluster(), directory)).toThrow(message);
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('synth does not know the time: the same declaration resolves to the same answer', () => {
  expect(oneCluster().resolve({ version: 1, clusters: {}, hubs: {} })).toEqual(
    oneCluster().resolve({ version: 1, clusters: {}, hubs: {} }),
  );
});

test('accepted risks are read from beside the declaration, and need a code owner', () => {
  const folder = join(directory, '.securitytower', 'acceptances', 'shop');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ra-1.yaml'), 'kind: RiskAcceptance\n');
  writeFileSync(join(folder, 'README.md'), 'not read');
  expect(resolveProject(oneCluster(), directory).acceptances).toEqual([
    { path: '.securitytower/acceptances/shop/ra-1.yaml', text: 'kind: RiskAcceptance\n' },
  ]);
  const unowned = declareFleet({
    github: { owner: 'acme', repository: 'fleet', plan: 'team', codeOwners: { '/docs/': ['@acme/docs'] } },
  });
  declareCluster(unowned, 'a', { stage: 'dev' });
  expect(() => resolveProject(unowned, directory)).toThrow("nobody owns '/.securitytower/acceptances/'");
});
