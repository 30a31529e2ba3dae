import type { GithubClient } from '../github/client';
import type { BootstrapStep, Look } from './step';
import type { RepositoryFacts } from './synthesised';

/** What a classic token needs to make the repository and its rules, and an organisation's teams. Others name no scopes. */
const scopes = { repository: 'repo', organisation: 'admin:org' } as const;

/** Plans from least to most; GitHub's older names are those of the same. */
const plans: readonly (readonly string[])[] = [
  ['free'],
  ['team', 'business', 'bronze', 'silver', 'gold'],
  ['enterprise', 'business_plus', 'enterprise_trial'],
];

/** Asks GitHub whether the owner is there, has the declared plan, and takes the token, before anything is made. */
export function accountStep(facts: () => RepositoryFacts, client: GithubClient): BootstrapStep {
  return {
    name: 'account',
    does: 'the organisation is there, has the declared plan, and the token may rule it',
    needs: ['synth'],
    look: () => look(facts(), client),
  };
}

async function look({ owner, host, plan }: RepositoryFacts, client: GithubClient): Promise<Look> {
  const granted = await client.scopes();
  if (granted.kind === 'refused') {
    return {
      kind: 'stopped',
      found: `GitHub does not take the ${client.token}: ${granted.why}`,
      fix: 'make a new token, and set it in the same variable',
    };
  }
  const account = await client.get(`/users/${owner}`);
  if (account.kind === 'refused') {
    return {
      kind: 'stopped',
      found: `GitHub does not say who '${owner}' is: ${account.why}`,
      fix: `give the ${client.token} the rights that are named`,
    };
  }
  if (account.kind === 'absent') {
    return {
      kind: 'stopped',
      found: `there is no account '${owner}' on ${host}`,
      fix: "set github.owner in fleet.ts to the organisation's login, or make the organisation; then 'npm run synth'",
    };
  }
  const isOrganisation = (account.value as { type?: string }).type !== 'User';
  const wanted = [scopes.repository, ...(isOrganisation ? [scopes.organisation] : [])];
  const has = granted.kind === 'found' ? granted.value : undefined;
  const lacks = has === undefined ? [] : wanted.filter((scope) => !has.includes(scope));
  if (lacks.length > 0) {
    return {
      kind: 'stopped',
      found: `the ${client.token} lacks ${lacks.join(' and ')}`,
      fix: `add ${lacks.join(' and ')} to it: https://${host}/settings/tokens`,
    };
  }
  const organisation = await client.get(`/orgs/${owner}`);
  if (organisation.kind === 'refused') {
    return {
      kind: 'stopped',
      found: `GitHub does not say which plan '${owner}' has: ${organisation.why}`,
      fix: `give the ${client.token} the rights that are named`,
    };
  }
  const name =
    organisation.kind === 'found'
      ? (organisation.value as { plan?: { name?: string } }).plan?.name
      : undefined;
  const found = plans.findIndex((names) => name !== undefined && names.includes(name));
  const counted = plans.findIndex((names) => names.includes(plan));
  if (found >= 0 && found < counted) {
    return {
      kind: 'stopped',
      found: `fleet.ts counts on plan '${plan}', and '${owner}' has '${name}', which cannot do all of it for a private repository`,
      fix: `buy '${plan}': https://${host}/organizations/${owner}/billing/plans; or set github.plan to '${plans[found]?.[0]}', and synth says what is lost`,
    };
  }
  const shown =
    name === undefined
      ? `; its plan is not shown to this token: '${plan}' is taken on trust`
      : `, plan '${name}'`;
  return { kind: 'done', found: `'${owner}' is there${shown}` };
}
