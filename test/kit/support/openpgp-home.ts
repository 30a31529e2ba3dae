import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A keyring of its own, for `GNUPGHOME`, that goes away with the test. */
export interface OpenpgpHome {
  readonly path: string;
  /** @param since the day on which it is made, `20200101`; a key lasts for two days. @default now */
  readonly makeKey: (user: string, since?: string) => void;
  readonly end: () => void;
}

export function openpgpHome(): OpenpgpHome {
  // gpg's sockets lie in here: their paths must be short.
  const path = mkdtempSync(join(tmpdir(), 'fk-gpg-'));
  return {
    path,
    makeKey: (user, since) => {
      const clock = since === undefined ? [] : ['--faked-system-time', `${since}T000000`];
      const key = ['--quick-generate-key', user, 'ed25519', 'sign', '2d'];
      execFileSync('gpg', ['--homedir', path, '--batch', '--quiet', '--passphrase', '', ...clock, ...key], {
        stdio: 'ignore',
      });
    },
    end: () => {
      execFileSync('gpgconf', ['--homedir', path, '--kill', 'all'], { stdio: 'ignore' });
      rmSync(path, { recursive: true, force: true });
    },
  };
}
