import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

/**
 * Writes what the npm package holds as JavaScript, with the files that lie beside it.
 *
 * @param dist a folder, empty or not there
 * @throws Error when the compiler fails; it has said why
 */
export function compile(dist: string): void {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // Types are checked by `npm run types`, once and for everything; here they are only written out.
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', dist],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) throw new Error('tsc failed');
  // The policies' logic and samples are files beside their metadata.
  cpSync(join(root, 'policies'), join(dist, 'policies'), {
    recursive: true,
    filter: (source) => !source.endsWith('.ts'),
  });
}
