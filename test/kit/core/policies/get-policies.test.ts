import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ListedControl } from '../../../../kit/core/policies/list-controls';
import type { ListedPolicy } from '../../../../kit/core/policies/list-policies';
import { catalogue, policyById } from '../../../../policies/catalogue';
import { constraint } from '../../../../policies/constraint';
import { constraintTemplate } from '../../../../policies/constraint-template';
import { standards } from '../../../../policies/standards';
import { fleetkeepHere } from '../../support/cli';
import {
  cleanCluster,
  forbiddenConstraint,
  forbiddenTemplate,
  kustomization,
  manifests,
  namespace,
  syncFile,
} from '../../support/manifests';
import { type Files, makeRepository } from '../../support/repository';
import { expectToMatchSchema } from '../../support/schemas';

const privileged = policyById('privileged-container');
const capabilities = policyById('capabilities');
const controls = { 'fleetkeep.dev/controls': 'pod-security-standards/1.34/capabilities_baseline' };
const baseline = { allowedCapabilities: ['CHOWN'] };

/** Two clusters: both deny privileged containers, the second only counts; capabilities for another standard. */
function twoClusters(): Files {
  const policies = (action: 'deny' | 'dryrun'): string =>
    manifests(
      constraintTemplate(privileged),
      constraintTemplate(capabilities),
      forbiddenTemplate(),
      constraint(privileged, { name: 'privileged-container', parameters: {} }, action),
      constraint(capabilities, { name: 'caps', parameters: baseline, annotations: controls }, 'deny'),
      forbiddenConstraint(action),
    );
  return {
    ...syncFile('clusters/prod'),
    ...syncFile('clusters/dev'),
    'clusters/prod/policies.yaml': policies('deny'),
    'clusters/dev/policies.yaml': policies('dryrun'),
    'clusters/dev/namespace.yaml': manifests(namespace('shop')),
  };
}

/** What denies at one point where Gatekeeper enforces. */
function scoped(point: string): object {
  const scopedEnforcementActions = [{ action: 'deny', enforcementPoints: [{ name: point }] }];
  return { enforcementAction: 'scoped', scopedEnforcementActions };
}

const get = (...args: readonly string[]) => fleetkeepHere(['get', 'policies', ...args]);
const parsed = <Row>(text: string): readonly Row[] => JSON.parse(text) as readonly Row[];

async function controlsOf(repository: string, standard: string, ...more: readonly string[]) {
  const { stdout, exitCode } = await get(
    '--repository',
    repository,
    '--standard',
    standard,
    '-o',
    'json',
    ...more,
  );
  expectToMatchSchema('controls', stdout);
  expect(exitCode).toBe(0);
  return new Map(parsed<ListedControl>(stdout).map((control) => [control.id, control]));
}

test('every policy, and the clusters in which it denies or counts; also one that is nobody’s but the repository’s', async () => {
  const { stdout, exitCode } = await get('--repository', makeRepository(twoClusters()), '-o', 'json');
  expectToMatchSchema('policies', stdout);
  expect(exitCode).toBe(0);
  const listed = parsed<ListedPolicy>(stdout);
  expect(listed).toHaveLength(catalogue.length + 1);
  expect(listed.find(({ policy }) => policy === privileged.kind)?.inForce).toEqual([
    { cluster: 'dev', constraint: 'privileged-container', enforcement: 'dryrun', narrowed: false },
    { cluster: 'prod', constraint: 'privileged-container', enforcement: 'deny', narrowed: false },
  ]);
  expect(listed.at(-1)).toMatchObject({
    policy: 'TestForbidden',
    id: null,
    source: 'repository',
    severity: 'high',
    controls: [{ standard: 'acme', version: '1', id: 'C-7' }],
  });
  expect(listed.find(({ id }) => id === 'required-labels')?.inForce).toEqual([]);
});

test('a control is enforced where every cluster denies, and partly where one only counts', async () => {
  const repository = makeRepository(twoClusters());
  expect((await controlsOf(repository, 'cis-aks')).get('4.2.1')).toMatchObject({
    title: 'No privileged containers',
    state: 'partly',
    policies: [{ policy: privileged.kind, id: 'privileged-container', needs: null }],
  });
  const prod = await controlsOf(repository, 'cis-aks', '--cluster', 'prod');
  expect(prod.get('4.2.1')?.state).toBe('enforced');
  expect(prod.get('4.2.2')?.state).toBe('inactive');
  expect(prod.get('2.1.1')).toMatchObject({
    state: 'not-coverable',
    policies: [],
    notCoverable: 'A setting of Azure, not of the cluster’s objects: the Terraform stacks set it.',
  });
});

test.each([
  ['some namespaces', { match: { kinds: privileged.match.kinds, namespaces: ['sandbox'] } }, 'partly'],
  ['a label', { match: { labelSelector: { matchLabels: { team: 'shop' } } } }, 'partly'],
  ['other kinds', { match: { kinds: [{ apiGroups: ['apps'], kinds: ['Deployment'] }] } }, 'partly'],
  ['no namespace', { match: { excludedNamespaces: ['*'] } }, 'partly'],
  ['everything', { match: {} }, 'enforced'],
  ['the audit only', scoped('audit.gatekeeper.sh'), 'partly'],
  ['the webhook', scoped('validation.gatekeeper.sh'), 'enforced'],
])('a constraint that is for %s', async (_, spec, state) => {
  const denying = constraint(privileged, { name: 'privileged-container', parameters: {} }, 'deny');
  const narrowed = { ...denying, spec: { ...denying.spec, ...spec } };
  const repository = makeRepository({
    ...syncFile('clusters/prod'),
    'clusters/prod/policies.yaml': manifests(constraintTemplate(privileged), narrowed),
  });
  expect((await controlsOf(repository, 'cis-aks')).get('4.2.1')?.state).toBe(state);
});

test('a constraint counts for what its pack wants it for, and not for all that its policy could see to', async () => {
  const repository = makeRepository(twoClusters());
  expect((await controlsOf(repository, 'pod-security-standards')).get('capabilities_baseline')?.state).toBe(
    'enforced',
  );
  expect((await controlsOf(repository, 'pod-security-standards')).get('capabilities_restricted')?.state).toBe(
    'inactive',
  );
  // Its parameters are not those of the standard's pack.
  expect((await controlsOf(repository, 'cis-kubernetes')).get('5.2.9')?.state).toBe('inactive');
});

test('a policy that is in force only with the user’s words may be the one of several', async () => {
  const images = policyById('allowed-images');
  const parameters = { allowedImages: ['registry.example.com/*'] };
  const files = {
    ...twoClusters(),
    'clusters/prod/images.yaml': manifests(
      constraintTemplate(images),
      constraint(images, { name: 'images', parameters }, 'deny'),
    ),
  };
  const prod = await controlsOf(makeRepository(files), 'cis-aks', '--cluster', 'prod');
  expect(prod.get('5.1.4')?.state).toBe('enforced');
  expect(prod.get('5.1.4')?.policies.find(({ id }) => id === 'trusted-images')).toMatchObject({
    needs: expect.stringMatching(/give `trustedregistries`/) as string,
    inForce: [],
  });
});

test('a standard that only a template of the repository speaks of', async () => {
  const found = await controlsOf(makeRepository(twoClusters()), 'acme', '--cluster', 'prod');
  expect([...found.values()]).toEqual([
    expect.objectContaining({ standard: 'acme', version: '1', id: 'C-7', title: null, state: 'enforced' }),
  ]);
});

test('an unknown standard: the known ones are named, the repository’s too', async () => {
  const { stderr, stdout, exitCode } = await get(
    '--repository',
    makeRepository(twoClusters()),
    '--standard',
    'cis-ask',
  );
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  expect(stderr).toMatch(/^error: --standard 'cis-ask' is unknown; did you mean cis-aks\? Known: /);
  for (const id of [...standards.map((standard) => standard.id), 'acme']) expect(stderr).toContain(id);
});

test('without a repository the catalogue is listed, and nothing is said of clusters', async () => {
  const outside = { workingDirectory: mkdtempSync(join(tmpdir(), 'fleetkeep-nowhere-')) };
  const run = (...args: readonly string[]) => fleetkeepHere(['get', 'policies', ...args], undefined, outside);
  const all = await run('-o', 'json');
  expectToMatchSchema('policies', all.stdout);
  expect(parsed<ListedPolicy>(all.stdout).map(({ inForce }) => inForce)).toEqual(catalogue.map(() => null));
  const { stdout, stderr, exitCode } = await run('--standard', 'cis-aks');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^4\.2\.1 +unknown +No privileged containers +K8sPSPPrivilegedContainer +-$/m);
  expect(stdout).toMatch(/\n23 unknown, 17 not-coverable of 40 controls\n$/);
  expect(stderr).toContain('no fleet repository is here');
  // Who names one wants that one.
  expect(await run('--repository', '.')).toMatchObject({ stdout: '', exitCode: 2 });
});

test('what cannot be rendered is no absence of a policy', async () => {
  const files = {
    ...cleanCluster(),
    'clusters/prod/more.yaml': manifests(kustomization('more', './missing')),
  };
  const { stderr, exitCode } = await get('--repository', makeRepository(files));
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^\nNot evaluated: 1\n/);
});

test('a fleet that is here and cannot be read is no absence of one', async () => {
  const workingDirectory = makeRepository({ '.securitytower/cluster-prod.yaml': 'apiVersion: [\n' });
  const { stdout, stderr, exitCode } = await fleetkeepHere(['get', 'policies'], undefined, {
    workingDirectory,
  });
  expect(exitCode).toBe(3);
  expect(stdout).toContain('K8sPSPPrivilegedContainer');
  expect(stderr).toContain('.securitytower/cluster-prod.yaml');
});
