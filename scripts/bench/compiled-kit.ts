import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { compile } from '../compile';

const root = join(__dirname, '../..');

/**
 * The kit as it is published: a source checkout reads TypeScript, which users do not.
 *
 * @param directory empty
 * @returns the program that Node is given
 */
export function compiledKit(directory: string): string {
  const dist = join(directory, 'dist');
  compile(dist);
  cpSync(join(root, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  return join(dist, 'kit/cli/main.js');
}
