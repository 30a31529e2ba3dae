import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

/** A Git repository whose one cluster gets every shipped policy and every sample; the cluster's entry is `./cluster`. */
export class SamplesRepository {
  private constructor(readonly path: string) {}

  /** @param more such as the webhook that says what Gatekeeper is asked about: without it no deletion is judged */
  static create(...more: readonly KubernetesObject[]): SamplesRepository {
    const repository = new SamplesRepository(mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-samples-')));
    repository.write('cluster/flux-system.yaml', [root]);
    const { templates, constraints, expansions } = standaloneObjects();
    if (more.length > 0) repository.write('cluster/more.yaml', more);
    repository.write('cluster/policies/templates.yaml', templates);
    repository.write('cluster/policies/constraints.yaml', constraints);
    repository.write('cluster/policies/expansions.yaml', expansions);
    const samples = labelledSamples();
    const namespaces = new Set(samples.flatMap(({ object }) => object.metadata.namespace ?? []));
    repository.write(
      'cluster/namespaces.yaml',
      [...namespaces].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
    );
    repository.writeSamples((object) => object);
    repository.git('init', '--quiet', '--template=', '--initial-branch=main');
    repository.commit('main');
    return repository;
  }

  /** Commits the samples, each as it is changed. */
  commitChanged(branch: string, change: (object: KubernetesObject) => KubernetesObject): void {
    this.git('switch', '--quiet', '--create', branch, 'main');
    this.writeSamples(change);
    this.commit(branch);
  }

  /** Commits the policies alone. */
  commitWithoutSamples(branch: string): void {
    this.git('switch', '--quiet', '--create', branch, 'main');
    rmSync(join(this.path, 'cluster/samples'), { recursive: true });
    this.commit(branch);
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private writeSamples(change: (object: KubernetesObject) => KubernetesObject): void {
    for (const { label, object } of labelledSamples())
      this.write(`cluster/samples/${label}.yaml`, [change(object)]);
  }

  private write(file: string, objects: readonly KubernetesObject[]): void {
    mkdirSync(dirname(join(this.path, file)), { recursive: true });
    writeFileSync(join(this.path, file), objects.map((object) => stringify(object)).join('---\n'));
  }

  private commit(message: string): void {
    this.git('add', '--all');
    this.git(
      '-c',
      'user.name=Bench',
      '-c',
      'user.email=bench@example.com',
      'commit',
      '--quiet',
      '-m',
      message,
    );
  }

  private git(...parameters: readonly string[]): void {
    execFileSync('git', ['-C', this.path, '-c', 'commit.gpgsign=false', ...parameters]);
  }
}
