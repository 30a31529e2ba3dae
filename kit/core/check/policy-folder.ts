import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import type { EngineClient } from '../../engine-client/client';
import type { PolicyObject, Stream } from '../../engine-client/protocol';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { RepositoryFiles } from '../repository/files';
import { isPolicyObject } from './policy-source';
import { readManifests } from './read-manifests';

/** The policies of a folder, and the files of it that could not be read. */
export interface PolicyFolder {
  readonly objects: readonly PolicyObject[];
  readonly problems: readonly NotEvaluated[];
}

/** A file of a policy folder. */
interface PolicyFile {
  /** Relative to the folder, separated by `/`. */
  readonly path: string;
  readonly stream: Stream;
}

/**
 * Reads every policy in a folder and in those below it; other YAML is left aside.
 *
 * @param directory absolute path
 * @param label as the user said it: files are named by it
 */
export async function readPolicyFolder(
  engine: EngineClient,
  directory: string,
  label: string,
  signal?: AbortSignal,
): Promise<PolicyFolder> {
  const files = yamlFiles(directory).map((file) => ({
    path: relative(directory, file).split(sep).join('/'),
    stream: { file },
  }));
  return collect(engine, files, label, signal);
}

/**
 * The same of a folder of a repository, as it is in the repository's files.
 *
 * @param path relative to the root of the repository, separated by `/`; empty for the root
 */
export async function readPolicyFolderOf(
  engine: EngineClient,
  repositoryFiles: RepositoryFiles,
  path: string,
  label: string,
  signal?: AbortSignal,
): Promise<PolicyFolder> {
  const prefix = path === '' ? '' : `${path}/`;
  const files: PolicyFile[] = [];
  const inside = (await repositoryFiles.list()).filter(
    (file) => file.path.startsWith(prefix) && isYaml(file.path),
  );
  await repositoryFiles.read(inside, (file, content) =>
    files.push({ path: file.path.slice(prefix.length), stream: { text: content.toString() } }),
  );
  return collect(engine, files, label, signal);
}

async function collect(
  engine: EngineClient,
  files: readonly PolicyFile[],
  label: string,
  signal: AbortSignal | undefined,
): Promise<PolicyFolder> {
  const streams = files.map(({ stream }) => stream);
  const read = await readManifests(engine, streams, signal);
  const objects: PolicyObject[] = [];
  const problems: NotEvaluated[] = [];
  files.forEach(({ path }, index) => {
    const file = [label.replace(/\/+$/, ''), path].join('/');
    const manifests = read[index];
    if (manifests === undefined) throw new Error('the engine did not read every stream');
    const { documents = [], mistake } = manifests;
    if (mistake !== undefined) {
      const { line = null, message } = mistake;
      const reason = `--policies: ${file} cannot be read: ${message}`;
      problems.push(notEvaluated({ file, line, reason }));
    }
    for (const { object, line } of documents) {
      const { apiVersion, kind } = object;
      if (typeof apiVersion !== 'string' || typeof kind !== 'string') continue;
      if (isPolicyObject({ apiVersion, kind })) objects.push({ object, file, line });
    }
  });
  return { objects, problems };
}

/** Without waiting: the engine reads them while this thread loads the rest. */
function yamlFiles(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && isYaml(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}
