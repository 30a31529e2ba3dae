import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../support/kubernetes-object';
import { standaloneObjects, labelledSamples } from './labelled-sample';

/** Says as whom Flux writes: policies ask for it. */
const root: KubernetesObject = {
  apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
  kind: 'Kustomization',
  metadata: { name: 'flux-system', namespace: 'flux-system' },
  spec: {
    interval: '10m',
    path: './cluster',
    prune: true,
    serviceAccountName: 'kustomize-controller',
    sourceRef: { kind: 'GitRepository', name: 'flux-system' },
  },
};

/**
 * A Git repository whose one cluster gets every shipped policy and every sample.
 *
 * @returns its folder; the cluster's entry is `./cluster`
 */
export function samplesRepository(): string {
  const path = mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-samples-'));
  const write = (file: string, objects: readonly KubernetesObject[]): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), objects.map((object) => stringify(object)).join('---\n'));
  };
  write('cluster/flux-system.yaml', [root]);
  const { templates, constraints, expansions } = standaloneObjects();
  write('cluster/policies/templates.yaml', templates);
  write('cluster/policies/constraints.yaml', constraints);
  write('cluster/policies/expansions.yaml', expansions);
  const samples = labelledSamples();
  const namespaces = new Set(samples.flatMap(({ object }) => object.metadata.namespace ?? []));
  write(
    'cluster/namespaces.yaml',
    [...namespaces].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  for (const { label, object } of samples) write(`cluster/samples/${label}.yaml`, [object]);
  execFileSync('git', ['-C', path, 'init', '--quiet', '--template=', '--initial-branch=main']);
  return path;
}
