import type { Answer, GithubClient } from '../github/client';
import { mapAnswer } from '../github/live';
import { StepStopped } from './step';
import type { RepositoryFacts, SynthesisedStack } from './synthesised';

type Fields = Readonly<Record<string, unknown>>;

/** Something that exists on GitHub and that a stack would make: Terraform can take it over. */
export interface Adoptable {
  /** Terraform's address, for instance `github_team.platform`. */
  readonly address: string;
  /** The provider's id for an import. */
  readonly id: string;
  /** For people, for instance `the team 'platform'`. */
  readonly what: string;
}

interface Kind {
  readonly type: string;
  /** Whether it can only be there when the repository is. */
  readonly inRepository: boolean;
  readonly find: (
    resource: Fields,
    facts: RepositoryFacts,
    client: GithubClient,
  ) => Promise<Answer<Pick<Adoptable, 'id' | 'what'>>>;
}

/**
 * What GitHub refuses to make twice, and how each is found; everything else that the stacks write is set, whether it
 * was there or not. Ids are those of the provider's documentation, section "Import" of each resource.
 */
const kinds: readonly Kind[] = [
  {
    type: 'github_repository',
    inRepository: false,
    find: async (_resource, { owner, name }, client) =>
      mapAnswer(await client.get(`/repos/${owner}/${name}`), (found) => {
        const { size, pushed_at: pushed } = found as { size?: number; pushed_at?: string | null };
        const content = size === undefined || size === 0 ? 'empty' : `with content, last pushed ${pushed}`;
        return { id: name, what: `the repository '${owner}/${name}' (${content})` };
      }),
  },
  {
    type: 'github_team',
    inRepository: false,
    find: async ({ name }, { owner }, client) =>
      mapAnswer(await client.get(`/orgs/${owner}/teams/${String(name)}`), () => ({
        id: String(name),
        what: `the team '${String(name)}'`,
      })),
  },
  {
    type: 'github_actions_variable',
    inRepository: true,
    find: async ({ variable_name: variable }, { owner, name }, client) =>
      mapAnswer(await client.get(`/repos/${owner}/${name}/actions/variables/${String(variable)}`), () => ({
        id: `${name}:${String(variable)}`,
        what: `the variable '${String(variable)}'`,
      })),
  },
  {
    type: 'github_repository_deploy_key',
    inRepository: true,
    find: async ({ key }, { owner, name }, client) =>
      among(
        await client.list(`/repos/${owner}/${name}/keys`),
        (found) => bare(found['key']) === bare(key),
        ({ id, title }) => ({ id: `${name}:${String(id)}`, what: `the deploy key '${String(title)}'` }),
      ),
  },
  {
    type: 'github_repository_ruleset',
    inRepository: true,
    find: async ({ name: ruleset, target }, { owner, name }, client) =>
      among(
        await client.list(`/repos/${owner}/${name}/rulesets?includes_parents=false`),
        (found) => found['name'] === ruleset && found['target'] === target,
        ({ id }) => ({ id: `${name}:${String(id)}`, what: `the ruleset '${String(ruleset)}'` }),
      ),
  },
  {
    type: 'github_branch_protection',
    inRepository: true,
    find: async ({ pattern }, { owner, name }, client) =>
      mapAnswer(await client.get(`/repos/${owner}/${name}/branches/${String(pattern)}/protection`), () => ({
        id: `${name}:${String(pattern)}`,
        what: `the branch protection of '${String(pattern)}'`,
      })),
  },
];

/**
 * What a stack would make and GitHub has already.
 *
 * @param known addresses that are in Terraform's state
 * @throws StepStopped when GitHub does not say
 */
export async function findAdoptables(
  { json }: SynthesisedStack,
  known: ReadonlySet<string>,
  facts: RepositoryFacts,
  client: GithubClient,
): Promise<readonly Adoptable[]> {
  const declared = new Set((json.import ?? []).map(({ to }) => to));
  const found: Adoptable[] = [];
  let noRepository = false;
  for (const { type, inRepository, find } of kinds) {
    if (inRepository && noRepository) continue;
    for (const [id, resource] of Object.entries(json.resource?.[type] ?? {})) {
      const address = `${type}.${id}`;
      if (known.has(address) || declared.has(address)) continue;
      const answer = await find(resource, facts, client);
      if (answer.kind === 'refused') {
        throw new StepStopped(
          `GitHub does not say whether ${address} is there already: ${answer.why}`,
          `give the ${client.token} the rights that are named, or take an owner's`,
        );
      }
      if (answer.kind === 'found') found.push({ address, ...answer.value });
      else noRepository ||= type === 'github_repository';
    }
  }
  return found;
}

function among<U>(
  answer: Answer<readonly unknown[]>,
  isWanted: (found: Fields) => boolean,
  map: (found: Fields) => U,
): Answer<U> {
  if (answer.kind !== 'found') return answer;
  const one = (answer.value as readonly Fields[]).find(isWanted);
  return one === undefined ? { kind: 'absent' } : { kind: 'found', value: map(one) };
}

/** An OpenSSH public key without its comment. */
function bare(key: unknown): string {
  return String(key).trim().split(/\s+/).slice(0, 2).join(' ');
}
