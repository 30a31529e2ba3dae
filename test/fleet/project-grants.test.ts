import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { AccessGrant } from '../../fleet/access-grant';
import { formatGrant, parseGrants } from '../../fleet/grants/grant-file';
import type { AccessGrantProps } from '../../fleet/grants/grant-rules';
import { resolveProject } from '../../fleet/project';
import { declareCluster, declareFleet, problemsIn } from './declare';

const group = '6b0f3c1e-7a42-4d7e-8f55-2d6a9b3c4e70';
const props: AccessGrantProps = {
  cluster: 'a',
  group,
  role: 'reader',
  startsAt: '2026-12-01T08:00Z',
  expires: { hours: 4 },
  reason: 'events',
  ticket: 'INC-1',
};

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'fleetkeep-grants-'))));
afterEach(() => rmSync(directory, { recursive: true }));

function write(file: string, text: string): void {
  const path = join(directory, '.securitytower/grants', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function oneCluster(pimGroups: readonly string[] = []) {
  const fleet = declareFleet({ azure: { ...declareFleet().props.azure, pimGroups } });
  declareCluster(fleet, 'a');
  return fleet;
}

function problems(fleet = oneCluster()): readonly string[] {
  return problemsIn(() => resolveProject(fleet, directory));
}

test('grants of files stand beside those of fleet.ts', () => {
  write('nested/inc-1.yaml', formatGrant('inc-1', props));
  const fleet = oneCluster();
  new AccessGrant(fleet, 'inc-0', { ...props, group: '7c1f3c1e-7a42-4d7e-8f55-2d6a9b3c4e71' });
  expect(resolveProject(fleet, directory).accessGrants.map(({ name, endsAt }) => [name, endsAt])).toEqual([
    ['inc-0', '2026-12-01T12:00:00.000Z'],
    ['inc-1', '2026-12-01T12:00:00.000Z'],
  ]);
  // Reading the project again adds nothing twice.
  expect(resolveProject(fleet, directory).accessGrants).toHaveLength(2);
});

test('what is written is read back as it was', () => {
  const all: AccessGrantProps = { ...props, role: 'writer', namespace: 'shop', reason: 'a: "b" # c\n- d' };
  expect(parseGrants('f.yaml', formatGrant('inc-1', all))).toEqual({
    grants: [{ name: 'inc-1', props: all, file: 'f.yaml', line: 1 }],
    problems: [],
  });
});

const valid = formatGrant('inc-1', props);
test.each<readonly [string, string, string]>([
  ['no YAML', 'kind: [', '.securitytower/grants/g.yaml:1: is not valid YAML'],
  [
    'an unknown field',
    `${valid}  approver: me\n`,
    "g.yaml:1: access grant 'inc-1': spec.approver is unknown",
  ],
  [
    'no end',
    valid.replace(/ {2}expires:\n.*\n/, ''),
    "access grant 'inc-1': cluster 'a': expires is nothing; a grant must end",
  ],
  [
    'a number for a text',
    valid.replace('INC-1', '4711'),
    "access grant 'inc-1': spec.ticket is 4711; write it in quotes",
  ],
  ['another cluster', valid.replace('cluster: a', 'cluster: b'), "cluster 'b' is unknown"],
  ['another API', valid.replace('v1alpha1', 'v2'), "apiVersion 'securitytower.io/v2' is unknown"],
  ['no name', valid.replace('inc-1', 'INC 1'), "metadata.name 'INC 1' is no name"],
])('%s is refused with file and line', (_title, text, problem) => {
  write('g.yaml', text);
  expect(problems()).toEqual([expect.stringContaining(problem)]);
});

test('the line is that of the document', () => {
  write('g.yaml', `${valid}---\n${valid.replace('inc-1', 'inc-2').replace('reader', 'root')}`);
  expect(problems()[0]).toMatch(
    /^\.securitytower\/grants\/g\.yaml:1[2-5]: access grant 'inc-2': .*role 'root'/,
  );
});

test('one that fleet.ts declares too is refused at its line', () => {
  write('g.yaml', valid);
  const fleet = oneCluster();
  new AccessGrant(fleet, 'inc-1', props);
  expect(problems(fleet)).toEqual([
    ".securitytower/grants/g.yaml:1: access grant 'inc-1': is declared twice; give one of them another name",
  ]);
});

test('a namespace takes a group that PIM limits', () => {
  write('g.yaml', formatGrant('inc-1', { ...props, role: 'writer', namespace: 'shop' }));
  expect(problems()).toEqual([
    expect.stringContaining('PIM knows no namespaces, so a grant of one needs a group'),
  ]);
  expect(problems(oneCluster([group.toUpperCase()]))).toEqual([]);
});
