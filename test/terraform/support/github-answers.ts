import { createHash } from 'node:crypto';
import type { ResolvedFleet } from '../../../fleet/resolved-fleet';
import type { BenchAnswer } from './bench-answers';

interface Verification {
  readonly verified: boolean;
  /** GitHub's word for it: https://docs.github.com/en/rest/commits/commits#signature-verification-object */
  readonly reason: string;
}

const signed: Verification = { verified: true, reason: 'valid' };

function endpoint({ github }: ResolvedFleet, path: string): string {
  return `repos/${github.owner}/${github.repository}/${path}`;
}

function restAnswer(of: string, code: number, body: unknown): BenchAnswer {
  return { type: 'github_rest_api', where: { endpoint: of }, values: { code, body: JSON.stringify(body) } };
}

/** The parts of a commit that anything reads; the id is that of its endpoint, the same in every run. */
function commit(of: string, verification: Verification): object {
  return { sha: createHash('sha1').update(of).digest('hex'), commit: { verification } };
}

/** What GitHub says of the default branch's head. */
export function headOfBranch(fleet: ResolvedFleet, verification: Verification = signed): BenchAnswer {
  const { defaultBranch } = fleet.github;
  const body = { name: defaultBranch, commit: commit('head', verification) };
  return restAnswer(endpoint(fleet, `branches/${defaultBranch}`), 200, body);
}

/** What GitHub says while nothing was pushed. */
export function noBranch(fleet: ResolvedFleet): BenchAnswer {
  return restAnswer(endpoint(fleet, `branches/${fleet.github.defaultBranch}`), 404, {
    message: 'Branch not found',
  });
}

/** What GitHub says of the newest commit that touches what a cluster's Flux starts from. */
export function syncCommit(
  fleet: ResolvedFleet,
  cluster: string,
  verification: Verification = signed,
): BenchAnswer {
  const query = `sha=${fleet.github.defaultBranch}&path=cluster/${cluster}/flux-system&per_page=1`;
  return restAnswer(endpoint(fleet, `commits?${query}`), 200, [commit(cluster, verification)]);
}

/** What GitHub says of the lines of CODEOWNERS that it ignores. */
export function codeOwnerErrors(fleet: ResolvedFleet, errors: readonly object[] = []): BenchAnswer {
  const { defaultBranch } = fleet.github;
  return restAnswer(endpoint(fleet, `codeowners/errors?ref=${defaultBranch}`), 200, { errors });
}

/** An organisation as the declaration wants it, or not. */
export function organisation(values: Readonly<Record<string, unknown>> = {}): BenchAnswer {
  return {
    type: 'github_organization',
    values: {
      two_factor_requirement_enabled: true,
      default_repository_permission: 'none',
      members_can_fork_private_repositories: false,
      ...values,
    },
  };
}

/** Teams with as many members. */
export function teamsOf(members: number): BenchAnswer {
  const logins = Array.from({ length: members }, (_, index) => `member-${index}`);
  return { type: 'github_team', values: { members: logins } };
}

/** A repository whose every commit is signed, in an organisation in order. */
export function signedRepository(fleet: ResolvedFleet): BenchAnswer[] {
  return [
    organisation(),
    teamsOf(2),
    codeOwnerErrors(fleet),
    headOfBranch(fleet),
    ...fleet.clusters.map(({ name }) => syncCommit(fleet, name)),
  ];
}
