import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';

import { parseWorkspace } from '../../../../kit/core/workspace/read-workspace';
import { workspaceSchema } from '../../../../kit/core/workspace/workspace-schema';

const read = (text: string) => parseWorkspace(text, 'fleetkeep.yaml', '/work/fleetkeep.yaml', false);
const isValid = new Ajv2020({ strict: false }).compile(workspaceSchema);

const good = `repositories:
  - url: https://github.com/acme/fleet.git
    revision: main
    credentials: { variable: FLEET_TOKEN, username: robot }
  - url: git@github.com:acme/shop.git
  - url: ssh://git@git.acme.example:2222/tools/infra
  - url: file:///srv/git/legacy.git
    name: old
    entries: { prod: ./clusters/prod }
  - path: ../platform
registries: [ghcr.io, registry.acme.example:5000/team]
stages: [dev, staging, prod]
`;

test('what it says', () => {
  const { repositories, registries, stages } = read(good);
  expect(repositories.map(({ name, url, path }) => [name, url ?? path])).toEqual([
    ['fleet', 'https://github.com/acme/fleet.git'],
    ['shop', 'git@github.com:acme/shop.git'],
    ['infra', 'ssh://git@git.acme.example:2222/tools/infra'],
    ['old', 'file:///srv/git/legacy.git'],
    ['platform', '/platform'],
  ]);
  expect(repositories[0]).toMatchObject({
    revision: 'main',
    credentials: { variable: 'FLEET_TOKEN', username: 'robot' },
    line: 2,
  });
  expect(repositories[3]?.entries).toEqual([{ name: 'prod', path: './clusters/prod' }]);
  expect(registries).toEqual(['ghcr.io', 'registry.acme.example:5000/team']);
  expect(stages).toEqual(['dev', 'staging', 'prod']);
  expect(isValid(parse(good))).toBe(true);
});

/** Refused by the reader with these words and, unless it is about YAML itself or two entries, by the published schema. */
const bad: readonly (readonly [string, string, string, boolean])[] = [
  ['nothing', '', "fleetkeep.yaml:1: says nothing: write 'repositories:'", false],
  ['no YAML', 'repositories: [', 'fleetkeep.yaml:1: is not valid YAML', false],
  ['no repository', 'repositories: []', "fleetkeep.yaml:1: 'repositories' names none", false],
  ['no list', 'repositories: x', "fleetkeep.yaml:1: 'repositories' is 'x', no list", false],
  ['no mapping', 'repositories:\n  - x', "fleetkeep.yaml:2: 'x' is no repository", false],
  [
    'an unknown field',
    'repositories: [{ path: . }]\nregistry: [a]',
    "fleetkeep.yaml:2: 'registry' is no field of a workspace; did you mean registries",
    false,
  ],
  [
    'an unknown field of a repository',
    'repositories:\n  - path: .\n    ref: x',
    "fleetkeep.yaml:3: 'ref' is no field of a repository",
    false,
  ],
  [
    'neither url nor path',
    'repositories:\n  - name: x',
    "fleetkeep.yaml:2: the repository has neither 'url' nor 'path'",
    false,
  ],
  [
    'both',
    'repositories:\n  - path: .\n    url: https://a.b/c',
    "the repository has both 'url' and 'path'",
    false,
  ],
  [
    'http',
    'repositories:\n  - url: http://a.b/c',
    "fleetkeep.yaml:2: repositories.0.url is 'http://a.b/c': give an address by https",
    false,
  ],
  ['a command', "repositories:\n  - url: 'ext::sh -c id'", "repositories.0.url is 'ext::sh -c id'", false],
  [
    'a password',
    'repositories:\n  - url: https://robot:hunter2@a.b/c',
    "repositories.0.url is 'https://a.b/c': give an address by https, ssh or file, without a password",
    false,
  ],
  [
    'a name with a slash',
    'repositories:\n  - path: .\n    name: a/b',
    "fleetkeep.yaml:3: repositories.0.name is 'a/b': give a name of letters",
    false,
  ],
  [
    'a revision that is an option',
    'repositories:\n  - path: .\n    revision: --all',
    "fleetkeep.yaml:3: repositories.0.revision is '--all'",
    false,
  ],
  [
    'entries that are none',
    'repositories:\n  - path: .\n    entries: [a]',
    'fleetkeep.yaml:3: ["a"] is no mapping',
    false,
  ],
  [
    'an entry that leads out',
    'repositories:\n  - path: .\n    entries: { a: ../b }',
    "fleetkeep.yaml:3: '../b' is not in the repository",
    true,
  ],
  [
    'a secret instead of its name',
    'repositories:\n  - url: https://a.b/c\n    credentials: hunter2',
    "fleetkeep.yaml:3: is no mapping: write 'variable: NAME'",
    false,
  ],
  [
    'a secret as a name',
    'repositories:\n  - url: https://a.b/c\n    credentials: { variable: "ghp_x y" }',
    'fleetkeep.yaml:3: credentials.variable names none',
    false,
  ],
  [
    'credentials over ssh',
    'repositories:\n  - url: git@a.b:c\n    credentials: { variable: X }',
    'fleetkeep.yaml:3: only go with an https url',
    true,
  ],
  [
    'two of one name',
    'repositories:\n  - path: a/x\n  - path: b/x',
    "fleetkeep.yaml:3: a second repository is named 'x' (the first in line 2)",
    true,
  ],
  [
    'a registry that is an address',
    'repositories: [{ path: . }]\nregistries:\n  - https://ghcr.io',
    "fleetkeep.yaml:3: registries.0 is 'https://ghcr.io': give a registry",
    false,
  ],
  [
    'a stage twice',
    'repositories: [{ path: . }]\nstages: [a, a]',
    "fleetkeep.yaml:2: stage 'a' is named twice",
    false,
  ],
];

test.each(bad)('%s', (_, text, message, beyondSchema) => {
  expect(() => read(text)).toThrow(message);
  expect(() => read(text)).not.toThrow('hunter2');
  if (!text.includes('repositories: [') || text.includes(']'))
    expect(isValid(parse(text) ?? {})).toBe(beyondSchema);
});

test('everything that is wrong is said at once', () => {
  expect(() => read('repositories:\n  - {}\n  - path: .\n    nam: x\nfoo: 1')).toThrow(
    /fleetkeep.yaml:5: 'foo'.*\nfleetkeep.yaml:2: .*\nfleetkeep.yaml:4: 'nam'/,
  );
});
