/** `git@host:path`, without a slash before the colon: what git-clone(1) calls the scp-like syntax. */
const scpLike = /^[\w.-]+@[\w.-]+:(?!\/\/)/;

/** Whether a repository is said by its address and not by its path. */
export function isRemote(repository: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(repository) || scpLike.test(repository) || repository.includes('::');
}

/** Whether we fetch from such an address: over what is authenticated, and cannot run a command. */
export function isAllowedRemote(repository: string): boolean {
  return /^(https|ssh|file):\/\//i.test(repository) || scpLike.test(repository);
}

/** The address without a password that it may carry, for messages. */
export function withoutCredentials(repository: string): string {
  return repository.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}
