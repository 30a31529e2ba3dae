import { execFile } from 'node:child_process';
import { linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeOnce } from '../../support/make-once';
import { cacheFolder, providerSources } from './paths';
import { platformName, providerPackages, type ProviderPackage } from './provider-package';
import { writeProviderSchema } from './provider-schema';
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
  writeProviderSchema(provider, folder);
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
  return makeOnce(finished, join(cache, `${hash}.lock`), async (draft) => {
    mkdirSync(draft);
    const binary = await buildProvider(draft);
    for (const provider of providerPackages) layOut(binary, draft, provider);
    rmSync(binary);
    removeOld(cache, hash);
  });
}
