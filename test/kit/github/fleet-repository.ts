import type { RepositoryFacts } from '../../../kit/core/bootstrap/synthesised';
import { type GithubClient, githubClient } from '../../../kit/core/github/client';
import { testEnvironment } from '../support/environment';
import type { GithubServer } from './github-server';

/** What the synthesised stack `github` says of the repository that `GithubServer` plays. */
export const repositoryFacts: RepositoryFacts = {
  host: 'github.com',
  owner: 'acme',
  name: 'fleet',
  url: 'https://github.com/acme/fleet',
  defaultBranch: 'main',
  plan: 'enterprise',
  approvals: 2,
  without: [],
};

/** No token of anybody's. */
export const testToken = 'ghp_notARealTokenOfAnybody000000000000000';

/** A client of the server, signed in by the environment's token. */
export async function clientOf(
  { url: baseUrl }: GithubServer,
  environment = testEnvironment({ variables: { GH_TOKEN: testToken } }),
): Promise<GithubClient> {
  const client = await githubClient({ environment, baseUrl });
  if (client === undefined) throw new Error('no client');
  return client;
}
