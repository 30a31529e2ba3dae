import { readLock } from '../../../fleet/lock-file';
import { fleet } from '../../../fleet';
import { resources, stackIn, synthResolved } from '../../infra/synth';
import type { Reply } from './github-server';

let rulesetsOnce: ReturnType<typeof synthesizedRulesets> | undefined;

/**
 * The rulesets that the example fleet declares, in the shape that GitHub's API gives them back: the provider's
 * arguments are the API's fields, one by one. Synthesised for the first who asks.
 */
function declaredRulesets(): ReturnType<typeof synthesizedRulesets> {
  return (rulesetsOnce ??= synthesizedRulesets());
}

function synthesizedRulesets(): readonly Readonly<Record<string, unknown>>[] {
  const { fleet: resolved } = fleet.resolve(readLock(process.cwd()));
  const stack = stackIn(synthResolved(resolved), 'protection');
  return resources(stack, 'github_repository_ruleset').map((ruleset, index) => ({
    id: index + 1,
    name: ruleset['name'],
    target: ruleset['target'],
    source_type: 'Repository',
    source: 'acme/fleet',
    enforcement: ruleset['enforcement'],
    bypass_actors: ruleset['bypass_actors'] ?? [],
    conditions: ruleset['conditions'],
    rules: Object.entries(ruleset['rules'] as Record<string, unknown>)
      .filter(([, value]) => value !== false)
      .map(([type, value]) => ({ type, ...(value === true ? {} : { parameters: parameters(type, value) }) })),
  }));
}

function parameters(type: string, value: unknown): unknown {
  if (type !== 'required_status_checks') return value;
  const { required_check: checks, ...rest } = value as Record<string, unknown>;
  return { ...rest, required_status_checks: checks };
}

/** Where GitHub tells of a declared ruleset, and that ruleset changed. */
export function changedRuleset(
  name: string,
  change: (found: Record<string, unknown>) => object,
): [path: string, reply: Reply] {
  const found = declaredRulesets().find((candidate) => candidate['name'] === name);
  if (found === undefined) throw new Error(`there is no ruleset ${name}`);
  return [`/repos/acme/fleet/rulesets/${String(found['id'])}`, { body: { ...found, ...change(found) } }];
}

/** A list of one environment, production's, with other fields than it should have. */
export function environment(fields: object): object {
  const sound = {
    name: 'apply-prod',
    protection_rules: [{ id: 1, type: 'required_reviewers', prevent_self_review: true }],
    deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
  };
  return { total_count: 1, environments: [{ ...sound, ...fields }] };
}

/** What GitHub says of the example fleet's repository when everything is as declared. */
export function healthyRepository(): Record<string, unknown> {
  const base = '/repos/acme/fleet';
  const rulesets = declaredRulesets();
  return {
    [base]: {
      id: 1,
      full_name: 'acme/fleet',
      private: true,
      visibility: 'private',
      default_branch: 'main',
      security_and_analysis: {
        secret_scanning: { status: 'enabled' },
        secret_scanning_push_protection: { status: 'enabled' },
      },
    },
    [`${base}/rulesets`]: rulesets.map(({ id, name, target, enforcement }) => ({
      id,
      name,
      target,
      enforcement,
    })),
    ...Object.fromEntries(rulesets.map((ruleset) => [`${base}/rulesets/${String(ruleset['id'])}`, ruleset])),
    '/orgs/acme': {
      login: 'acme',
      two_factor_requirement_enabled: true,
      default_repository_permission: 'none',
      members_can_fork_private_repositories: false,
    },
    [`${base}/collaborators`]: [{ login: 'ops-owner', role_name: 'admin' }],
    [`${base}/keys`]: [{ id: 1, title: 'Flux on prod-weu', read_only: true }],
    [`${base}/actions/permissions`]: { enabled: true, allowed_actions: 'selected' },
    [`${base}/actions/permissions/workflow`]: {
      default_workflow_permissions: 'read',
      can_approve_pull_request_reviews: false,
    },
    [`${base}/environments`]: {
      total_count: 2,
      environments: [
        {
          name: 'apply-shared',
          protection_rules: [{ id: 1, type: 'required_reviewers', prevent_self_review: true }],
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
        },
        {
          name: 'apply-stage-dev',
          protection_rules: [],
          deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
        },
      ],
    },
    [`${base}/codeowners/errors`]: { errors: [] },
    [`${base}/vulnerability-alerts`]: 'no content',
    [`${base}/activity`]: [],
    '/orgs/acme/audit-log': [],
    '/graphql': history([{ isValid: true }, { isValid: true }]),
  };
}

export function history(signatures: readonly ({ readonly isValid: boolean } | null)[]): object {
  const nodes = signatures.map((signature, index) => ({ oid: String(index).repeat(40), signature }));
  return { data: { repository: { ref: { target: { history: { nodes } } } } } };
}
