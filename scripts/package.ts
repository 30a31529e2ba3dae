import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { buildEngine } from './build-engine';

const root = join(__dirname, '..');
const license = join(root, 'LICENSE');

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly files: readonly string[];
  readonly [field: string]: unknown;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Paths of the packed tarballs: install both, as `npm install fleetkeep` does where both are published. */
export interface Packed {
  readonly fleetkeep: string;
  readonly engine: string;
}

/**
 * Packs what is published, from `dist/`: the package, and the engine of this platform as a package of its own, which
 * the first names as an optional dependency of exactly its version, as esbuild does. `npm run build` comes first.
 *
 * @param target the folder for the tarballs; made when missing
 */
export async function packAll(target: string): Promise<Packed> {
  mkdirSync(target, { recursive: true });
  const engine = `@fleetkeep/engine-${process.platform}-${process.arch}`;
  const staged = join(target, 'staged');
  rmSync(staged, { recursive: true, force: true });

  const main = join(staged, 'fleetkeep');
  mkdirSync(main, { recursive: true });
  // Not linked: npm packs no links.
  for (const path of manifest.files) cpSync(join(root, path), join(main, path), { recursive: true });
  // Scripts and overrides are about this checkout.
  write(main, {
    ...manifest,
    scripts: undefined,
    overrides: undefined,
    optionalDependencies: { [engine]: manifest.version },
  });

  const own = join(staged, 'engine');
  mkdirSync(own, { recursive: true });
  const executable = process.platform === 'win32' ? 'fleetkeep-engine.exe' : 'fleetkeep-engine';
  copyFileSync(await buildEngine(), join(own, executable));
  chmodSync(join(own, executable), 0o755);
  copyFileSync(license, join(own, 'LICENSE'));
  write(own, {
    name: engine,
    version: manifest.version,
    description: `The engine of fleetkeep for ${process.platform} on ${process.arch}`,
    license: manifest.license,
    os: [process.platform],
    cpu: [process.arch],
    files: [executable, 'LICENSE'],
  });
  return { fleetkeep: pack(main, target), engine: pack(own, target) };
}

function write(folder: string, content: object): void {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
}

function pack(folder: string, target: string): string {
  const packed = spawnSync('npm', ['pack', '--json', '--pack-destination', target], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (packed.status !== 0) throw new Error(`npm pack failed in ${folder}:\n${packed.stderr}`);
  const [{ filename } = { filename: '' }] = JSON.parse(packed.stdout) as { filename: string }[];
  return resolve(target, filename);
}

if (require.main === module) {
  packAll(join(root, 'out', 'packages'))
    .then((packed) => process.stdout.write(`${packed.fleetkeep}\n${packed.engine}\n`))
    .catch((error: unknown) => {
      process.stderr.write(`error: ${(error as Error).message}\n`);
      process.exitCode = 1;
    });
}
