import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import type { PolicyObject } from '../../engine-client/protocol';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import { parseYamlDocuments, YamlError } from '../yaml-documents';
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
  const objects: PolicyObject[] = [];
  const problems: NotEvaluated[] = [];
  for (const path of await yamlFiles(directory)) {
    const file = [label.replace(/\/+$/, ''), relative(directory, path).split(sep).join('/')].join('/');
    try {
      for (const { value, line } of parseYamlDocuments(await readFile(path, 'utf8'))) {
        const { apiVersion, kind } = value;
        if (typeof apiVersion !== 'string' || typeof kind !== 'string') continue;
        if (isPolicyObject({ apiVersion, kind })) objects.push({ object: value, file, line });
      }
    } catch (error) {
      const { line = null } = error instanceof YamlError ? error : {};
      const said = error instanceof Error ? error.message : String(error);
      problems.push(notEvaluated({ file, line, reason: `--policies: ${file} cannot be read: ${said}` }));
    }
  }
  return { objects, problems };
}

async function yamlFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
