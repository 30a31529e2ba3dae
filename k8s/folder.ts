import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { App, Yaml } from 'cdk8s';

import { KustomizationFile } from './kustomize/kustomization-file';

/**
 * A folder of the fleet repository. Its charts become `<chart id>.yaml` when it is synthesised; what is no Kubernetes
 * object is written at once.
 */
export class Folder extends App {
  /**
   * @param outputDirectory the root of the repository's work tree
   * @param path relative to that root, for instance `cluster/prod-weu`
   */
  constructor(
    outputDirectory: string,
    readonly path: string,
  ) {
    super({ outdir: join(outputDirectory, path), outputFileExtension: '.yaml' });
  }

  /** Writes `kustomization.yaml`, which is a file of kustomize's and no object of a cluster. */
  writeKustomization(file: KustomizationFile): void {
    const object = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...file };
    // cdk8s writes an undefined field as null and a shared object as an alias; a copy has neither.
    this.writeText('kustomization.yaml', Yaml.stringify(JSON.parse(JSON.stringify(object))));
  }

  /** Writes a file as it is. @param name relative to the folder */
  writeText(name: string, content: string): void {
    const file = join(this.outdir, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
