import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { CheckReport } from '../../../kit/core/check/check-report';
import { fleetkeep, fleetkeepHere } from '../support/cli';
import { cleanCluster, configMap, forbiddenTemplate, kustomization, manifests } from '../support/manifests';
import { commit, type Files, makeRepository } from '../support/repository';
import { expectToMatchSchema } from '../support/schemas';

interface BadContent {
  readonly what: string;
  readonly files?: Files;
  /** What files alone cannot be. */
  readonly prepare?: (directory: string) => void;
  /** Each of these is said, about these places: `file:line`. */
  readonly says: readonly { readonly place: string | null; readonly reason: RegExp }[];
  /** Whether the policies still work, so that the violation elsewhere is found. @default true */
  readonly judges?: boolean;
  /** Whether it is read by another way from a commit than from the working tree. @default false */
  readonly byCommitToo?: boolean;
}

/** A violation in a Kustomization of its own: it must be found whatever else is broken. */
const elsewhere: Files = {
  'clusters/prod/elsewhere.yaml': manifests(kustomization('elsewhere', './elsewhere')),
  'elsewhere/bad.yaml': manifests(configMap('bad', { forbidden: 'here' })),
};

const rows: readonly BadContent[] = [
  {
    what: 'a syntax error in YAML',
    files: { 'apps/broken.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [a\n' },
    says: [{ place: 'apps/broken.yaml:3', reason: /is not valid YAML/ }],
    byCommitToo: true,
  },
  {
    what: 'a Kustomization whose path is missing',
    files: { 'clusters/prod/more.yaml': manifests(kustomization('more', './nowhere')) },
    says: [{ place: 'clusters/prod/more.yaml:1', reason: /"\.\/nowhere" does not exist.*correct the path/ }],
  },
  {
    what: 'a cyclic dependsOn',
    files: {
      'clusters/prod/cycle.yaml': manifests(
        kustomization('one', './one', { dependsOn: [{ name: 'two' }] }),
        kustomization('two', './two', { dependsOn: [{ name: 'one' }] }),
      ),
      'one/one.yaml': manifests(configMap('one')),
      'two/two.yaml': manifests(configMap('two')),
    },
    says: [
      { place: 'clusters/prod/cycle.yaml:1', reason: /flux-system\/one .*→.*take away one spec\.dependsOn/ },
      { place: 'clusters/prod/cycle.yaml:16', reason: /flux-system\/two .*never applied/ },
    ],
  },
  {
    what: 'a template whose Rego does not compile',
    files: {
      'policies/template.yaml': manifests(
        forbiddenTemplate('package testforbidden\nviolation[{"msg": msg}] {\n  msg := nonsense(1)\n}'),
      ),
    },
    says: [
      {
        place: 'policies/template.yaml:1',
        reason: /Rego \(line 3 .*does not compile.*undefined function nonsense/,
      },
      { place: 'policies/constraint.yaml:1', reason: /no-forbidden is not enforced/ },
      { place: null, reason: /nothing in it was judged/ },
    ],
    judges: false,
  },
  {
    what: 'a constraint without template',
    files: {
      'policies/lost.yaml': manifests({
        apiVersion: 'constraints.gatekeeper.sh/v1beta1',
        kind: 'TestNowhere',
        metadata: { name: 'lost' },
        spec: {},
      }),
    },
    says: [
      {
        place: 'policies/lost.yaml:1',
        reason: /no ConstraintTemplate defines the kind TestNowhere: add the template/,
      },
    ],
  },
  {
    what: 'a file of 50 MB',
    prepare: (directory) => {
      const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big, namespace: shop}\ndata:\n  a: ';
      writeFileSync(join(directory, 'apps/big.yaml'), `${head}${'x'.repeat(50 * 1024 * 1024)}\n`);
    },
    says: [{ place: 'apps/big.yaml:1', reason: /is 50 MiB, more than the 10 MiB/ }],
    byCommitToo: true,
  },
  {
    what: 'symbolic links out of the tree',
    prepare: (directory) => {
      symlinkSync('/etc/hostname', join(directory, 'apps/hostname.yaml'));
      symlinkSync('../../..', join(directory, 'apps/up'));
    },
    says: [
      {
        place: 'apps/hostname.yaml:1',
        reason: /symbolic link to \/etc\/hostname, outside of the repository/,
      },
      { place: 'apps/up:1', reason: /symbolic link to \.\.\/\.\.\/\.\., outside of the repository/ },
    ],
    byCommitToo: true,
  },
  {
    what: 'a YAML alias bomb',
    files: { 'apps/bomb.yaml': aliasBomb() },
    says: [{ place: 'apps/bomb.yaml:10', reason: /aliases expand to more than 200000 values/ }],
    byCommitToo: true,
  },
];

/** Twelve lines that expand to ten to the thirteenth values. */
function aliasBomb(): string {
  const lines = ['apiVersion: v1', 'kind: ConfigMap', 'metadata: {name: bomb, namespace: shop}', 'data:'];
  lines.push('  a: &a [x, x, x, x, x, x, x, x, x, x]');
  for (let level = 0; level < 12; level++) {
    const inner = level === 0 ? '*a' : `*b${level - 1}`;
    lines.push(`  b${level}: &b${level} [${Array.from({ length: 10 }, () => inner).join(', ')}]`);
  }
  return `${lines.join('\n')}\n`;
}

const runs = rows.flatMap((row) => [
  { ...row, revision: [] as string[], from: 'in the working tree' },
  ...(row.byCommitToo ? [{ ...row, revision: ['--revision', 'main'], from: 'in a commit' }] : []),
]);

test.each(runs)(
  '$what $from: said with its place, exit code 3, the rest is judged',
  async (row) => {
    const directory = makeRepository({ ...cleanCluster(), ...elsewhere, ...row.files });
    row.prepare?.(directory);
    commit(directory);

    const outcome = await fleetkeepHere(['check', '--repository', directory, ...row.revision, '-o', 'json']);

    expect(outcome.stderr).toBe('');
    expect(outcome.exitCode).toBe(3);
    expectToMatchSchema('check', outcome.stdout);
    const report = JSON.parse(outcome.stdout) as CheckReport;
    const said = report.notEvaluated.map(({ file, line, reason }) => ({
      place: file === null ? null : `${file}:${line}`,
      reason,
    }));
    expect(said).toHaveLength(row.says.length);
    for (const { place, reason } of row.says) {
      expect(said).toContainEqual({ place, reason: expect.stringMatching(reason) as string });
    }
    expect(report.findings.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual(
      row.judges === false ? [] : ['elsewhere/bad.yaml:1 data.forbidden is here: remove it'],
    );
  },
  60_000,
);

test('what could not be evaluated is never shown as clean', async () => {
  const directory = makeRepository({ ...cleanCluster(), 'apps/broken.yaml': 'a: [\n' });
  const { exitCode, stdout } = await fleetkeepHere(['check', '--repository', directory]);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^Not evaluated: 1\n/);
  expect(stdout).toMatch(/\n0 findings, 1 not evaluated in \d+ resources of 1 cluster\n$/);
}, 60_000);

test('the same cluster unbroken is clean: exit code 0', async () => {
  const directory = makeRepository(cleanCluster());
  const { exitCode, stdout, stderr } = await fleetkeep(['check'], directory);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toBe('0 findings in 8 resources of 1 cluster\n');
}, 60_000);
