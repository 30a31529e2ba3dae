import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

import type { Environment } from '../../environment';

/** Git said no. `message` is what it said, without its `fatal:`. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

/**
 * Whether git may use the network.
 * `never`: a repository that is only read, which may be hostile and, as a partial clone, name a remote of its own.
 * `fetch`: a URL that the user gave, over protocols that cannot run a command.
 */
export type GitNetwork = 'never' | 'fetch';

/** What opens one address: by reference, so that no argument and no file holds it. */
export interface GitCredentials {
  /** The address, by https. */
  readonly url: string;
  readonly username: string;
  /** Name of the environment variable that holds the password. */
  readonly variable: string;
}

export interface GitOptions {
  /** Absolute path of the folder to run in. */
  readonly directory: string;
  /** @default 'never' */
  readonly network?: GitNetwork;
  /** @default what git finds by itself */
  readonly credentials?: GitCredentials;
}

/** A git that runs. */
export interface GitProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<void>;
}

/**
 * Variables by which git, run from a hook for instance, would read another repository than the one asked for
 * (`git rev-parse --local-env-vars`), or configuration that we did not give.
 */
const misleading = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_EXTERNAL_DIFF',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

/** The environment without what would lead git to another repository than the one it is run in. */
export function withoutGitVariables(
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !misleading.includes(name)));
}

/**
 * Configuration that overrides what a hostile repository's own `.git/config` could make git execute, see
 * git-config(1): hooks, the file system monitor, the ssh command, the pager, the proxy command, upload-pack's
 * hook, and attributes or excludes from elsewhere.
 */
const hardened = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.gitProxy=',
  'core.alternateRefsCommand=',
  'core.attributesFile=/dev/null',
  'uploadpack.packObjectsHook=',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'credential.interactive=false',
];

/** Runs the user's own git so that a hostile repository cannot make it run anything else. */
export class Git {
  constructor(readonly environment: Environment) {}

  /**
   * Runs git to its end and gives what it wrote.
   *
   * @param input is written to git's standard input. @default nothing
   * @throws GitError when it fails or is not installed
   */
  async run(args: readonly string[], options: GitOptions, input?: string): Promise<string> {
    const chunks: Buffer[] = [];
    await this.stream(args, options, (chunk) => chunks.push(chunk), input);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Like `run`, but hands on the output as it comes. `input` is written to git's standard input. */
  async stream(
    args: readonly string[],
    options: GitOptions,
    onData: (chunk: Buffer) => void,
    input?: string,
  ): Promise<void> {
    const { child, ended } = this.start(args, options);
    const refused = new Promise<never>((_, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        try {
          onData(chunk);
        } catch (error) {
          child.kill();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    child.stdin.end(input);
    await Promise.race([ended, refused]);
  }

  /**
   * Starts git.
   *
   * @returns the process, and how it ends: with a GitError when it fails or is not installed
   */
  start(args: readonly string[], options: GitOptions): GitProcess {
    const settings = hardened.flatMap((setting) => ['-c', setting]);
    const child = spawn('git', ['--no-pager', '--no-replace-objects', ...settings, ...args], {
      cwd: options.directory,
      env: { ...this.variables(options.network ?? 'never'), ...helper(options.credentials) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const ended = new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said = (said + chunk).slice(-8_192)));
      child.stdin.on('error', () => undefined);
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new GitError(error.code === 'ENOENT' ? 'git is not installed, or not on the PATH' : error.message),
        ),
      );
      child.once('close', (code) => (code === 0 ? resolve() : reject(new GitError(complaint(said, args)))));
    });
    return { child, ended };
  }

  private variables(network: GitNetwork): NodeJS.ProcessEnv {
    const variables = withoutGitVariables(this.environment.variables);
    return {
      ...variables,
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_LAZY_FETCH: '1',
      GIT_ALLOW_PROTOCOL: network === 'fetch' ? 'https:ssh:file' : 'none',
      GIT_SSH_COMMAND: `${variables.GIT_SSH_COMMAND ?? 'ssh'} -o BatchMode=yes`,
    };
  }
}

/**
 * A credential helper for one host and nothing else, see gitcredentials(7): git asks it, and what it answers goes to the
 * address's own host only, not to where that redirects. The value stays in the environment.
 */
function helper(credentials: GitCredentials | undefined): NodeJS.ProcessEnv {
  if (credentials === undefined) return {};
  const { url, username, variable } = credentials;
  const answer = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$FLEETKEEP_GIT_USERNAME" "$${variable}"; }; f`;
  return {
    FLEETKEEP_GIT_USERNAME: username,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'credential.helper',
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: `credential.${new URL(url).origin}.helper`,
    GIT_CONFIG_VALUE_1: answer,
  };
}

function complaint(said: string, args: readonly string[]): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const last = lines.findLast((line) => line.startsWith('fatal:')) ?? lines.at(-1) ?? `git ${args[0]} failed`;
  return last.replace(/^(fatal|error): /, '');
}
