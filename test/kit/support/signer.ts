import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryDirectory } from './temporary';

/** Somebody who can sign commits: an SSH key and a Git configuration of their own, in a home that goes away. */
export interface Signer {
  readonly home: string;
  /** Of Git and of everything else that they run: nothing of who runs the tests. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Sets a line of their Git configuration. */
  configure(name: string, value: string): void;
}

export function signer(): Signer {
  const home = temporaryDirectory();
  const configuration = join(home, 'gitconfig');
  const variables = {
    PATH: process.env['PATH'],
    HOME: home,
    GIT_CONFIG_GLOBAL: configuration,
    GIT_CONFIG_NOSYSTEM: '1',
    XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] ?? join(process.env['HOME'] ?? '', '.cache'),
  };
  const configure = (name: string, value: string): void => {
    execFileSync('git', ['config', '--file', configuration, name, value]);
  };
  mkdirSync(join(home, '.ssh'));
  const key = join(home, '.ssh', 'id_ed25519');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'ops', '-f', key]);
  const trusted = join(home, 'allowed-signers');
  writeFileSync(trusted, `ops@acme.example ${readFileSync(`${key}.pub`, 'utf8')}`);
  const lines: readonly (readonly [string, string])[] = [
    ['user.name', 'Ops'],
    ['user.email', 'ops@acme.example'],
    ['gpg.format', 'ssh'],
    ['user.signingkey', `${key}.pub`],
    ['commit.gpgsign', 'true'],
    ['gpg.ssh.allowedSignersFile', trusted],
    ['init.templateDir', ''],
  ];
  for (const [name, value] of lines) configure(name, value);
  return { home, variables, configure };
}
