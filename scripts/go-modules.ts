import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '..');

/** Folders that hold what is made, not what is written. */
const skipped = new Set(['node_modules', '.git', 'out', 'cdktf.out', 'dist', 'coverage']);

export interface GoModule {
  /** Relative to the repository. */
  readonly name: string;
  readonly directory: string;
  /** A module that only pins an upstream program has nothing of ours to vet or test. */
  readonly hasOwnCode: boolean;
}

/** The Go modules of the tree. */
export function goModules(): readonly GoModule[] {
  return find(root).map((directory) => ({
    name: relative(root, directory),
    directory,
    hasOwnCode: readdirSync(directory, { recursive: true, encoding: 'utf8' }).some(
      (file) => file.endsWith('.go') && file !== 'tools.go',
    ),
  }));
}

/** A go.work or GOFLAGS of the user's are about other modules than these. */
export const goEnvironment: NodeJS.ProcessEnv = { ...process.env, GOWORK: 'off', GOFLAGS: '' };

function find(directory: string): readonly string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : find(path);
    return entry.name === 'go.mod' ? [dirname(path)] : [];
  });
}
