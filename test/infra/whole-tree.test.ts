import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { App } from 'cdktf';

import { synthesizeInfra } from '../../infra/synthesize';
import { withoutCreationStacks } from '../../infra/without-creation-stacks';

import { type Declared, now, parsed, resolve, synth } from './synth';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** What `cdktf synth` writes, file by file. */
function written(declared: Declared): ReadonlyMap<string, string> {
  const outdir = mkdtempSync(join(tmpdir(), 'fleetkeep-infra-'));
  folders.push(outdir);
  withoutCreationStacks(() => {
    const app = new App({ outdir });
    synthesizeInfra(app, resolve(declared), { now });
    app.synth();
  });
  const files = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.json'),
  );
  return new Map(files.map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
}

const clusters = { 'dev-weu': { stage: 'dev' }, 'prod-weu': {}, 'prod-neu': { location: 'northeurope' } };
const grants = { 'inc-4711': {} };

describe('the whole tree', () => {
  const before = written({ clusters, grants });

  test('the same declaration gives the same bytes', () => {
    expect(written({ clusters, grants })).toEqual(before);
  });

  test('no path of this machine', () => {
    for (const text of before.values()) {
      expect(text).not.toContain(process.cwd());
      expect(text).not.toContain(tmpdir());
    }
  });

  test('adding a cluster adds a stack, and changes no other', () => {
    const after = written({ clusters: { ...clusters, 'prod-weu-2': {} }, grants });
    const changed = [...after].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
    expect(changed.sort()).toEqual(['manifest.json', 'stacks/cluster-prod-weu-2/cdk.tf.json']);
    expect([...before.keys()].filter((file) => !after.has(file))).toEqual([]);
  });

  test('adding a cluster in front of the others changes them as little', () => {
    const after = written({ clusters: { 'a-first': {}, ...clusters }, grants });
    const addresses = /10\.\d+\.\d+\.\d+\/\d+/g;
    for (const name of Object.keys(clusters)) {
      const file = `stacks/cluster-${name}/cdk.tf.json`;
      // Without a lock file addresses are dealt out anew; everything else must stay.
      expect(after.get(file)?.replaceAll(addresses, '')).toBe(before.get(file)?.replaceAll(addresses, ''));
    }
  });

  test('taking a cluster away takes nothing from the others', () => {
    const { 'prod-weu': gone, ...rest } = clusters;
    expect(gone).toBeDefined();
    const addresses = /10\.\d+\.\d+\.\d+\/\d+/g;
    const after = written({ clusters: rest });
    for (const name of Object.keys(rest)) {
      const file = `stacks/cluster-${name}/cdk.tf.json`;
      expect(after.get(file)?.replaceAll(addresses, '')).toBe(before.get(file)?.replaceAll(addresses, ''));
    }
  });

  test('in order of deployment', () => {
    const { stacks } = JSON.parse(before.get('manifest.json') ?? '') as {
      stacks: Record<string, { dependencies: string[] }>;
    };
    expect(
      Object.fromEntries(Object.entries(stacks).map(([id, { dependencies }]) => [id, dependencies])),
    ).toEqual({
      state: [],
      github: ['state'],
      protection: ['github'],
      hub: ['state'],
      'cluster-dev-weu': ['hub'],
      'cluster-prod-weu': ['hub'],
      'cluster-prod-neu': ['hub'],
      access: ['cluster-prod-weu'],
    });
  });
});

describe('every stack', () => {
  const stacks = [...synth({ clusters, grants })];
  const environments: Readonly<Record<string, string>> = {
    'cluster-dev-weu': 'stage-dev',
    'cluster-prod-weu': 'stage-prod',
    'cluster-prod-neu': 'stage-prod',
  };

  test.each(stacks)('%s: its own state, opened by Entra ID alone', (id, text) => {
    const { terraform } = parsed(text);
    if (id === 'state') return expect(terraform).toMatchObject({ backend: { local: {} } });
    return expect(terraform).toMatchObject({
      backend: {
        azurerm: {
          container_name: environments[id] ?? 'shared',
          key: `${id}.tfstate`,
          use_oidc: true,
          use_azuread_auth: true,
        },
      },
      required_version: '>= 1.9.0, < 2.0.0',
    });
  });

  test.each(stacks)('%s: azurerm and github only, and no credential', (_id, text) => {
    const { provider } = parsed(text);
    expect(['azurerm', 'github']).toEqual(expect.arrayContaining(Object.keys(provider)));
    for (const [settings] of Object.values(provider)) {
      expect(Object.keys(settings ?? {})).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/token|secret|password|certificate/)]),
      );
    }
    for (const azurerm of provider['azurerm'] ?? []) {
      expect(azurerm).toMatchObject({
        use_oidc: true,
        storage_use_azuread: true,
        resource_provider_registrations: 'none',
      });
    }
  });

  test.each(stacks)(
    '%s: a cluster reads the hub’s state, github who deploys, and nobody more',
    (id, text) => {
      const states = Object.keys(parsed(text).data?.['terraform_remote_state'] ?? {});
      expect(states).toEqual(id.startsWith('cluster-') ? ['hub'] : id === 'github' ? ['state'] : []);
    },
  );
});
