import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '../../kit/core/check/check-report';
import { ownPolicies } from '../../policies/packs/own-policies';
import { policyFiles, policyLanguages } from '../../project/policy-scaffold/policy-files';
import { synthesizeRepository } from '../../k8s/synthesize';
import { acceptanceText } from '../policies/acceptance/acceptances';
import { valueDigest } from '../../policies/acceptance/value-digest';
import { fleetkeepHere } from '../kit/support/cli';
import { commit, git, write } from '../kit/support/repository';
import { temporaryDirectory } from '../kit/support/temporary';
import { exampleFleet } from './example';
import { objectIn, readTree } from './tree';

const names = { rego: 'team-one', 'rego-v0': 'team-two', cel: 'team-three' } as const;

/** The example fleet with a policy of the user's own in each of the three languages. */
function fleetWithOwn(acceptances: readonly { readonly path: string; readonly text: string }[] = []) {
  const folder = temporaryDirectory();
  for (const language of policyLanguages)
    for (const [path, text] of policyFiles(names[language], language))
      write(folder, { [`${names[language]}/${path}`]: text });
  const policies = [ownPolicies({ directory: folder, enforcement: { dev: 'dryrun' } })];
  const directory = temporaryDirectory();
  synthesizeRepository({ ...exampleFleet({ fleet: { policies } }), acceptances }, directory);
  git(directory, 'init', '--quiet', '--template=');
  commit(directory);
  return directory;
}

async function findings(directory: string): Promise<CheckReport> {
  const { stdout } = await fleetkeepHere(['check', '--repository', directory, '-o', 'json']);
  const report = JSON.parse(stdout) as CheckReport;
  // The tenant with a repository of its own is not here.
  const notEvaluated = report.notEvaluated.filter(({ kustomization }) => kustomization !== 'risk/risk');
  return { ...report, notEvaluated };
}

const kinds = ['TeamOne', 'TeamThree', 'TeamTwo'];

test('in each of the three languages it stands beside the catalogue, leaves the platform alone, and is judged', async () => {
  const directory = fleetWithOwn();
  const tree = readTree(directory);
  for (const kind of kinds) {
    const base = 'policies/templates/base';
    expect(tree.get(`${base}/kustomization.yaml`)).toContain(`- own-${kind.toLowerCase()}.yaml`);
    expect(objectIn(tree, `${base}/own-${kind.toLowerCase()}.yaml`, 'ConstraintTemplate')).toMatchObject({
      metadata: { name: kind.toLowerCase() },
    });
    expect(objectIn(tree, 'policies/constraints/base/own.yaml', kind)).toMatchObject({
      spec: {
        enforcementAction: 'deny',
        match: {
          kinds: [{ apiGroups: ['apps'], kinds: ['Deployment'] }],
          excludedNamespaces: expect.arrayContaining(['kube-system', 'flux-system']) as string[],
        },
      },
    });
  }
  const report = await findings(directory);
  expect(report.notEvaluated).toEqual([]);
  const denied = report.findings.filter(({ resource }) => resource.name === 'storefront');
  expect(
    denied.map(({ policy, cluster, enforcement }) => `${policy} ${cluster} ${enforcement}`).sort(),
  ).toEqual(
    kinds.flatMap((kind) => [
      `${kind} dev-weu dryrun`,
      `${kind} prod-neu deny`,
      `${kind} prod-weu deny`,
      `${kind} staging-weu deny`,
    ]),
  );
  expect(denied.find(({ policy }) => policy === 'TeamOne')).toMatchObject({
    severity: 'medium',
    controls: [{ standard: 'nist-800-53', id: 'CM-8' }],
    place: { field: 'metadata.labels.team' },
  });
}, 180_000);

test('names are free where Kubernetes leaves them free: kinds of the catalogue’s ids, constraints of one name', () => {
  const folder = temporaryDirectory();
  for (const name of ['capabilities', 'sync'])
    for (const [path, text] of policyFiles(name, 'rego')) write(folder, { [`${name}/${path}`]: text });
  for (const name of ['capabilities', 'sync']) {
    const file = join(folder, name, 'constraint.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(`name: ${name}`, 'name: default'));
  }
  const policies = [ownPolicies({ directory: folder })];
  const directory = temporaryDirectory();
  synthesizeRepository({ ...exampleFleet({ fleet: { policies } }), acceptances: [] }, directory);
  const tree = readTree(directory);
  for (const kind of ['Capabilities', 'Sync'])
    expect(objectIn(tree, 'policies/constraints/base/own.yaml', kind)).toMatchObject({
      metadata: { name: 'default' },
    });
});

test('what Rego denies can be accepted, in both versions', async () => {
  const acceptances = (['rego', 'rego-v0'] as const).map((language) => {
    const kind = language === 'rego' ? 'TeamOne' : 'TeamTwo';
    const name = `ra-${kind.toLowerCase()}`;
    const spec = {
      policy: kind,
      constraint: names[language],
      target: {
        stages: ['prod'],
        namespace: 'shop',
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: 'storefront',
      },
      accepts: [{ field: 'metadata.labels.team', digest: valueDigest('') }],
      createdAt: new Date().toISOString().slice(0, 10),
      expiresAt: new Date(Date.now() + 20 * 24 * 3_600_000).toISOString().slice(0, 10),
    };
    return {
      path: `.securitytower/acceptances/${name}.yaml`,
      text: acceptanceText(spec, { metadata: { name } }),
    };
  });
  const { findings: found, notEvaluated } = await findings(fleetWithOwn(acceptances));
  expect(notEvaluated).toEqual([]);
  const prod = found.filter(
    ({ cluster, resource }) => cluster === 'prod-weu' && resource.name === 'storefront',
  );
  expect(
    prod.map(({ policy, state, acceptance }) => `${policy} ${state} ${acceptance?.name ?? '-'}`).sort(),
  ).toEqual(['TeamOne accepted ra-teamone', 'TeamThree existing -', 'TeamTwo accepted ra-teamtwo']);
}, 180_000);
