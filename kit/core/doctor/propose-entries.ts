import { dirname } from 'node:path/posix';

import { entryPath } from '../clusters/entry-path';
import type { RepositoryFiles } from '../repository/files';
import { parseYamlDocuments, textAt } from '../yaml-documents';

/** A folder that a cluster may begin in. */
export interface EntryProposal {
  /** For `--entry NAME=…`. */
  readonly path: string;
  /** Kustomizations of Flux that are declared in it or below. */
  readonly kustomizations: number;
  /** One of their files. */
  readonly file: string;
}

const mark = Buffer.from('kustomize.toolkit.fluxcd.io');

interface Declaration {
  readonly file: string;
  /** What it applies; undefined when only the cluster knows. */
  readonly path?: string;
}

/**
 * Where clusters may begin in a repository that declares none: the folders whose Flux Kustomizations no other
 * Kustomization applies.
 */
export async function proposeEntries(files: RepositoryFiles): Promise<readonly EntryProposal[]> {
  const declarations: Declaration[] = [];
  const wanted = (await files.list()).filter(({ path, size }) => /\.ya?ml$/.test(path) && size < 1 << 20);
  await files.read(wanted, ({ path }, content) => {
    if (content.includes(mark)) declarations.push(...declarationsIn(path, content.toString('utf8')));
  });
  const applied = new Set(
    declarations.flatMap(({ path, file }) => (path === undefined || within(file, path) ? [] : path)),
  );
  const roots = declarations.filter(({ file }) => !folders(file).some((folder) => applied.has(folder)));
  const counts = new Map<string, EntryProposal>();
  for (const { file } of roots) {
    const path = entryPath(dirname(file)) ?? './';
    counts.set(path, { path, file, kustomizations: (counts.get(path)?.kustomizations ?? 0) + 1 });
  }
  return [...counts.values()]
    .sort((a, b) => b.kustomizations - a.kustomizations || (a.path < b.path ? -1 : 1))
    .slice(0, 20);
}

function declarationsIn(file: string, text: string): readonly Declaration[] {
  try {
    return parseYamlDocuments(text)
      .filter(
        ({ value }) => value.kind === 'Kustomization' && String(value.apiVersion).includes(mark.toString()),
      )
      .map(({ value }) => ({ file, path: entryPath(textAt(value, 'spec', 'path') ?? './') }));
  } catch {
    // The renderer complains about it when a cluster uses it.
    return [];
  }
}

function within(file: string, path: string): boolean {
  return folders(file).includes(path);
}

/** The folders that a file is in, as entries: `./a/b`, `./a`, `./`. */
function folders(file: string): readonly string[] {
  const all = [];
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) all.push(`./${folder}`);
  return [...all, './'];
}
