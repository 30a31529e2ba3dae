import type { GithubClient } from '../github/client';
import { acceptedControls } from '../github/accepted';
import type { GithubReport } from '../github/judge';
import { judge } from '../github/judge';
import { readLive } from '../github/live';
import type { BootstrapStep, Look } from './step';
import type { RepositoryFacts } from './synthesised';

/** Reads back from GitHub what the stacks have set: an answer of 200 is no proof that it holds. */
export function readBackStep(facts: () => RepositoryFacts, client: GithubClient): BootstrapStep {
  return {
    name: 'read-back',
    does: 'GitHub itself says that every declared control holds',
    needs: ['protection'],
    // It is told, and the process ends with it; a fourth administrator is no reason to leave a cluster half-made.
    holds: false,
    look: () => look(facts(), client),
  };
}

async function look(facts: RepositoryFacts, client: GithubClient): Promise<Look> {
  const live = await readLive(client, facts.owner, facts.name);
  if ('kind' in live) {
    const why = live.kind === 'absent' ? 'there is none, or the token may not see it' : live.why;
    return {
      kind: 'stopped',
      found: `${facts.owner}/${facts.name} cannot be read with the ${client.token}: ${why}`,
      fix: 'give the token the rights that are named',
    };
  }
  const report = judge(live, { approvals: facts.approvals, without: acceptedControls(facts) });
  return verdictOf(report);
}

function verdictOf({ controls, scorecardTier: tier }: GithubReport): Look {
  const scorecard = tier === undefined ? '' : `, Scorecard's branch protection at tier ${tier} of 5`;
  const short = controls.filter(({ state }) => state !== 'met' && state !== 'accepted');
  const accepted = controls.filter(({ state }) => state === 'accepted').length;
  if (short.length === 0) {
    return {
      kind: 'done',
      found: `${controls.length - accepted} controls met, ${accepted} accepted by name${scorecard}`,
    };
  }
  return {
    kind: 'stopped',
    found: `${short.map(({ control, state, found }) => `${control} is ${state} (${found})`).join('; ')}${scorecard}`,
    fix: [...new Set(short.map(({ fix }) => fix))].join('; '),
  };
}
