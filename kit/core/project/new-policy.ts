import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { policyByKind } from '../../../policies/catalogue';
import {
  kindOf,
  policyFiles,
  type PolicyLanguage,
  policyName,
} from '../../../project/policy-scaffold/policy-files';
import { UsageError } from '../errors';

export interface NewPolicyOptions {
  /** Absolute: the folder that holds the policy's. */
  readonly directory: string;
  readonly name: string;
  readonly language: PolicyLanguage;
}

/**
 * Writes a policy that works, to be changed.
 *
 * @returns the files, by their path in the folder
 * @throws UsageError for a name that is none, or a folder that is there; nothing is written then
 */
export function newPolicy({ directory, name, language }: NewPolicyOptions): readonly string[] {
  if (!policyName.test(name)) {
    throw new UsageError(
      `'${name}' is no policy's name: use lower-case letters, digits and inner hyphens, a letter first, e.g. 'team-label'`,
    );
  }
  const shipped = policyByKind(kindOf(name));
  if (shipped !== undefined) {
    throw new UsageError(
      `'${name}' would be of the kind ${shipped.kind}, which is ${shipped.id} of the catalogue: choose another name`,
    );
  }
  const folder = join(directory, name);
  if (existsSync(folder))
    throw new UsageError(`${folder} is there already: choose another name, or change what is in it`);
  const files = policyFiles(name, language);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { flag: 'wx' });
  }
  return [...files.keys()].map((path) => `${name}/${path}`);
}
