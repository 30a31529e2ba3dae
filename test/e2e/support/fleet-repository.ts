import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SigningKey } from './signing-key';

const identity = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Fleetkeep e2e',
  GIT_AUTHOR_EMAIL: 'e2e@localhost',
  GIT_COMMITTER_NAME: 'Fleetkeep e2e',
  GIT_COMMITTER_EMAIL: 'e2e@localhost',
};

export interface CommitOptions {
  /** @default true */
  readonly signed?: boolean;
  /** Whose signature. @default - the repository's own key */
  readonly key?: SigningKey;
}

/** A Git repository with the fleet's files, whose commits a test signs. */
export class FleetRepository {
  private constructor(
    readonly path: string,
    private readonly key: SigningKey,
    private readonly spoil?: (directory: string) => void,
  ) {}

  /**
   * Copies `files`, puts the test's public key in place of every key of the key rings (nobody here has the private keys
   * of those), lets `spoil` change the copy, and commits it, signed, on `main`.
   */
  static create(files: string, key: SigningKey, spoil?: (directory: string) => void): FleetRepository {
    const path = mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-repository-'));
    const repository = new FleetRepository(path, key, spoil);
    repository.git('init', '--quiet', '--template=', '--initial-branch=main');
    repository.replace(files);
    repository.commit('The fleet, as cdk8s synth wrote it');
    return repository;
  }

  /** Puts what was synthesised anew in place of all files, by the same changes; nothing is committed yet. */
  replace(files: string): void {
    for (const name of readdirSync(this.path)) {
      if (name !== '.git') rmSync(join(this.path, name), { recursive: true });
    }
    cpSync(files, this.path, { recursive: true, filter: (source) => !source.endsWith('/.git') });
    for (const ring of keyRings(this.path)) {
      for (const file of readdirSync(ring)) writeFileSync(join(ring, file), this.key.publicKey);
    }
    this.spoil?.(this.path);
  }

  /** Commits what the files are now. @returns the commit's id */
  commit(message: string, { signed = true, key = this.key }: CommitOptions = {}): string {
    this.git('add', '--all', '--force');
    const sign = signed ? [`--gpg-sign=${key.fingerprint}`] : ['--no-gpg-sign'];
    this.run(key, 'commit', '--quiet', '--allow-empty', ...sign, '--message', message);
    return this.head;
  }

  get head(): string {
    return this.git('rev-parse', 'HEAD').trim();
  }

  /** `git revert`, signed. @returns the new commit's id */
  revert(commit: string): string {
    this.git('revert', '--no-edit', `--gpg-sign=${this.key.fingerprint}`, commit);
    return this.head;
  }

  /** A new commit with the files of an older one. @returns its id */
  returnTo(commit: string): string {
    this.git('read-tree', '--reset', '-u', commit);
    return this.commit(`As it was at ${commit}`);
  }

  /** Writes one file, new or not. */
  write(file: string, text: string): void {
    const path = join(this.path, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Rewrites one file. */
  edit(file: string, change: (text: string) => string): void {
    const path = join(this.path, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${file} is as it was before`);
    writeFileSync(path, after);
  }

  git(...parameters: readonly string[]): string {
    return this.run(this.key, ...parameters);
  }

  private run(key: SigningKey, ...parameters: readonly string[]): string {
    return execFileSync('git', ['-C', this.path, '-c', 'core.hooksPath=/dev/null', ...parameters], {
      encoding: 'utf8',
      env: { ...process.env, ...identity, GNUPGHOME: key.home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  dispose(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Folders of public keys: `signing-keys`, wherever they lie. */
function keyRings(directory: string): readonly string[] {
  const found: string[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === '.git') continue;
    const path = join(directory, entry.name);
    if (entry.name === 'signing-keys') found.push(path);
    else found.push(...keyRings(path));
  }
  if (found.length === 0 && existsSync(join(directory, 'cluster'))) {
    throw new Error(`${directory} has no signing-keys: whose signature would be verified?`);
  }
  return found;
}
