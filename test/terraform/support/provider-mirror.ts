import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from './file-lock';
import { cacheFolder, providerSources } from './paths';
import { platformName, providerPackages, type ProviderPackage } from './provider-package';
import { sourcesHash } from './sources-hash';

const run = promisify(execFile);
const keptForDays = 14;

async function buildProvider(into: string): Promise<string> {
  const binary = join(into, 'terraform-bench-provider');
  const settings = { ...process.env, CGO_ENABLED: '0' };
  try {
    await run('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', binary, '.'], {
      cwd: providerSources,
      env: settings,
    });
  } catch (error) {
    throw new Error(`The test provider in ${providerSources} does not build.`, { cause: error });
  }
  return binary;
}

/** Lays one package out as Terraform wants an unpacked filesystem mirror; the binary is shared by a hard link. */
function layOut(binary: string, mirror: string, provider: ProviderPackage): void {
  const name = provider.source.slice(provider.source.indexOf('/') + 1);
  const folder = join(mirror, 'registry.terraform.io', provider.source, provider.version, platformName());
  mkdirSync(folder, { recursive: true });
  const suffix = process.platform === 'win32' ? '.exe' : '';
  linkSync(binary, join(folder, `terraform-provider-${name}_v${provider.version}_x5${suffix}`));
  copyFileSync(provider.schema, join(folder, 'schema.json.gz'));
}

function removeOld(cache: string, kept: string): void {
  const oldest = Date.now() - keptForDays * 24 * 3600 * 1000;
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    if (name !== kept && !name.endsWith('.lock') && statSync(folder).mtimeMs < oldest) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/**
 * Builds the test provider and lays out the mirror once per content of its sources and schemas; jest's workers wait
 * for the first of them.
 *
 * @returns the folder of the mirror, for `filesystem_mirror`
 * @throws Error when Go cannot build the provider; its cause holds what Go said
 */
export async function prepareProviderMirror(): Promise<string> {
  const cache = cacheFolder(process.env);
  const hash = sourcesHash(providerSources, providerPackages);
  const finished = join(cache, hash);
  if (existsSync(finished)) return finished;
  return withFileLock(join(cache, `${hash}.lock`), async () => {
    if (existsSync(finished)) return finished;
    const building = join(cache, `${hash}.building`);
    rmSync(building, { recursive: true, force: true });
    mkdirSync(building, { recursive: true });
    const binary = await buildProvider(building);
    for (const provider of providerPackages) layOut(binary, building, provider);
    rmSync(binary);
    renameSync(building, finished);
    removeOld(cache, hash);
    return finished;
  });
}
