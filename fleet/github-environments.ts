/**
 * The names by which GitHub and Azure know who deploys what: GitHub's environments, the subjects of the tokens that
 * their jobs carry, and the variables that say which identity of Azure a job is. Workflows, environments and federated
 * credentials all take them from here.
 */

/** An environment of the repository: its jobs apply stacks. */
export interface GithubEnvironment {
  readonly name: string;
  /** Whether people approve each deployment. */
  readonly production: boolean;
}

/** Applies what clusters share (`hub`, `access`): production's too, so approved like it. */
export const sharedEnvironment = 'apply-shared';

/** Applies the clusters of a stage. The prefix keeps a stage called `shared` apart. */
export function stageEnvironment(stage: string): string {
  return `apply-stage-${stage}`;
}

/** Every environment of a fleet: the shared one, then the stages that have clusters, in order of promotion. */
export function environmentsOf({
  stages,
  clusters,
}: {
  readonly stages: readonly { readonly name: string; readonly production: boolean }[];
  readonly clusters: readonly { readonly stage: { readonly name: string } }[];
}): readonly GithubEnvironment[] {
  const used = stages.filter(({ name }) => clusters.some(({ stage }) => stage.name === name));
  return [
    { name: sharedEnvironment, production: used.some(({ production }) => production) },
    ...used.map(({ name, production }) => ({ name: stageEnvironment(name), production })),
  ];
}

/** Issuer of the tokens that jobs carry. */
export const tokenIssuer = 'https://token.actions.githubusercontent.com';

interface RepositoryName {
  readonly owner: string;
  readonly repository: string;
}

/**
 * Subject of the token of a job that plans: it may read Azure and nothing else, because a pull request can change
 * what the job runs.
 *
 * Source: https://docs.github.com/actions/concepts/security/openid-connect#example-subject-claims
 */
export function planSubject({ owner, repository }: RepositoryName): string {
  return `repo:${owner}/${repository}:pull_request`;
}

/** Subject of the token of a job that applies in an environment. */
export function applySubject({ owner, repository }: RepositoryName, environment: string): string {
  return `repo:${owner}/${repository}:environment:${environment}`;
}

/** Variables of GitHub with the client ids of Azure's identities: no secrets. */
export const identityVariables = {
  /** Of the repository: who plans. */
  plan: 'AZURE_PLAN_CLIENT_ID',
  /** Of each environment: who applies in it. */
  apply: 'AZURE_APPLY_CLIENT_ID',
} as const;
