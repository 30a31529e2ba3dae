import type { Answer } from './client';
import type { ControlResult, ControlState } from './control';
import { active, branchFacts, branchRulesets, tagRulesets } from './branch-facts';
import type { LiveRepository } from './live';
import { type ScorecardTier, scorecardTier } from './scorecard';

/** What was found of a repository. */
export interface GithubReport {
  readonly repository: string;
  /** Undefined where the rulesets could not be read. */
  readonly scorecardTier?: ScorecardTier;
  readonly controls: readonly ControlResult[];
}

export interface JudgeOptions {
  /** Approvals that count as met; fewer are weaker. @default 2 - what Scorecard asks for */
  readonly approvals?: number;
  /** Controls that were accepted by name. @default none */
  readonly without?: readonly string[];
}

interface Verdict {
  readonly state: ControlState;
  readonly found: string;
}

/** More people than these who can change every setting are hard to know. */
const fewAdministrators = 3;

/** A yes or no: `weaker` has to be said by the caller. */
function verdict(
  met: boolean,
  yes: string,
  no: string,
  otherwise: 'missing' | 'weaker' = 'missing',
): Verdict {
  return met ? { state: 'met', found: yes } : { state: otherwise, found: no };
}

/** Judges what was read; what could not be read is never met. */
export function judge(
  live: LiveRepository,
  { approvals = 2, without = [] }: JudgeOptions = {},
): GithubReport {
  const results: ControlResult[] = [];
  const add = <T>(
    control: string,
    answer: Answer<T>,
    fix: string,
    decide: (value: T) => Verdict,
    absent?: Verdict,
  ): void => {
    const found: Verdict =
      answer.kind === 'found'
        ? decide(answer.value)
        : answer.kind === 'absent'
          ? (absent ?? {
              state: 'unreadable',
              found: 'not found: there is none, or the token may not see it',
            })
          : { state: 'unreadable', found: answer.why };
    const accepted = without.includes(control) && found.state !== 'met';
    const state = accepted ? 'accepted' : found.state;
    results.push({ control, state, found: found.found, fix: state === 'met' || accepted ? '' : fix });
  };
  const settings = `https://github.com/${live.owner}/${live.name}/settings`;
  const deploy = "deploy the stack 'protection' again";
  const { rulesets } = live;
  const onBranch = rulesets.kind === 'found' ? branchRulesets(rulesets.value, live.defaultBranch) : [];
  const facts = branchFacts(onBranch);
  const branch = live.defaultBranch;
  const rule = (control: string, met: boolean, yes: string, no: string): void =>
    add(control, rulesets, deploy, () => verdict(met, yes, no));

  add('private', { kind: 'found', value: live.repository }, `${settings}: make it private`, (fields) =>
    verdict(
      fields['visibility'] !== 'public',
      `the repository is ${String(fields['visibility'])}`,
      'the repository is public',
    ),
  );
  rule(
    'signed-commits',
    facts.signed,
    `'${branch}' takes signed commits only`,
    `'${branch}' takes unsigned commits`,
  );
  rule(
    'no-force-push',
    facts.blocksForcePushes,
    'nobody rewrites the history',
    `'${branch}' can be force-pushed`,
  );
  rule('no-deletion', facts.blocksDeletion, `'${branch}' cannot be deleted`, `'${branch}' can be deleted`);
  add('approvals', rulesets, deploy, () =>
    facts.approvals >= approvals
      ? { state: 'met', found: `${facts.approvals} approvals` }
      : {
          state: facts.approvals > 0 ? 'weaker' : 'missing',
          found: `${facts.approvals} approvals of ${approvals}`,
        },
  );
  rule('code-owners', facts.codeOwners, 'code owners approve', 'nobody asks the code owners');
  rule(
    'last-push',
    facts.lastPushApproval,
    'the last push is approved by somebody else',
    'whoever pushed last may approve',
  );
  rule('stale-reviews', facts.dismissesStale, 'a push dismisses approvals', 'approvals outlive a push');
  rule('threads', facts.threadsResolved, 'threads are resolved first', 'open threads stop nothing');
  add('policy-check', rulesets, deploy, () => {
    if (!facts.statusChecks) return { state: 'missing', found: 'no check is required' };
    const loose = facts.checks
      .filter(({ appId }) => appId === undefined)
      .map(({ context }) => `'${context}'`);
    const names = facts.checks.map(({ context }) => context).join(', ');
    return verdict(
      loose.length === 0,
      `required: ${names}`,
      `any token can post ${loose.join(', ')}: pin the app`,
      'weaker',
    );
  });
  rule(
    'up-to-date',
    facts.upToDate,
    'a branch is up to date when it is merged',
    'a branch may be judged by an old base',
  );
  add('bypass', rulesets, 'empty the bypass lists, and read them back', () => {
    if (onBranch.length === 0) return { state: 'missing', found: 'no rule holds' };
    if (!facts.bypassesKnown)
      return { state: 'unreadable', found: 'the token may not see bypass lists: it takes an administrator' };
    return verdict(
      facts.bypasses.length === 0,
      'nobody passes the rules',
      `may pass: ${facts.bypasses.join(', ')}`,
      'weaker',
    );
  });
  add('tags', rulesets, deploy, (all) => {
    const types = tagRulesets(all).flatMap(({ rules }) => rules.map(({ type }) => type));
    const wanted = ['update', 'deletion', 'creation'].filter((type) => !types.includes(type));
    return verdict(
      wanted.length === 0,
      'tags stay, and only the release App creates them',
      `tags: no rule on ${wanted.join(', ')}`,
      types.length > 0 ? 'weaker' : 'missing',
    );
  });
  add('push-rules', rulesets, deploy, (all) =>
    verdict(
      active(all, 'push').some(({ rules }) => rules.some(({ type }) => type === 'file_path_restriction')),
      'keys and state cannot be pushed',
      'private keys and Terraform state can be pushed',
    ),
  );
  const organisation = `https://github.com/organizations/${live.owner}/settings`;
  const personal: Verdict = { state: 'missing', found: `'${live.owner}' is no organisation` };
  add(
    'two-factor',
    live.organisation,
    `${organisation}/security`,
    ({ two_factor_requirement_enabled: on }) =>
      typeof on !== 'boolean'
        ? { state: 'unreadable', found: "only an owner's token sees it" }
        : verdict(on, 'two factors are required', 'members sign in with a password alone'),
    personal,
  );
  add(
    'base-permission',
    live.organisation,
    `${organisation}/member_privileges`,
    ({ default_repository_permission: base }) =>
      typeof base !== 'string'
        ? { state: 'unreadable', found: "only an owner's token sees it" }
        : verdict(
            base === 'none',
            'members have no access but by team',
            `every member has '${base}'`,
            base === 'read' ? 'weaker' : 'missing',
          ),
    personal,
  );
  add(
    'administrators',
    live.administrators,
    `${settings}/access: take the role from those who do not need it`,
    (people) =>
      verdict(
        people.length <= fewAdministrators,
        `administrators: ${logins(people)}`,
        `${people.length} administrators: ${logins(people)}`,
        'weaker',
      ),
  );
  add('deploy-keys', live.deployKeys, `${settings}/keys: delete them; Flux only reads`, (keys) => {
    const writing = keys.filter((key) => key['read_only'] !== true).map((key) => `'${String(key['title'])}'`);
    return verdict(
      writing.length === 0,
      `${keys.length} deploy keys, none can write`,
      `can write: ${writing.join(', ')}`,
      'weaker',
    );
  });
  add('actions', live.actions, "deploy the stack 'github' again", ({ enabled, allowed_actions: allowed }) =>
    verdict(
      enabled === false || allowed === 'selected' || allowed === 'local_only',
      `actions: ${enabled === false ? 'none' : String(allowed)}`,
      'any action may run',
      'weaker',
    ),
  );
  add('workflow-token', live.workflowPermissions, "deploy the stack 'github' again", (fields) =>
    verdict(
      fields['default_workflow_permissions'] === 'read' &&
        fields['can_approve_pull_request_reviews'] === false,
      'workflows read, and approve nothing',
      'workflows may write or approve',
      'weaker',
    ),
  );
  add('environments', live.environments, "deploy the stack 'github' again", environmentsVerdict);
  add('production-gate', live.environments, "deploy the stack 'github' again", productionVerdict);
  add(
    'code-owners-file',
    live.codeOwnerErrors,
    'an owner must exist, be visible, and have write access',
    (errors) =>
      verdict(
        errors.length === 0,
        'GitHub takes every line',
        `GitHub ignores ${errors.map(({ line }) => `line ${String(line)}`).join(', ')}`,
        'weaker',
      ),
    { state: 'missing', found: 'there is no CODEOWNERS' },
  );
  add(
    'dependabot',
    live.alerts,
    "deploy the stack 'github' again",
    () => ({ state: 'met', found: 'alerts are on' }),
    { state: 'missing', found: 'alerts are off' },
  );
  add(
    'secret-scanning',
    { kind: 'found', value: live.repository['security_and_analysis'] as Scanning | undefined },
    `${settings}/security_analysis`,
    (scanning) => {
      if (scanning === undefined)
        return { state: 'unreadable', found: 'the token may not see it: it takes an administrator' };
      const on = (part?: { status?: string }): boolean => part?.status === 'enabled';
      const [found, refused] = [on(scanning.secret_scanning), on(scanning.secret_scanning_push_protection)];
      return verdict(
        found && refused,
        'secrets are found and refused',
        found ? 'secrets are found, not refused' : 'secrets are not looked for',
        found ? 'weaker' : 'missing',
      );
    },
  );
  add(
    'history-signed',
    live.signatures,
    'find out who wrote them, and why the rule did not hold',
    ({ read, unsigned }) =>
      verdict(
        unsigned.length === 0,
        `the newest ${read} commits are signed`,
        `${unsigned.length} of the newest ${read} commits are not signed: ${unsigned
          .slice(0, 3)
          .map((id) => id.slice(0, 12))
          .join(', ')}`,
        'weaker',
      ),
    { state: 'missing', found: `there is no '${branch}'` },
  );
  add('history-kept', live.forcePushes, 'find out who did, and what went lost', (pushes) =>
    verdict(
      pushes.length === 0,
      `'${branch}' was never force-pushed, as far as GitHub remembers`,
      `force-pushed ${pushes.length} times, last at ${String(pushes[0]?.['timestamp'])}`,
      'weaker',
    ),
  );
  add(
    'audit-log',
    live.overrides,
    'find out who passed the rules, and why',
    (events) =>
      verdict(
        events.length === 0,
        'nobody passed a rule, says the audit log',
        `rules were passed ${events.length} times`,
        'weaker',
      ),
    { state: 'unreadable', found: 'the audit log has an API with the plan enterprise only, for owners' },
  );
  return {
    repository: `${live.owner}/${live.name}`,
    scorecardTier: rulesets.kind === 'found' && facts.bypassesKnown ? scorecardTier(facts) : undefined,
    controls: results,
  };
}

interface Scanning {
  readonly secret_scanning?: { readonly status?: string };
  readonly secret_scanning_push_protection?: { readonly status?: string };
}

function logins(people: readonly Readonly<Record<string, unknown>>[]): string {
  return people.map(({ login }) => String(login)).join(', ');
}

type Environments = readonly Readonly<Record<string, unknown>>[];

/** Those in which the workflows apply. */
function applying(all: Environments): Environments {
  return all.filter(({ name }) => String(name).startsWith('apply-'));
}

const noEnvironment: Verdict = { state: 'missing', found: "there is no environment 'apply-…'" };

function environmentsVerdict(all: Environments): Verdict {
  const gates = applying(all);
  if (gates.length === 0) return noEnvironment;
  const open = gates.filter(
    ({ deployment_branch_policy: policy }) => policy === null || policy === undefined,
  );
  return verdict(
    open.length === 0,
    'what applies is bound to branches',
    `any branch applies in ${open.map(({ name }) => String(name)).join(', ')}`,
    'weaker',
  );
}

/** Production's environments are those that wait for somebody; one of each fleet has to. */
function productionVerdict(all: Environments): Verdict {
  const gates = applying(all);
  if (gates.length === 0) return noEnvironment;
  const reviewers = gates.flatMap(({ protection_rules: rules }) =>
    Array.isArray(rules)
      ? (rules as { type: string }[]).filter(({ type }) => type === 'required_reviewers')
      : [],
  );
  return verdict(
    reviewers.length > 0,
    'production is approved',
    'nobody approves an apply to production',
    'weaker',
  );
}
