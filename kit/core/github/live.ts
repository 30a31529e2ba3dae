import type { Answer, GithubClient } from './client';
import type { LiveRule, LiveRuleset } from './control';

type Fields = Readonly<Record<string, unknown>>;

/** Everything that is asked of GitHub about one repository; each part with why it could not be read. */
export interface LiveRepository {
  readonly owner: string;
  readonly name: string;
  readonly repository: Fields;
  readonly defaultBranch: string;
  readonly rulesets: Answer<readonly LiveRuleset[]>;
  /** Absent for a personal account. */
  readonly organisation: Answer<Fields>;
  readonly administrators: Answer<readonly Fields[]>;
  readonly deployKeys: Answer<readonly Fields[]>;
  readonly actions: Answer<Fields>;
  readonly workflowPermissions: Answer<Fields>;
  readonly environments: Answer<readonly Fields[]>;
  readonly codeOwnerErrors: Answer<readonly Fields[]>;
  readonly alerts: Answer<unknown>;
  readonly forcePushes: Answer<readonly Fields[]>;
  readonly overrides: Answer<readonly Fields[]>;
  /** The newest commits of the default branch that no valid signature is on, of how many. */
  readonly signatures: Answer<{ readonly read: number; readonly unsigned: readonly string[] }>;
}

/** How many commits of the default branch are looked at: one page of GraphQL. */
const commitsRead = 100;

/** @returns the answer to the first question where that has not been found */
export async function readLive(
  client: GithubClient,
  owner: string,
  name: string,
): Promise<LiveRepository | Exclude<Answer<never>, { kind: 'found' }>> {
  const base = `/repos/${owner}/${name}`;
  const repository = await client.get(base);
  if (repository.kind !== 'found') return repository;
  const fields = repository.value as Fields;
  const defaultBranch = String(fields['default_branch']);
  const branch = encodeURIComponent(defaultBranch);
  const list = (path: string): Promise<Answer<readonly Fields[]>> =>
    client.list(path) as Promise<Answer<readonly Fields[]>>;
  const get = (path: string): Promise<Answer<Fields>> => client.get(path) as Promise<Answer<Fields>>;
  const phrase = encodeURIComponent(`action:protected_branch.policy_override repo:${owner}/${name}`);
  const [organisation, administrators, deployKeys, actions, workflowPermissions, environments] =
    await Promise.all([
      get(`/orgs/${owner}`),
      list(`${base}/collaborators?permission=admin`),
      list(`${base}/keys`),
      get(`${base}/actions/permissions`),
      get(`${base}/actions/permissions/workflow`),
      list(`${base}/environments`),
    ]);
  const [rulesets, errors, alerts, forcePushes, overrides, signatures] = await Promise.all([
    readRulesets(client, base, branch, defaultBranch),
    get(`${base}/codeowners/errors?ref=${branch}`),
    client.get(`${base}/vulnerability-alerts`),
    list(
      `${base}/activity?activity_type=force_push&ref=${encodeURIComponent(`refs/heads/${defaultBranch}`)}`,
    ),
    list(`/orgs/${owner}/audit-log?phrase=${phrase}`),
    readSignatures(client, owner, name, defaultBranch),
  ]);
  return {
    owner,
    name,
    repository: fields,
    defaultBranch,
    rulesets,
    organisation,
    administrators,
    deployKeys,
    actions,
    workflowPermissions,
    environments,
    codeOwnerErrors: mapAnswer(errors, ({ errors: found }) =>
      Array.isArray(found) ? (found as Fields[]) : [],
    ),
    alerts,
    forcePushes,
    overrides,
    signatures,
  };
}

export function mapAnswer<T, U>(answer: Answer<T>, map: (value: T) => U): Answer<U> {
  return answer.kind === 'found' ? { kind: 'found', value: map(answer.value) } : answer;
}

/** Rulesets of the repository and above it, and classic protection in the same words. */
async function readRulesets(
  client: GithubClient,
  base: string,
  branch: string,
  defaultBranch: string,
): Promise<Answer<readonly LiveRuleset[]>> {
  const [list, classic] = await Promise.all([
    client.list(`${base}/rulesets?includes_parents=true`),
    client.get(`${base}/branches/${branch}/protection`),
  ]);
  if (list.kind !== 'found') return list;
  const found: LiveRuleset[] = [];
  // One after the other: GitHub's secondary limits are about calls at the same time.
  for (const { id } of list.value as readonly { id: number }[]) {
    const one = await client.get(`${base}/rulesets/${id}?includes_parents=true`);
    if (one.kind !== 'found') {
      return { kind: 'refused', why: one.kind === 'refused' ? one.why : `ruleset ${id} is gone` };
    }
    found.push(rulesetOf(one.value as Fields));
  }
  if (classic.kind === 'found') found.push(classicRuleset(classic.value as Fields, defaultBranch));
  return { kind: 'found', value: found };
}

function rulesetOf(fields: Fields): LiveRuleset {
  const conditions = fields['conditions'] as { ref_name?: { include?: string[] } } | undefined;
  const actors = fields['bypass_actors'] as { actor_type: string; actor_id: number | null }[] | undefined;
  return {
    name: String(fields['name']),
    target: String(fields['target']),
    enforcement: String(fields['enforcement']),
    bypassActors: actors?.map(({ actor_type: type, actor_id: id }) => ({ type, id })),
    include: conditions?.ref_name?.include ?? [],
    rules: (fields['rules'] ?? []) as readonly LiveRule[],
  };
}

/** Source: https://docs.github.com/rest/branches/branch-protection#get-branch-protection */
function classicRuleset(fields: Fields, defaultBranch: string): LiveRuleset {
  const isOn = (name: string): boolean =>
    (fields[name] as { enabled?: boolean } | undefined)?.enabled === true;
  const reviews = fields['required_pull_request_reviews'] as Fields | undefined;
  const checks = fields['required_status_checks'] as Fields | undefined;
  const rules: LiveRule[] = [];
  if (!isOn('allow_force_pushes')) rules.push({ type: 'non_fast_forward' });
  if (!isOn('allow_deletions')) rules.push({ type: 'deletion' });
  if (isOn('required_signatures')) rules.push({ type: 'required_signatures' });
  if (reviews !== undefined) {
    rules.push({
      type: 'pull_request',
      parameters: {
        required_approving_review_count: reviews['required_approving_review_count'],
        require_code_owner_review: reviews['require_code_owner_reviews'],
        require_last_push_approval: reviews['require_last_push_approval'],
        dismiss_stale_reviews_on_push: reviews['dismiss_stale_reviews'],
        required_review_thread_resolution: isOn('required_conversation_resolution'),
      },
    });
  }
  if (checks !== undefined) {
    const list = (checks['checks'] ?? []) as { context: string; app_id: number | null }[];
    rules.push({
      type: 'required_status_checks',
      parameters: {
        strict_required_status_checks_policy: checks['strict'],
        required_status_checks: list.map(({ context, app_id }) => ({
          context,
          integration_id: app_id !== null && app_id > 0 ? app_id : undefined,
        })),
      },
    });
  }
  return {
    name: 'classic protection',
    target: 'branch',
    enforcement: 'active',
    bypassActors: isOn('enforce_admins') ? [] : [{ type: 'administrators', id: null }],
    include: [`refs/heads/${defaultBranch}`],
    rules,
  };
}

async function readSignatures(
  client: GithubClient,
  owner: string,
  name: string,
  branch: string,
): Promise<LiveRepository['signatures']> {
  const query = `query ($owner: String!, $name: String!, $ref: String!) {
    repository(owner: $owner, name: $name) {
      ref(qualifiedName: $ref) {
        target { ... on Commit { history(first: ${commitsRead}) { nodes { oid signature { isValid } } } } }
      }
    }
  }`;
  const answer = await client.graphql(query, { owner, name, ref: `refs/heads/${branch}` });
  if (answer.kind !== 'found') return answer;
  const { repository } = answer.value as {
    repository: {
      ref: {
        target: { history: { nodes: { oid: string; signature: { isValid: boolean } | null }[] } };
      } | null;
    } | null;
  };
  const nodes = repository?.ref?.target.history.nodes;
  if (nodes === undefined) return { kind: 'absent' };
  const unsigned = nodes.filter(({ signature }) => signature?.isValid !== true).map(({ oid }) => oid);
  return { kind: 'found', value: { read: nodes.length, unsigned } };
}
