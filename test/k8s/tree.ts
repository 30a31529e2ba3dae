import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { ResolvedFleet } from '../../fleet/resolved-fleet';
import { synthesizeRepository } from '../../k8s/synthesize';

/** A Kubernetes object, as far as the tests look into it. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly [field: string]: unknown;
}

/** Text by path, in the order of the paths. */
export type Tree = ReadonlyMap<string, string>;

/** The repository that a fleet synthesises. */
export function synthesizedTree(fleet: ResolvedFleet): Tree {
  return withRepository(fleet, readTree);
}

/** Runs something on a repository in a folder that is gone afterwards. */
export function withRepository<T>(fleet: ResolvedFleet, run: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'fleetkeep-k8s-'));
  try {
    synthesizeRepository(fleet, directory);
    return run(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export function readTree(directory: string): Tree {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
  return new Map(files.map((file) => [file, readFileSync(join(directory, file), 'utf8')]));
}

/** The objects of a YAML text. */
export function objectsOf(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return (document.toJS() as KubernetesObject | null) ?? [];
  });
}

/** Every Kubernetes object of the tree with its file; files of kustomize's, of GitHub's and of Helm's values are none. */
export function allObjects(
  tree: Tree,
): readonly { readonly file: string; readonly object: KubernetesObject }[] {
  return [...tree]
    .filter(
      ([file]) =>
        file.endsWith('.yaml') && !/\/kustomization\.yaml$|\/argo-cd\/values\.yaml$|^\.github\//.test(file),
    )
    .flatMap(([file, text]) => objectsOf(text).map((object) => ({ file, object })));
}

/** The one object of a kind and name in a file. */
export function objectIn(tree: Tree, file: string, kind: string, name?: string): KubernetesObject {
  const found = objectsOf(tree.get(file) ?? '').filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
  if (found.length !== 1 || found[0] === undefined) {
    throw new Error(`${file} has ${found.length} ${kind} ${name ?? ''}`);
  }
  return found[0];
}
