import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';

const engineDirectory = join(__dirname, '..', 'engine');
const minimumGo = [1, 26] as const;

/** Go is missing or too old: the message says what to install. */
export class GoMissingError extends Error {}

/**
 * Builds the engine, or finds it as it was built before: the executable lies outside the tree, under the hash of its
 * sources, so that nothing that is unchanged is built twice.
 *
 * @param report where progress goes, a line at a time
 * @returns the path of the executable
 * @throws GoMissingError when Go is missing or too old; Error with the compiler's words when the build fails
 */
export async function buildEngine(
  report: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Promise<string> {
  const hash = sourceHash();
  const folder = join(cacheDirectory(), 'engine', hash);
  const executable = join(folder, 'fleetkeep-engine');
  if (existsSync(executable)) {
    const now = new Date();
    utimesSync(folder, now, now);
    return executable;
  }

  await requireGo();
  report('Building the engine (Go); the first time takes a minute or two, then it is cached.');
  const started = Date.now();
  const pulse = setInterval(() => {
    report(`  … still building, ${Math.round((Date.now() - started) / 1000)} s`);
  }, 15_000);
  mkdirSync(folder, { recursive: true });
  const draft = `${executable}.${process.pid}.tmp`;
  try {
    await embedCharts();
    // The flags of compilation are Go's own, so that `go test` and `go vet` find the same packages in Go's cache.
    await go(['build', '-ldflags', `-s -w -X main.build=${hash}`, '-o', draft, '.']);
    renameSync(draft, executable);
  } finally {
    clearInterval(pulse);
    rmSync(draft, { force: true });
  }
  report(`  built in ${Math.round((Date.now() - started) / 1000)} s`);
  removeUnused(join(cacheDirectory(), 'engine'));
  return executable;
}

/** Puts the charts that the engine brings along beside its sources, where the compiler and the tests expect them. */
export async function embedCharts(): Promise<void> {
  await go(['run', './tools/embed-charts']);
}

/** Engines of sources that nobody has used for two weeks; each takes tens of megabytes. */
function removeUnused(directory: string): void {
  const oldest = Date.now() - 14 * 24 * 3_600_000;
  for (const name of readdirSync(directory)) {
    const folder = join(directory, name);
    if (statSync(folder).mtimeMs < oldest) rmSync(folder, { recursive: true, force: true });
  }
}

function cacheDirectory(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fleetkeep');
}

/** Of all that goes into the executable: the Go files, the module files, the protocol and what is embedded from the tree. */
function sourceHash(): string {
  const hash = createHash('sha256').update(`${process.platform}/${process.arch}\n`);
  for (const file of sourceFiles(engineDirectory)) {
    hash
      .update(`${relative(engineDirectory, file)}\n`)
      .update(readFileSync(file))
      .update('\n');
  }
  return hash.digest('hex').slice(0, 24);
}

function sourceFiles(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return entry.name === 'testdata' ? [] : sourceFiles(path);
      return /(\.go|^go\.(mod|sum))$/.test(entry.name) && !entry.name.endsWith('_test.go') ? [path] : [];
    });
}

async function requireGo(): Promise<void> {
  const wanted = minimumGo.join('.');
  const fix = `install Go ${wanted} or newer from https://go.dev/dl/ and try again`;
  let version: string;
  try {
    version = await output('go', ['env', 'GOVERSION']);
  } catch {
    throw new GoMissingError(`the engine needs Go ${wanted}, and 'go' was not found; ${fix}`);
  }
  const [major = 0, minor = 0] = version.trim().replace(/^go/, '').split('.').map(Number);
  if (major < minimumGo[0] || (major === minimumGo[0] && minor < minimumGo[1])) {
    throw new GoMissingError(`the engine needs Go ${wanted}, and this is ${version.trim()}; ${fix}`);
  }
}

async function go(parameters: readonly string[]): Promise<void> {
  await output('go', parameters);
}

function output(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: engineDirectory,
      // A go.work of the user's, or a GOFLAGS=-mod=vendor, is about other modules than this one.
      // Fewer garbage collections make the compiler a sixth faster.
      env: { GOGC: '400', ...process.env, GOWORK: 'off', GOFLAGS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else
        reject(
          new Error(
            `'${command} ${parameters.join(' ')}' failed (${code}):\n${stderr.trim().split('\n').slice(-40).join('\n')}`,
          ),
        );
    });
  });
}

if (require.main === module) {
  buildEngine().catch((error: unknown) => {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    process.exitCode = 2;
  });
}
