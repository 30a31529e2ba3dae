import { spawnSync } from 'node:child_process';

import { goEnvironment, goModules } from './go-modules';

/** `npm run lint`, the Go part: every module is formatted by `gofmt` and passes `go vet`. */
function main(): void {
  const modules = goModules();
  for (const { name, directory, hasOwnCode } of modules) {
    const unformatted = run('gofmt', ['-l', '.'], directory);
    if (unformatted.output.trim() !== '' || unformatted.status !== 0) {
      fail(`${name}: run 'gofmt -w' on\n${unformatted.output}`);
    }
    if (!hasOwnCode) continue;
    const vet = run('go', ['vet', './...'], directory);
    if (vet.status !== 0) fail(`${name}: go vet\n${vet.output}`);
  }
  process.stdout.write(`gofmt and go vet: ${modules.length} modules\n`);
}

function fail(message: string): void {
  process.stderr.write(message);
  process.exitCode = 1;
}

function run(
  command: string,
  parameters: readonly string[],
  directory: string,
): { readonly status: number | null; readonly output: string } {
  const result = spawnSync(command, parameters, { cwd: directory, encoding: 'utf8', env: goEnvironment });
  return { status: result.status, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

main();
