import type { ResolvedGithub } from '../../fleet/resolved-fleet';

/**
 * What the synthesised stack `github` says of its repository to the control kit, which runs no `fleet.ts`. No secret:
 * it is in Terraform's JSON.
 */
export interface RepositoryNote {
  readonly host: string;
  readonly owner: string;
  readonly name: string;
  readonly url: string;
  readonly defaultBranch: string;
  /** The plan that the declaration counts on. */
  readonly plan: string;
  readonly approvals: number;
  /** Controls that the declaration goes without, by name. */
  readonly without: readonly string[];
}

export function repositoryNote(github: ResolvedGithub): RepositoryNote {
  const { host, owner, repository: name, url, defaultBranch, plan, approvals, without } = github;
  return { host, owner, name, url, defaultBranch, plan, approvals, without: [...without].sort() };
}
