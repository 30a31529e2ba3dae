import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { buildEngine } from './build-engine';
import { compile } from './compile';

const dist = join(__dirname, '..', 'dist');

/** `npm run build`: the engine, and what the npm package holds (`dist/`). */
async function main(): Promise<void> {
  await buildEngine();
  rmSync(dist, { recursive: true, force: true });
  compile(dist);
}

main().catch((error: unknown) => {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
