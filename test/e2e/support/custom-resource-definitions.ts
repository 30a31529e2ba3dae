import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { ensureProgram } from './build-programs';
import { buildLock, cacheDirectory, contentHash } from './cache';
import type { KubernetesObject } from './kubernetes-object';
import { makeOnce } from '../../support/make-once';
import { toolsDirectory } from './programs';
import { upstreamModule } from './upstream-modules';

/** Flux's own: of kustomize-controller, source-controller and helm-controller; and the Flux Operator's, never run here. */
export async function fluxDefinitions(): Promise<readonly KubernetesObject[]> {
  const folders = await Promise.all([
    upstreamModule('kustomize-controller').then((directory) => join(directory, 'config/crd/bases')),
    upstreamModule('source-controller').then((directory) => join(directory, 'config/crd/bases')),
    upstreamModule('flux-operator').then((directory) => join(directory, 'config/crd/bases')),
    helmControllerDefinitions(),
  ]);
  return folders.flatMap(readManifests);
}

/** helm-controller's module is not to be had, its API types are: controller-gen makes the definition, as upstream does. */
async function helmControllerDefinitions(): Promise<string> {
  const module = join(toolsDirectory, 'kubernetes-1.34');
  const folder = join(cacheDirectory(), `helm-definitions-${contentHash(module, /^go\.(mod|sum)$/)}`);
  // Before the lock, which building it takes.
  const generator = await ensureProgram('controller-gen');
  return makeOnce(folder, buildLock(), async (draft) => {
    mkdirSync(draft);
    const types = 'github.com/fluxcd/helm-controller/api/v2';
    await promisify(execFile)(generator, ['crd', `paths=${types}`, `output:crd:dir=${draft}`], {
      cwd: module,
      env: { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=readonly' },
    });
    if (readdirSync(draft).length === 0) throw new Error(`controller-gen wrote no definition for ${types}`);
  });
}

function readManifests(folder: string): readonly KubernetesObject[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
    .map((document) => document.toJS() as KubernetesObject);
}
