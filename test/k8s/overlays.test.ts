import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stringify } from 'yaml';

import { synthesizeRepository } from '../../k8s/synthesize';
import { exampleFleet, ledgerDigest } from './example';
import { KubernetesObject, objectIn, objectsOf, readTree, synthesizedTree } from './tree';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
const describeOverlays = hasKubectl ? describe : describe.skip;

describeOverlays(`overlays${hasKubectl ? '' : ' (skipped: kubectl is not installed)'}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-overlays-'));
  synthesizeRepository(exampleFleet(), directory);
  afterAll(() => rmSync(directory, { recursive: true }));

  const build = (path: string): readonly KubernetesObject[] =>
    objectsOf(
      execFileSync('kubectl', ['kustomize', join(directory, path)], {
        encoding: 'utf8',
        maxBuffer: 64 * 2 ** 20,
      }),
    );
  const find = (path: string, kind: string, name: string): KubernetesObject => {
    const found = build(path).find((object) => object.kind === kind && object.metadata.name === name);
    if (found === undefined) throw new Error(`${path} builds no ${kind} ${name}`);
    return found;
  };

  const folders = [...readTree(directory).keys()]
    .filter((file) => file.endsWith('/kustomization.yaml'))
    .map((file) => file.replace(/\/kustomization\.yaml$/, ''))
    // An overlay builds its base.
    .filter((folder) => !/\/base(\/|$)/.test(folder));

  test.each(folders)('%s builds', (folder) => {
    for (const object of build(folder)) expect(object.metadata.name).toBeTruthy();
  });

  test.each([
    ['storefront', 'dev', 1, 'acmehub.azurecr.io/shop/storefront:2.5.0-rc.1'],
    ['storefront', 'staging', 1, 'acmehub.azurecr.io/shop/storefront:2.4.1'],
    ['storefront', 'prod', 4, 'acmehub.azurecr.io/shop/storefront:2.4.0'],
    ['ledger', 'dev', 1, 'acmehub.azurecr.io/payments/ledger:7.1.0'],
    ['ledger', 'prod', 2, `acmehub.azurecr.io/payments/ledger:7.0.3@${ledgerDigest}`],
  ])('%s in %s runs %i of %s', (application, stage, replicas, image) => {
    expect(find(`tenants/applications/${application}/${stage}`, 'Deployment', application)).toMatchObject({
      spec: { replicas, template: { spec: { containers: [{ image }] } } },
    });
  });

  test.each([
    ['dev', 'dryrun', 'warn'],
    ['staging', 'deny', 'deny'],
    ['prod', 'deny', 'deny'],
  ])('in %s pod security is %s and images are %s', (stage, podSecurity, images) => {
    const actions = new Map<string, Set<unknown>>();
    for (const object of build(`policies/constraints/${stage}`)) {
      const { 'fleetkeep.dev/packs': packs } = object.metadata.annotations ?? {};
      const pack = packs === 'trusted-images' ? 'images' : 'podSecurity';
      const { enforcementAction } = object['spec'] as { readonly enforcementAction: string };
      actions.set(pack, (actions.get(pack) ?? new Set()).add(enforcementAction));
    }
    expect(Object.fromEntries(actions)).toEqual({
      podSecurity: new Set([podSecurity]),
      images: new Set([images]),
    });
  });

  test.each([
    ['dev', 2],
    ['staging', 2],
    ['prod', 3],
  ])('in %s Gatekeeper has %i replicas', (stage, replicas) => {
    expect(find(`policies/gatekeeper/${stage}`, 'HelmRelease', 'gatekeeper')).toMatchObject({
      spec: { chart: { spec: { version: '3.23.1' } }, values: { replicas } },
    });
  });

  test("a retiring cluster's tenants lose what syncs them and keep their accounts", () => {
    const cluster = exampleFleet({ clusters: { 'prod-weu': { stage: 'prod', lifecycle: 'retiring' } } });
    const tenants = objectIn(synthesizedTree(cluster), 'cluster/prod-weu/tenants.yaml', 'Kustomization');
    const { patches } = tenants['spec'] as { readonly patches: unknown };
    mkdirSync(join(directory, 'retiring'));
    writeFileSync(
      join(directory, 'retiring/kustomization.yaml'),
      stringify({ resources: ['../tenants/prod'], patches }),
    );
    const kinds = build('retiring').map((object) => object.kind);
    expect(kinds.filter((kind) => ['Kustomization', 'GitRepository'].includes(kind))).toEqual([]);
    expect(kinds.filter((kind) => kind === 'ServiceAccount')).toHaveLength(3);
  });

  test('a stage has its own tenants, and syncs what they run there', () => {
    const syncs = (stage: string) =>
      build(`tenants/${stage}`)
        .filter((object) => object.kind === 'Kustomization')
        .map((object) => `${object.metadata.namespace}/${object.metadata.name}`)
        .sort();
    expect(syncs('dev')).toEqual(['money/ledger', 'shop/storefront']);
    expect(syncs('staging')).toEqual(['shop/storefront']);
    expect(syncs('prod')).toEqual(['money/ledger', 'risk/risk', 'shop/storefront']);
  });
});
