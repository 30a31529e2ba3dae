import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildLock, cacheDirectory, contentHash } from './cache';
import { go } from './go-build';
import { makeOnce } from '../../support/make-once';
import { programs, toolsDirectory, type Program, type ProgramName } from './programs';

type Report = (line: string) => void;

const toStderr: Report = (line) => process.stderr.write(`${line}\n`);

/**
 * The executable of a program: built from its pinned module, or found as it was built before. Two processes that want
 * the same one build it once.
 *
 * @param report where progress goes, a line at a time
 * @returns the path of the executable
 * @throws Error with the compiler's words, or saying which module could not be had
 */
export async function ensureProgram(name: ProgramName, report: Report = toStderr): Promise<string> {
  const program: Program = programs[name];
  // One build at a time: each uses all cores and up to some gigabytes.
  return makeOnce(executablePath(program), buildLock(), (draft) => build(program, draft, report));
}

/** All programs, one after the other. */
export async function ensurePrograms(report: Report = toStderr): Promise<void> {
  for (const name of Object.keys(programs) as ProgramName[]) await ensureProgram(name, report);
}

function executablePath(program: Program): string {
  // The pins, and the program's own source where it is ours: another program's is nothing to this one.
  const own = program.package.startsWith('./') ? `|^${program.package.slice(2)}/.*\\.go` : '';
  const hash = contentHash(
    join(toolsDirectory, program.module),
    new RegExp(`^go\\.(mod|sum)$${own}$`),
    linkerFlags(program),
  );
  return join(cacheDirectory(), `${program.name}-${program.version}-${hash}`, program.name);
}

function linkerFlags(program: Program): string {
  const variables = Object.entries(program.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  // Without symbol tables: linking is faster and a program a third smaller.
  return ['-s', '-w', ...variables].join(' ');
}

async function build(program: Program, draft: string, report: Report): Promise<void> {
  const folder = dirname(draft);
  const started = Date.now();
  const elapsed = (): string => `${Math.round((Date.now() - started) / 1000)} s`;
  report(`Building ${program.name} ${program.version} (once; then it is cached in ${folder})`);
  const pulse = setInterval(() => report(`  … ${program.name}: still building, ${elapsed()}`), 30_000);
  try {
    const directory = join(toolsDirectory, program.module);
    const cost = await go(directory, [
      'build',
      '-ldflags',
      linkerFlags(program),
      '-o',
      draft,
      program.package,
    ]);
    writeFileSync(join(folder, 'cost.json'), JSON.stringify(cost));
    const peak = (cost.peakBytes / 2 ** 30).toFixed(1);
    report(`  built ${program.name} in ${Math.round(cost.seconds)} s, at most ${peak} GiB`);
  } finally {
    clearInterval(pulse);
  }
}

if (require.main === module) {
  ensurePrograms().catch((error: unknown) => {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    process.exitCode = 1;
  });
}
