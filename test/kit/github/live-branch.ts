import { execFileSync } from 'node:child_process';

interface LiveBranchOptions {
  /** A bare repository: what was pushed. */
  readonly repository: string;
  readonly branch: string;
  /** Of Git, which finds in it whom it trusts: as GitHub knows the keys of its users. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * What GitHub says of a branch, by what was really pushed and by Git's own verdict on the signature.
 *
 * Shape: https://docs.github.com/rest/branches/branches#get-a-branch
 */
export function liveBranch({ repository, branch, variables }: LiveBranchOptions): object | undefined {
  const git = (...parameters: readonly string[]): string | undefined => {
    try {
      return execFileSync('git', ['--git-dir', repository, ...parameters], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...variables },
      }).trim();
    } catch {
      return undefined;
    }
  };
  const sha = git('rev-parse', '--verify', `refs/heads/${branch}`);
  if (sha === undefined) return undefined;
  const signed = /^gpgsig /m.test(git('cat-file', 'commit', sha) ?? '');
  const verified = signed && git('verify-commit', sha) !== undefined;
  const reason = verified ? 'valid' : signed ? 'unknown_key' : 'unsigned';
  return { name: branch, commit: { sha, commit: { verification: { verified, reason } } } };
}
