import { cpSync, existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';

import type { Environment } from '../../../environment';
import { secretHider } from '../../programs/hide-secrets';
import { runProgram } from '../../programs/run-program';
import { fileListFile } from '../../project/place';
import { type LocalCheck, ok, problem, unknown, unused } from './check';

/** Not the project's sources, or too large to be copied. */
const leftOut = new Set(['.git', '.terraform', 'cdktf.out', 'node_modules', 'out']);
/** A synth of a thousand clusters takes less. */
const timeoutSeconds = 900;
const shownPaths = 5;

/** Whether a folder is a project that `fleetkeep init` made, or one like it. */
export function isProject(root: string): boolean {
  const file = join(root, 'package.json');
  if (!existsSync(file) || !existsSync(join(root, 'cdktf.json'))) return false;
  try {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
      dependencies?: object;
      devDependencies?: object;
    };
    return 'fleetkeep' in { ...dependencies, ...devDependencies };
  } catch {
    return false;
  }
}

/**
 * Whether what is generated is what synth would write now. The project is synthesised in a copy: nothing here changes.
 * It runs the project's own program, as `npm install` did.
 */
export async function generatedCheck(environment: Environment, root: string): Promise<LocalCheck> {
  const name = 'generated-files';
  if (!isProject(root)) return unused(name, 'this is no project of a fleet');
  if (!existsSync(join(root, 'node_modules', 'fleetkeep'))) {
    return unknown(name, 'the packages are not installed', 'npm install');
  }
  const fix = 'npm run synth, and commit what it writes';
  if (!existsSync(join(root, fileListFile))) return problem(name, 'nothing was synthesised yet', fix);
  const copy = mkdtempSync(join(tmpdir(), 'fleetkeep-doctor-'));
  try {
    copyProject(root, copy);
    const outcome = await runProgram('npm', ['run', '--silent', 'synth'], {
      directory: copy,
      variables: environment.variables,
      timeoutSeconds,
    });
    if (outcome.kind !== 'ended' || outcome.exitCode !== 0) {
      const said =
        outcome.kind === 'ended' ? secretHider(environment.variables)(outcome.said).trim() : outcome.kind;
      return unknown(name, `synth fails: ${said.split('\n').slice(-8).join('\n')}`, 'npm run synth');
    }
    const differing = [...new Set([...listed(root), ...listed(copy), 'fleet.lock.json'])]
      .filter((path) => contentOf(root, path) !== contentOf(copy, path))
      .sort();
    if (differing.length === 0) return ok(name, 'are what synth writes');
    const more = differing.length > shownPaths ? ', …' : '';
    return problem(
      name,
      `${differing.length} differ: ${differing.slice(0, shownPaths).join(', ')}${more}`,
      fix,
    );
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function copyProject(root: string, copy: string): void {
  cpSync(root, copy, {
    recursive: true,
    filter: (source) => {
      const path = relative(root, source);
      return !leftOut.has(path.split(sep)[0] ?? '') && !/\.tfstate(\.|$)/.test(path);
    },
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
}

function listed(root: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(readFileSync(join(root, fileListFile), 'utf8'));
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [fileListFile];
  }
}

function contentOf(root: string, path: string): string | undefined {
  const file = join(root, path);
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true
    ? readFileSync(file, 'utf8')
    : undefined;
}
