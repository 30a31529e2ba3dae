import { spawn } from 'node:child_process';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryDirectory } from '../kit/support/temporary';

const preload = join(__dirname, '../../scripts/typescript.js');

function run(file: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-r', preload, file]);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', reject);
    child.once('close', () => resolve({ stdout, stderr }));
  });
}

/** Another text each time, so that nothing of it is known yet. */
const source = (says: string): string => `
interface Options {
  readonly says: string;
}
class Speaker {
  constructor(private readonly options: Options) {}
  speak(): never {
    console.log(this.options.says);
    throw new Error('enough');
  }
}
new Speaker({ says: '${says} ${process.pid} ${Date.now()}' }).speak();
`;

test('a checkout runs its TypeScript: what changed is seen, and errors name its lines', async () => {
  const file = join(temporaryDirectory(), 'speaker.ts');
  writeFileSync(file, source('first'));
  const together = await Promise.all([run(file), run(file)]);
  const kept = await run(file);
  for (const { stdout, stderr } of [...together, kept]) {
    expect(stdout).toMatch(/^first/);
    expect(stderr).toContain(`at Speaker.speak (${file}:9:11)`);
  }
  // As long as before and as old: only what is in it tells.
  writeFileSync(file, source('other'));
  utimesSync(file, 0, 0);
  const changed = await run(file);
  expect(changed.stdout).toMatch(/^other/);
  expect(changed.stderr).toContain(`${file}:9`);
});
