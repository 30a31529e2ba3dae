import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As much of our own package.json as the program looks into. */
export interface OwnPackage {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Our own package.json, which is one folder further up in what is published. @throws Error when there is none */
export function ownPackage(): OwnPackage {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as OwnPackage;
  }
  throw new Error('the package.json of fleetkeep is missing: install the package again');
}

let known: string | undefined;

/**
 * Tells the code that runs from any other: what it has worked out is not what other code would. The version; in a source
 * checkout, whose version stays while its files change, also when which of them was written.
 */
export function codeVersion(): string {
  known ??= ownPackage().version + (__filename.endsWith('.ts') ? sourceState() : '');
  return known;
}

function sourceState(): string {
  const hash = createHash('sha256');
  const root = join(__dirname, '..');
  for (const room of ['kit/core', 'documents', 'policies', 'engine/internal']) {
    const entries = readdirSync(join(root, room), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || !/\.(ts|go|rego)$/.test(entry.name)) continue;
      const file = join(entry.parentPath, entry.name);
      const { mtimeMs, size } = statSync(file);
      hash.update(`${file} ${mtimeMs} ${size}\n`);
    }
  }
  return `+${hash.digest('hex')}`;
}
