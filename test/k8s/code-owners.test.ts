import { ownersOf } from '../../fleet/code-owners';

import { exampleFleet } from './example';
import { allObjects, objectIn, readTree, synthesizedTree, type Tree, withRepository } from './tree';

const fleet = exampleFleet({
  fleet: {
    github: {
      owner: 'acme',
      repository: 'fleet',
      plan: 'enterprise',
      owners: {
        platform: ['@acme/platform'],
        production: ['@acme/production'],
        security: ['@acme/security'],
        access: ['@acme/access'],
      },
    },
  },
});
const tree = synthesizedTree(fleet);
const codeOwners = parse(tree.get('.github/CODEOWNERS') ?? '');

function parse(text: string): Readonly<Record<string, readonly string[]>> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const [pattern = '', ...owners] = line.split(/\s+/);
      return [pattern, owners];
    }),
  );
}

/** Every file that a cluster's render reads: the folders that its Kustomizations name, and what these build on. */
function reached(all: Tree, entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const variables = objectIn(all, `${normalize(entry)}/cluster-vars.yaml`, 'ConfigMap')['data'];
  const filled = (text: string): string =>
    Object.entries(variables as Readonly<Record<string, string>>).reduce(
      (result, [name, value]) => result.replaceAll(`\${${name}}`, value),
      text,
    );
  const follow = (folder: string): void => {
    const inside = [...all.keys()].filter((file) => file.startsWith(`${folder}/`) && !found.has(file));
    const owned = all.has(`${folder}/kustomization.yaml`)
      ? inside.filter(
          (file) => !file.slice(folder.length + 1).includes('/') || file.includes('/signing-keys/'),
        )
      : inside;
    for (const file of owned) found.add(file);
    for (const file of owned) {
      const text = filled(all.get(file) ?? '');
      for (const [, reference = ''] of text.matchAll(/^\s*- (\.{1,2}\/\S+|[\w./-]+)$/gm)) {
        const target = normalize(`${folder}/${reference}`);
        if (target !== folder && [...all.keys()].some((key) => key.startsWith(`${target}/`))) follow(target);
      }
    }
    for (const { file, object } of allObjects(new Map(owned.map((name) => [name, all.get(name) ?? ''])))) {
      if (object.kind !== 'Kustomization' || !object.apiVersion.includes('fluxcd')) continue;
      const { path } = object['spec'] as { path: string };
      const source = file.startsWith('tenants/') && !path.startsWith('./tenants/') ? undefined : path;
      if (source !== undefined) follow(normalize(filled(source)));
    }
  };
  follow(normalize(entry));
  return found;
}

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

describe('CODEOWNERS, by what a path reaches when it is rendered', () => {
  const production = new Set(
    fleet.clusters.filter(({ stage }) => stage.production).flatMap(({ entry }) => [...reached(tree, entry)]),
  );

  test("production's clusters read bases, overlays, policies and applications", () => {
    for (const folder of [
      'cluster/prod-weu/',
      'policies/constraints/base/',
      'policies/constraints/prod/',
      'infrastructure/configs/base/',
      'tenants/prod/',
      'tenants/base/shop/',
      'tenants/applications/storefront/base/',
      'tenants/applications/storefront/prod/',
    ]) {
      expect([...production].filter((file) => file.startsWith(folder))).not.toEqual([]);
    }
  });

  test('every file that reaches production is owned by production or by security, never by the platform alone', () => {
    const loose = [...production].filter((file) => {
      const [owner] = ownersOf(file, codeOwners);
      return owner !== '@acme/production' && owner !== '@acme/security';
    });
    expect(loose).toEqual([]);
  });

  test('what production does not read stays with the platform', () => {
    const owners = [
      'cluster/dev-weu/x',
      'tenants/dev/kustomization.yaml',
      'infrastructure/configs/dev/x',
    ].map((file) => ownersOf(file, codeOwners));
    expect(owners).toEqual([['@acme/platform'], ['@acme/platform'], ['@acme/platform']]);
  });

  test.each([
    ['fleet.ts', '@acme/production'],
    ['fleet.lock.json', '@acme/production'],
    ['package-lock.json', '@acme/production'],
    ['package.json', '@acme/production'],
    ['cdktf.json', '@acme/production'],
    ['policies/templates/base/x.yaml', '@acme/security'],
    ['catalogue/mine/policy.ts', '@acme/security'],
    ['keys/operations.asc', '@acme/security'],
    ['.securitytower/acceptances/a.yaml', '@acme/security'],
    ['.phylake/cluster.yaml', '@acme/security'],
    ['.securitytower/grants/inc-1.yaml', '@acme/access'],
    ['.github/workflows/apply.yaml', '@acme/security'],
    ['.github/CODEOWNERS', '@acme/security'],
    ['README.md', '@acme/platform'],
  ])('%s: %s', (path, owner) => expect(ownersOf(path, codeOwners)).toEqual([owner]));

  test('a declared pattern comes last and wins', () => {
    const own = exampleFleet({
      fleet: {
        github: {
          owner: 'acme',
          repository: 'fleet',
          plan: 'enterprise',
          owners: { platform: ['@acme/platform'] },
          codeOwners: { '/.github/': ['@acme/ci'] },
        },
      },
    });
    const text = withRepository(own, (directory) => readTree(directory).get('.github/CODEOWNERS') ?? '');
    expect(ownersOf('.github/workflows/x', parse(text))).toEqual(['@acme/ci']);
    expect(text.match(/\.github/g)).toHaveLength(1);
  });
});
