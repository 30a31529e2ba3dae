import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { embedCharts } from './build-engine';
import { goEnvironment, goModules } from './go-modules';

/** A line of `go test -json`; https://pkg.go.dev/cmd/test2json */
interface TestEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
}

interface Outcome {
  passed: number;
  failed: number;
  skipped: number;
}

/** `npm run test:go`: the Go modules' own tests; shows what failed, and ends with `N passed, N failed`. */
async function main(): Promise<void> {
  await embedCharts();
  const outcome: Outcome = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, directory, hasOwnCode } of goModules()) {
    if (!hasOwnCode) continue;
    process.stdout.write(`${name}\n`);
    await test(directory, outcome);
  }
  const tail = outcome.skipped > 0 ? `, ${outcome.skipped} skipped` : '';
  process.stdout.write(`\n${outcome.passed} passed, ${outcome.failed} failed${tail}\n`);
  process.exitCode = outcome.failed > 0 ? 1 : 0;
}

/** Never from Go's cache of results: it does not see the files of other rooms that some tests read. */
async function test(directory: string, outcome: Outcome): Promise<void> {
  const child = spawn('go', ['test', '-count=1', '-json', './...'], {
    cwd: directory,
    env: goEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const outputs = new Map<string, string>();
  const failedBefore = outcome.failed;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue;
    const event = JSON.parse(line) as TestEvent;
    const key = `${event.Package ?? ''} ${event.Test ?? ''}`;
    if (event.Action === 'output' || event.Action === 'build-output') {
      outputs.set(key, (outputs.get(key) ?? '') + (event.Output ?? ''));
    } else if (event.Action === 'fail') {
      process.stdout.write(outputs.get(key) ?? '');
      if (event.Test !== undefined) outcome.failed++;
    } else if (event.Test !== undefined && event.Action === 'pass') {
      outcome.passed++;
    } else if (event.Test !== undefined && event.Action === 'skip') {
      outcome.skipped++;
    }
  }
  const code = await new Promise<number | null>((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.on('close', resolve);
  });
  // A package that does not compile fails without any test having failed.
  if (code !== 0 && outcome.failed === failedBefore) outcome.failed++;
}

void main();
