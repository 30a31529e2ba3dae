import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import { DeclarationFile } from './resolved-fleet';

/** Where people and tools write what is data and no code, beside `fleet.ts`. */
const acceptanceFolder = '.securitytower/acceptances';

/**
 * The files of `.securitytower/acceptances/`, by path. Whoever turns policies into constraints says what is wrong in
 * them, because it takes the policies to tell.
 *
 * @param directory the folder of `fleet.ts`
 */
export function readAcceptanceFiles(directory: string): readonly DeclarationFile[] {
  const folder = join(directory, acceptanceFolder);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({
      path: relative(directory, file).split(sep).join('/'),
      text: readFileSync(file, 'utf8'),
    }));
}
