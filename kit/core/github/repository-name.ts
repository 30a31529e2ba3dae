import { UsageError } from '../errors';

export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

/** `owner/name`, or the address of a remote on GitHub. @throws UsageError for anything else */
export function parseRepositoryName(text: string): RepositoryName {
  const match =
    /^(?:https:\/\/(?:[^@/]*@)?[^/]+\/|ssh:\/\/git@[^/]+\/|git@[^:]+:)?([\w-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(
      text,
    );
  const [, owner, name] = match ?? [];
  if (owner === undefined || name === undefined) {
    // Not repeated: the address of a remote may hold a password.
    throw new UsageError('that is no repository on GitHub: say --github owner/name');
  }
  return { owner, name };
}
