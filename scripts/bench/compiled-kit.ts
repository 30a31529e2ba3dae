import { cpSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { buildSync } from 'esbuild';

const root = join(__dirname, '../..');

/**
 * The kit as it is published, without TypeScript: a source checkout compiles on every start, which users do not.
 *
 * @param directory empty
 * @returns the program that Node is given
 */
export function compiledKit(directory: string): string {
  const build = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8')) as {
    readonly include: readonly string[];
  };
  const sources = build.include.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(room, file)),
  );
  const dist = join(directory, 'dist');
  buildSync({
    absWorkingDir: root,
    entryPoints: sources,
    outbase: '.',
    outdir: dist,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
  });
  cpSync(join(root, 'policies'), join(dist, 'policies'), {
    recursive: true,
    filter: (source) => !source.endsWith('.ts'),
  });
  cpSync(join(root, 'package.json'), join(directory, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  return join(dist, 'kit/cli/main.js');
}
