import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { buildEngine } from './build-engine';

const root = join(__dirname, '..');
const dist = join(root, 'dist');

/** `npm run build`: the engine, and what the npm package holds (`dist/`). */
async function main(): Promise<void> {
  await buildEngine();
  rmSync(dist, { recursive: true, force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // Types are checked by `npm run types`, once and for everything; here they are only written out.
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('tsc failed');
  // The policies' logic and samples are files beside their metadata.
  cpSync(join(root, 'policies'), join(dist, 'policies'), {
    recursive: true,
    filter: (source) => !source.endsWith('.ts'),
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
