import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './support/eventually';

/** A process of the tests that starts a program under the supervisor, says its id and then dies without ending it. */
const dying = `
  require('../../scripts/typescript.js');
  const { Supervisor } = require('./support/supervisor');
  const supervisor = new Supervisor(process.argv[1]);
  supervisor.start({ name: 'sleeper', executable: '/bin/sh', parameters: ['-c', 'echo $$; sleep 600 & sleep 600'] });
  const { readFileSync } = require('node:fs');
  const wait = setInterval(() => {
    const pid = /^(\\d+)$/m.exec(readFileSync(process.argv[1] + '/sleeper.log', 'utf8'));
    if (!pid) return;
    clearInterval(wait);
    process.stdout.write(pid[1], () => process.kill(process.pid, 'SIGKILL'));
  }, 50);
`;

test('programs end when the process that started them was killed', async () => {
  const logs = mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-watchdog-'));
  const child = spawn(process.execPath, ['-e', dying, logs], {
    cwd: __dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const signal = await new Promise((resolve) => child.once('close', (_code, reason) => resolve(reason)));
  expect(signal).toBe('SIGKILL');
  const group = Number(said);
  expect(group).toBeGreaterThan(1);

  await eventually('the whole group to be gone', () => (isAlive(group) ? undefined : true), { seconds: 30 });
  rmSync(logs, { recursive: true, force: true });
});

function isAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
