import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import type { PolicyObject } from '../../engine-client/protocol';
import { BoundedMemo } from '../../bounded-memo';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { RepositoryFiles } from '../repository/files';
import { parseYamlDocuments, type YamlDocument, YamlError } from '../yaml-documents';
import { isPolicyObject } from './policy-source';

/** The policies of a folder, and the files of it that could not be read. */
export interface PolicyFolder {
  readonly objects: readonly PolicyObject[];
  readonly problems: readonly NotEvaluated[];
}

/**
 * Reads every policy in a folder and in those below it; other YAML is left aside.
 *
 * @param directory absolute path
 * @param label as the user said it: files are named by it
 */
export async function readPolicyFolder(directory: string, label: string): Promise<PolicyFolder> {
  const folder = new Collected(label);
  for (const path of await yamlFiles(directory)) {
    folder.add(relative(directory, path).split(sep).join('/'), await readFile(path, 'utf8'));
  }
  return folder;
}

/**
 * The same of a folder of a repository, as it is in the repository's files.
 *
 * @param path relative to the root of the repository, separated by `/`; empty for the root
 */
export async function readPolicyFolderOf(
  files: RepositoryFiles,
  path: string,
  label: string,
): Promise<PolicyFolder> {
  const prefix = path === '' ? '' : `${path}/`;
  const folder = new Collected(label);
  const inside = (await files.list()).filter((file) => file.path.startsWith(prefix) && isYaml(file.path));
  await files.read(inside, (file, content) => folder.add(file.path.slice(prefix.length), content.toString()));
  return folder;
}

class Collected implements PolicyFolder {
  readonly objects: PolicyObject[] = [];
  readonly problems: NotEvaluated[] = [];

  constructor(private readonly label: string) {}

  add(path: string, text: string): void {
    const file = [this.label.replace(/\/+$/, ''), path].join('/');
    try {
      for (const { value, line } of parsed(text)) {
        const { apiVersion, kind } = value;
        if (typeof apiVersion !== 'string' || typeof kind !== 'string') continue;
        if (isPolicyObject({ apiVersion, kind })) this.objects.push({ object: value, file, line });
      }
    } catch (error) {
      const { line = null } = error instanceof YamlError ? error : {};
      const said = error instanceof Error ? error.message : String(error);
      const reason = `--policies: ${file} cannot be read: ${said}`;
      this.problems.push(notEvaluated({ file, line, reason }));
    }
  }
}

/** Files by their content: a process that stays is given the same policies with every check. */
const memory = new BoundedMemo<readonly Parsed[]>(256);

type Parsed = Pick<YamlDocument, 'value' | 'line'>;

function parsed(text: string): readonly Parsed[] {
  const key = createHash('sha256').update(text).digest('hex');
  const known = memory.find(key);
  if (known !== undefined) return known;
  const documents = parseYamlDocuments(text).map(({ value, line }) => ({ value, line }));
  memory.keep(key, documents);
  return documents;
}

async function yamlFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && isYaml(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path);
}
