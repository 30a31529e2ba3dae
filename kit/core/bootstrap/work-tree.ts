import { join } from 'node:path';

import type { Environment } from '../../environment';
import { Git, GitError, withoutGitVariables } from '../repository/git';
import { type Programs, runStep } from './programs';
import { StepStopped } from './step';

const install = 'install Git 2.34 or newer: https://git-scm.com/downloads';

/**
 * The project's own repository. It is read by the hardened git; what is written goes by the user's own, with their keys,
 * hooks and credentials.
 */
export class WorkTree {
  private readonly git: Git;

  constructor(
    readonly root: string,
    readonly environment: Environment,
    private readonly programs: Programs,
    /** A folder that goes away. */
    private readonly temporary: string,
  ) {
    this.git = new Git(environment);
  }

  /** @throws StepStopped when the project is a folder of another repository */
  async isRepository(): Promise<boolean> {
    const prefix = await this.ask('rev-parse', '--show-prefix');
    if (prefix === undefined) return false;
    if (prefix === '') return true;
    throw new StepStopped(
      `the project is the folder ${prefix} of another repository`,
      'move it out: Flux reads the project as a repository of its own',
    );
  }

  /** The address of 'origin' as it was written; undefined without one. */
  remote(): Promise<string | undefined> {
    return this.ask('config', '--get', 'remote.origin.url');
  }

  branch(): Promise<string | undefined> {
    return this.ask('symbolic-ref', '--short', 'HEAD');
  }

  /** The id of the commit stood on; undefined before the first. */
  head(): Promise<string | undefined> {
    return this.ask('rev-parse', '--verify', '--quiet', 'HEAD');
  }

  /** Paths that a commit of everything would hold. */
  async changes(): Promise<readonly string[]> {
    const status = await this.read('status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames');
    return status
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => line.slice(3));
  }

  /** Paths that the first commit would hold, before there is a repository. */
  async files(): Promise<readonly string[]> {
    // Git says what is ignored only in a repository: an empty one elsewhere will do.
    const empty = join(this.temporary, 'empty.git');
    await this.read('init', '--quiet', '--bare', empty);
    const found = await this.read(
      `--git-dir=${empty}`,
      `--work-tree=${this.root}`,
      'ls-files',
      '--others',
      '--exclude-standard',
      '-z',
    );
    return found.split('\0').filter((path) => path !== '');
  }

  /** Ids of the commits stood on that carry no signature, newest first. Whether one is good is GitHub's to say. */
  async unsigned(): Promise<readonly string[]> {
    const commits = (await this.read('rev-list', '--header', 'HEAD'))
      .split('\0')
      .filter((text) => text !== '');
    return commits
      .filter((text) => !/^gpgsig(-sha256)? /m.test(text.split('\n\n')[0] ?? ''))
      .map((text) => text.split('\n')[0] ?? '');
  }

  async has(commit: string): Promise<boolean> {
    return (await this.ask('cat-file', '-t', commit)) === 'commit';
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    return (await this.ask('merge-base', '--is-ancestor', older, newer)) !== undefined;
  }

  async init(branch: string): Promise<void> {
    await this.write('init', '--quiet', `--initial-branch=${branch}`);
  }

  async commitSigned(message: string): Promise<void> {
    await this.write('add', '--all');
    await this.write('commit', '--quiet', '--gpg-sign', '--message', message);
    if ((await this.unsigned()).length > 0) {
      throw new StepStopped(
        'Git made the commit without a signature',
        'see git config gpg.program, and amend with -S',
      );
    }
  }

  async addRemote(url: string): Promise<void> {
    await this.write('remote', 'add', 'origin', url);
  }

  async fetch(branch: string): Promise<void> {
    await this.write('fetch', '--quiet', 'origin', branch);
  }

  async push(branch: string): Promise<void> {
    await this.write('push', '--set-upstream', 'origin', branch);
  }

  private read(...parameters: readonly string[]): Promise<string> {
    return this.git.run(parameters, { directory: this.root });
  }

  private async ask(...parameters: readonly string[]): Promise<string | undefined> {
    try {
      return (await this.read(...parameters)).trim();
    } catch (error) {
      if (error instanceof GitError) return undefined;
      throw error;
    }
  }

  private async write(...parameters: readonly string[]): Promise<void> {
    const variables = {
      ...withoutGitVariables(this.programs.variables),
      ...(this.programs.asks ? {} : { GIT_TERMINAL_PROMPT: '0' }),
    };
    const programs = { ...this.programs, variables };
    const { exitCode, said } = await runStep(programs, 'git', parameters, {
      directory: this.root,
      as: 'loud',
      install,
    });
    if (exitCode === 0) return;
    throw new StepStopped(`git ${parameters[0]} failed: ${said.trim()}`, gitHint(parameters[0] ?? ''));
  }
}

function gitHint(command: string): string {
  if (command === 'commit')
    return 'see that signing works: git commit -S asks gpg or ssh for the key that git config user.signingkey names';
  if (command === 'push' || command === 'fetch') return 'see that you can reach it: git ls-remote origin';
  return 'mend what it says';
}
