import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

import type { Environment } from '../../../environment';
import { Git, GitError } from '../../repository/git';
import { askProgram } from './ask-program';
import { type LocalCheck, ok, problem } from './check';

/** Whether commits can be signed here, and how. */
export interface Signing {
  readonly usable: boolean;
  /** Whether every commit is signed without being asked to. */
  readonly always: boolean;
  readonly found: string;
  /** Empty when usable. */
  readonly fix: string;
}

const docs = 'https://docs.github.com/authentication/managing-commit-signature-verification';

/** How Git would sign a commit in a folder. Nothing is signed: that could ask for a passphrase. */
export async function signing(environment: Environment, directory: string): Promise<Signing> {
  const git = new Git(environment);
  const config = async (name: string, ...type: readonly string[]): Promise<string | undefined> => {
    try {
      return (await git.run(['config', ...type, '--get', name], { directory })).trim() || undefined;
    } catch (error) {
      if (error instanceof GitError) return undefined;
      throw error;
    }
  };
  const [name, email] = [await config('user.name'), await config('user.email')];
  const always = (await config('commit.gpgsign', '--type=bool')) === 'true';
  const no = (found: string, fix: string): Signing => ({ usable: false, always, found, fix });
  if (name === undefined || email === undefined) {
    return no(
      'Git does not know who you are',
      "git config --global user.name '…'; git config --global user.email …",
    );
  }
  const format = (await config('gpg.format')) ?? 'openpgp';
  const key = await config('user.signingkey');
  const who = `as ${name} <${email}>`;
  const yes = (found: string): Signing => ({ usable: true, always, found: `${found} ${who}`, fix: '' });
  switch (format) {
    case 'openpgp': {
      const program = (await config('gpg.openpgp.program')) ?? (await config('gpg.program')) ?? 'gpg';
      const state = await openpgpKey(environment, program, key ?? email);
      if (state === 'usable') return yes(`signs with the OpenPGP key ${key ?? `of ${email}`}`);
      return no(
        `the OpenPGP key ${key ?? `of ${email}`} ${state}`,
        `make one, or name it: git config --global user.signingkey <id>; ${docs}`,
      );
    }
    case 'ssh': {
      const command = await config('gpg.ssh.defaultKeyCommand');
      if (key === undefined) {
        if (command !== undefined) return yes(`signs with the SSH key that '${command}' gives`);
        return no('no SSH key is named', 'git config --global user.signingkey ~/.ssh/id_ed25519.pub');
      }
      const literal = /^(key::|ssh-|ecdsa-|sk-)/.test(key);
      const file = resolve(directory, key.replace(/^~(?=\/)/, environment.variables['HOME'] ?? homedir()));
      const found = literal ? 'of the agent' : key;
      if (!literal && !existsSync(file)) {
        return no(
          `the SSH key ${key} is not there`,
          'git config --global user.signingkey <path of the public key>',
        );
      }
      const own = literal ? undefined : file.replace(/\.pub$/, '');
      if (own !== undefined && existsSync(own)) return yes(`signs with the SSH key ${found}`);
      const agent = await askProgram(environment, 'ssh-add', '-L');
      const written = literal ? key.replace(/^key::/, '') : await readFile(file, 'utf8');
      // The second field of a public key is the key itself.
      const [, wanted = ''] = written.trim().split(/\s+/);
      const held = agent.kind === 'ended' && agent.exitCode === 0 ? agent.stdout.split(/\s+/) : [];
      if (wanted !== '' && held.includes(wanted)) return yes(`signs with the SSH key ${found}, by the agent`);
      return no(
        `the SSH key ${found} has no private part here, and no agent holds one`,
        'ssh-add <private key>',
      );
    }
    case 'x509':
      return yes(`signs by X.509${key === undefined ? '' : ` with ${key}`}`);
    default:
      return no(
        `gpg.format '${format}' is unknown`,
        "git config --global gpg.format openpgp, 'ssh' or 'x509'",
      );
  }
}

/** @returns 'usable', or the rest of a sentence about the key */
async function openpgpKey(environment: Environment, program: string, key: string): Promise<string> {
  const outcome = await askProgram(
    environment,
    program,
    '--batch',
    '--with-colons',
    '--list-secret-keys',
    key,
  );
  if (outcome.kind !== 'ended') return `cannot be looked for: '${program}' does not answer`;
  // Fields: https://github.com/gpg/gnupg/blob/master/doc/DETAILS (2: validity)
  const keys = outcome.stdout.split('\n').flatMap((line) => {
    const [record, validity = ''] = line.split(':');
    return record === 'sec' ? [validity] : [];
  });
  if (keys.length === 0) return 'is not there';
  if (keys.some((validity) => !['e', 'r', 'd', 'i'].includes(validity))) return 'usable';
  return keys.includes('r') ? 'is revoked' : 'has expired';
}

/** The check of `fleetkeep doctor`. */
export async function signingCheck(environment: Environment, directory: string): Promise<LocalCheck> {
  const { usable, always, found, fix } = await signing(environment, directory);
  if (!usable) return problem('commit-signing', found, fix);
  return always
    ? ok('commit-signing', `every commit ${found}`)
    : problem(
        'commit-signing',
        `${found}, but only when asked to`,
        'git config --global commit.gpgsign true',
      );
}
