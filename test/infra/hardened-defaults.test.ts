import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type App, TerraformResource, Testing } from 'cdktf';

import type { ResolvedFleet } from '../../fleet/resolved-fleet';
import { controls } from '../../fleet/hardening-controls';
import { hardenedDefaults } from '../../infra/hardening';
import {
  type Expectation,
  type HardenedDefault,
  expectationsOf,
} from '../../infra/hardening/hardened-default';
import { unmet } from '../../infra/hardening/meets';
import { validateInfra } from '../../infra/validations/validate-infra';
import { synthesizeInfra } from '../../infra/synthesize';

import { type Declared, now, problemsOf, resolve } from './synth';

const root = join(__dirname, '../..');
const stackOf = { cluster: 'cluster-prod-weu', hub: 'hub', state: 'state' } as const;

/** Problems of a fleet whose resources somebody overrode after they were made. */
function problemsAfter(
  override: (resources: readonly TerraformResource[], app: App) => void,
  declared: Declared = {},
): readonly string[] {
  return problemsOf(() => {
    const app = Testing.app();
    const fleet: ResolvedFleet = resolve(declared);
    synthesizeInfra(app, fleet, { now });
    override(
      app.node.findAll().filter((node) => TerraformResource.isTerraformResource(node)),
      app,
    );
    validateInfra(app, fleet);
  });
}

function of(resources: readonly TerraformResource[], row: HardenedDefault): readonly TerraformResource[] {
  return resources.filter(
    (resource) =>
      resource.terraformResourceType === row.type && resource.node.path.startsWith(`${stackOf[row.place]}/`),
  );
}

/** Something that does not meet an expectation. */
function wrong(expectation: Expectation): unknown {
  if ('is' in expectation) return typeof expectation.is === 'boolean' ? !expectation.is : 'something-else';
  if ('oneOf' in expectation) return 'something-else';
  if ('atLeast' in expectation) return expectation.atLeast - 1;
  return 'isSet' in expectation ? '' : ['11111111-2222-4333-8444-555555555555'];
}

const [cluster] = resolve().clusters;
const broken = hardenedDefaults.flatMap((row) =>
  expectationsOf(row, cluster).map((expectation) => [row.id, expectation.path, row, expectation] as const),
);

describe('an escape hatch does not slip past', () => {
  test.each(broken)('%s: %s', (id, _path, row, expectation) => {
    const problems = problemsAfter((resources) => {
      // `*` is no path that an override can take: the list is replaced as a whole.
      const [path = ''] = expectation.path.split('.*.');
      const concerned = of(resources, row);
      expect(concerned).not.toEqual([]);
      for (const resource of concerned) resource.addOverride(path, wrong(expectation));
    });
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(`hardened default '${id}'`)]));
  });

  test('also as a list of one block', () => {
    const problems = problemsAfter((resources) => {
      for (const resource of resources) {
        if (resource.terraformResourceType !== 'azurerm_kubernetes_cluster') continue;
        resource.addOverride('key_vault_secrets_provider', [{ secret_rotation_enabled: false }]);
      }
    });
    expect(problems).toEqual([
      expect.stringMatching(
        /^stack 'cluster-prod-weu': hardened default 'secret-rotation': azurerm_kubernetes_cluster\.\w+: key_vault_secrets_provider\.secret_rotation_enabled is false instead of true; take away what overrides it, or declare exceptions: \[\{ control: 'secret-rotation', reason, expires \}\]$/,
      ),
    ]);
  });

  test('a resource that was taken out', () => {
    const problems = problemsAfter((_resources, app) => {
      const monitoring = app.node.findChild('cluster-prod-weu').node.findChild('monitoring');
      monitoring.node.tryRemoveChild('control_plane');
    });
    expect(problems).toEqual([expect.stringContaining("hardened default 'control-plane-logs'")]);
  });

  test('more networks than were declared', () => {
    const declared: Declared = {
      clusters: { 'prod-weu': { apiServer: { mode: 'public', authorizedIpRanges: ['203.0.113.0/28'] } } },
    };
    expect(problemsAfter(() => undefined, declared)).toEqual([]);
    const problems = problemsAfter((resources) => {
      for (const resource of resources) {
        if (resource.terraformResourceType !== 'azurerm_kubernetes_cluster') continue;
        resource.addOverride('api_server_access_profile.authorized_ip_ranges', [
          '203.0.113.0/28',
          '0.0.0.0/0',
        ]);
      }
    }, declared);
    expect(problems).toEqual([expect.stringContaining("hardened default 'api-server-access'")]);
  });
});

describe('the table', () => {
  test('an untouched fleet meets it', () => {
    expect(problemsAfter(() => undefined)).toEqual([]);
  });

  test('ids are unique', () => {
    const ids = hardenedDefaults.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('every control that can be given up is in it, and given up by its exception', () => {
    const excepted = new Set(hardenedDefaults.map(({ exception }) => exception));
    // Whose Gatekeeper it is, is the row `one-gatekeeper`: the exception does not switch it off.
    const expected = Object.keys(controls).filter((control) => control !== 'fleet-gatekeeper');
    expect(expected.filter((control) => !excepted.has(control as keyof typeof controls))).toEqual([]);
  });

  test.each(hardenedDefaults.map((row) => [row.id, row] as const))(
    '%s: the file that it names sets it',
    (_id, row) => {
      const file = join(root, row.setIn);
      expect(existsSync(file)).toBe(true);
      const source = readFileSync(file, 'utf8');
      for (const expectation of expectationsOf(row, cluster)) {
        if ('isAbsent' in expectation) continue;
        const name = expectation.path.split('.').at(-1) ?? '';
        const camel = name.replaceAll(/_(.)/g, (_match, letter: string) => letter.toUpperCase());
        const common = ['frequency', 'category', 'mode', 'observabilityEnabled'].includes(camel);
        if (!common && !row.setIn.endsWith('fleet-cluster.ts')) expect(source).toContain(camel);
      }
    },
  );

  test('a value that is missing is told as nothing', () => {
    expect(unmet({}, { path: 'a.b', is: true })).toBe('nothing');
    expect(unmet({ a: [{ b: true }] }, { path: 'a.b', is: true })).toBeUndefined();
    expect(unmet({ a: [{ b: true }, { b: false }] }, { path: 'a.b', is: true })).toBe('nothing');
  });
});
