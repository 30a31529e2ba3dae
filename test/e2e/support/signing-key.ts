import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const user = 'Fleetkeep e2e <e2e@localhost>';

/** An OpenPGP key that a test made, in a key ring of its own: commits are signed with it. */
export class SigningKey {
  private constructor(
    readonly home: string,
    readonly fingerprint: string,
    /** The public key in ASCII armour: what a `*.asc` file of a key ring holds. */
    readonly publicKey: string,
  ) {}

  /** @throws Error when gpg is missing */
  static create(): SigningKey {
    // gpg's sockets lie in here: their paths must be short.
    const home = mkdtempSync(join(tmpdir(), 'fk-gpg-'));
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const gpg = (...parameters: readonly string[]): string =>
      execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...parameters], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    gpg('--passphrase', '', '--quick-generate-key', user, 'ed25519', 'sign', '2d');
    const line = gpg('--list-keys', '--with-colons').match(/^fpr:(?:[^:]*:){8}([0-9A-F]+):/m);
    if (!line?.[1]) throw new Error('gpg did not list the key it made');
    return new SigningKey(home, line[1], gpg('--armor', '--export', line[1]));
  }

  /** Ends gpg's agent and forgets the key. */
  dispose(): void {
    execFileSync('gpgconf', ['--homedir', this.home, '--kill', 'all']);
    rmSync(this.home, { recursive: true, force: true });
  }
}
