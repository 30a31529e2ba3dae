import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  ) {}

  /**
   * Copies `files`, puts the test's public key in place of every key of the key rings (nobody here has the private keys
   * of those), lets `spoil` change the copy, and commits it, signed, on `main`.
   */
  static create(files: string, key: SigningKey, spoil?: (directory: string) => void): FleetRepository {
    const path = mkdtempSync(join(tmpdir(), 'fleetkeep-e2e-repository-'));
    cpSync(files, path, { recursive: true, filter: (source) => !source.endsWith('/.git') });
    for (const ring of keyRings(path)) {
      for (const file of readdirSync(ring)) writeFileSync(join(ring, file), key.publicKey);
    }
    spoil?.(path);
    const repository = new FleetRepository(path, key);
    repository.git('init', '--quiet', '--template=', '--initial-branch=main');
    repository.commit('The fleet, as cdk8s synth wrote it');
    return repository;
  }

  /** Commits what the files are now. @returns the commit's id */
  commit(message: string, { signed = true, key = this.key }: CommitOptions = {}): string {
    this.git('add', '--all', '--force');
    const sign = signed ? [`--gpg-sign=${key.fingerprint}`] : ['--no-gpg-sign'];
    this.run(key, 'commit', '--quiet', '--allow-empty', ...sign, '--message', message);
    return this.git('rev-parse', 'HEAD').trim();
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
