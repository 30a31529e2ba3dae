import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '..');

/** Every Go module of the tree must be formatted by `gofmt` and pass `go vet`. */
function main(): void {
  const modules = findModules(root);
  let failed = false;
  for (const directory of modules) {
    const name = relative(root, directory);
    const unformatted = run('gofmt', ['-l', '.'], directory);
    if (unformatted.output.trim() !== '' || unformatted.status !== 0) {
      process.stderr.write(`${name}: run 'gofmt -w' on\n${unformatted.output}`);
      failed = true;
    }
    if (!hasOwnCode(directory)) continue;
    const vet = run('go', ['vet', './...'], directory);
    if (vet.status !== 0) {
      process.stderr.write(`${name}: go vet\n${vet.output}`);
      failed = true;
    }
  }
  process.stdout.write(`gofmt and go vet: ${modules.length} modules\n`);
  process.exitCode = failed ? 1 : 0;
}

/** A module that only pins an upstream program has nothing of ours to vet. */
function hasOwnCode(directory: string): boolean {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).some(
    (file) => file.endsWith('.go') && file !== 'tools.go',
  );
}

function findModules(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      return ['node_modules', '.git', 'out', 'cdktf.out', 'dist'].includes(entry.name)
        ? []
        : findModules(path);
    }
    return entry.name === 'go.mod' ? [dirname(path)] : [];
  });
}

function run(command: string, parameters: readonly string[], directory: string) {
  const result = spawnSync(command, parameters, {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '' },
  });
  return { status: result.status, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

main();
