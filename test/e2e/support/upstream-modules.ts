import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programs } from './programs';

const run = promisify(execFile);

/** A Go module of which files are needed that no program carries in itself. */
interface UpstreamModule {
  readonly path: string;
  readonly version: string;
  /** The checksum of the Go checksum database, as `go mod download -json` prints it. */
  readonly sum: string;
}

const upstreamModules = {
  'kustomize-controller': {
    path: 'github.com/fluxcd/kustomize-controller',
    version: `v${programs['kustomize-controller'].version}`,
    sum: 'h1:SzNnGn/4ObAPEHHleM5U7y/AKxKXph3Vj6ZhteeXw8M=',
  },
  'source-controller': {
    path: 'github.com/fluxcd/source-controller',
    version: 'v1.7.3',
    sum: 'h1:gFfeBiNUgF0kFFGap/rrMeJqz+0Tod0ARENJO8w/UA8=',
  },
  'flux-operator': {
    path: 'github.com/controlplaneio-fluxcd/flux-operator',
    version: 'v0.59.0',
    sum: 'h1:jByuiWYtjSJxucGHuz68tV0DeVFz5CYrKQYfxAwE7lE=',
  },
  kwok: {
    path: 'sigs.k8s.io/kwok',
    version: `v${programs.kwok.version}`,
    sum: 'h1:OTIOTwgROqPMovcTwxICx2eYQ4AwLpSx5EpjbDKF4SQ=',
  },
} as const satisfies Readonly<Record<string, UpstreamModule>>;

/**
 * The folder of an upstream module in the Go module cache, downloaded when it is not there.
 *
 * @throws Error when the module cannot be had, or is not the one that was pinned
 */
export async function upstreamModule(name: keyof typeof upstreamModules): Promise<string> {
  const { path, version, sum } = upstreamModules[name];
  const answer = await download(`${path}@${version}`);
  if (answer.Sum !== sum) {
    throw new Error(
      `${path}@${version}: checksum ${answer.Sum ?? 'unknown'}, expected ${sum}. ${answer.Error ?? ''}`,
    );
  }
  const { stdout } = await run('go', ['env', 'GOMODCACHE'], { cwd: tmpdir() });
  const directory = answer.Dir ?? join(stdout.trim(), `${path}@${version}`);
  if (!existsSync(directory))
    throw new Error(`${path}@${version} is not in ${directory}: ${answer.Error ?? ''}`);
  return directory;
}

interface DownloadAnswer {
  readonly Dir?: string;
  readonly Sum?: string;
  readonly Error?: string;
}

/** A module that wants a newer Go than this is downloaded all the same, with an error. */
async function download(module: string): Promise<DownloadAnswer> {
  try {
    const { stdout } = await run('go', ['mod', 'download', '-json', module], {
      cwd: tmpdir(),
      env: { ...process.env, GOWORK: 'off', GOFLAGS: '' },
    });
    return JSON.parse(stdout) as DownloadAnswer;
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    if (stdout) return JSON.parse(stdout) as DownloadAnswer;
    throw error;
  }
}
