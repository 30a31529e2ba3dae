import type { GithubClient } from '../github/client';
import { signing } from '../doctor/local/signing';
import { WorkTree } from './work-tree';
import { type BootstrapStep, type Look, StepStopped } from './step';
import type { RepositoryFacts } from './synthesised';

export interface FirstPushStepProps {
  readonly facts: () => RepositoryFacts;
  readonly client: GithubClient;
  readonly tree: WorkTree;
}

/** So many paths are shown; the rest is counted. */
const shownPaths = 12;

/** The operator's own signed push, without which there is nothing to protect. Never forced. */
export function firstPushStep(props: FirstPushStepProps): BootstrapStep {
  return {
    name: 'first-push',
    does: "the project is on the default branch, pushed and signed by the operator's own hand",
    needs: ['github'],
    look: () => look(props),
  };
}

async function look(props: FirstPushStepProps): Promise<Look> {
  const { tree } = props;
  const facts = props.facts();
  const { defaultBranch: branch, url } = facts;
  const begun = await tree.isRepository();
  const remote = begun ? await tree.remote() : undefined;
  if (remote !== undefined && !isSameRemote(remote, url)) {
    return {
      kind: 'stopped',
      found: `the remote 'origin' is another repository than ${url}`,
      fix: `git remote set-url origin ${url}`,
    };
  }
  const head = begun ? await tree.head() : undefined;
  if (begun && (await tree.branch()) !== branch) {
    return {
      kind: 'stopped',
      found: `the project does not stand on '${branch}'`,
      fix: `git switch ${branch}, or git branch -m ${branch}`,
    };
  }
  const live = await readHead(props, facts);
  if (live !== undefined) {
    if (!live.verified) return { kind: 'stopped', ...unverified(facts, live) };
    const settled = await compare(props, facts, live.commit, head);
    if (settled !== undefined) return settled;
  }
  const changes = begun ? await tree.changes() : await tree.files();
  const unsigned = head === undefined ? [] : await tree.unsigned();
  if (unsigned.length > 0) {
    const ids = unsigned.slice(0, 3).map((id) => id.slice(0, 12));
    return {
      kind: 'stopped',
      found: `${unsigned.length} commits of your '${branch}' are not signed: ${ids.join(', ')}`,
      fix:
        unsigned.length === 1 && unsigned[0] === head
          ? 'sign it: git commit --amend --no-edit -S'
          : "sign them: git rebase --root --exec 'git commit --amend --no-edit -S'",
    };
  }
  const key = await signing(tree.environment, tree.root);
  if (changes.length > 0 && !key.usable) {
    return { kind: 'stopped', found: key.found, fix: key.fix };
  }
  const commands = [
    ...(begun ? [] : [`git init --initial-branch=${branch}`]),
    ...(changes.length > 0 ? ['git add --all', `git commit --gpg-sign   # ${key.found}`] : []),
    ...(remote === undefined ? [`git remote add origin ${url}`] : []),
    `git push --set-upstream origin ${branch}`,
  ];
  return {
    kind: 'open',
    found:
      live === undefined
        ? `${url} has no '${branch}' yet`
        : `'${branch}' of ${url} does not have your commits yet, and no rule asks for a pull request`,
    shown: [...commands, ...listed(changes)].join('\n'),
    run: async () => {
      if (!begun) await tree.init(branch);
      if (changes.length > 0)
        await tree.commitSigned(`Fleet ${facts.name}: the declaration and what it synthesises`);
      if (remote === undefined) await tree.addRemote(url);
      await tree.push(branch);
      const pushed = await readHead(props, facts);
      const here = (await tree.head()) ?? '';
      if (pushed === undefined || pushed.commit !== here) {
        throw new StepStopped(
          `the push went through, and GitHub shows ${pushed?.commit ?? 'nothing'} as '${branch}'`,
          `see whether 'origin' is ${url}`,
        );
      }
      if (!pushed.verified) {
        const { found, fix } = unverified(facts, pushed);
        throw new StepStopped(found, fix);
      }
      return `pushed ${here.slice(0, 12)}, and GitHub has verified its signature`;
    },
  };
}

interface LiveHead {
  readonly commit: string;
  readonly verified: boolean;
  /** GitHub's word for why not. */
  readonly reason: string;
}

async function readHead(
  { client }: FirstPushStepProps,
  { owner, name, defaultBranch }: RepositoryFacts,
): Promise<LiveHead | undefined> {
  const answer = await client.get(`/repos/${owner}/${name}/branches/${defaultBranch}`);
  if (answer.kind === 'absent') return undefined;
  if (answer.kind === 'refused') {
    throw new StepStopped(
      `GitHub does not say what '${defaultBranch}' is: ${answer.why}`,
      `give the ${client.token} the rights that are named`,
    );
  }
  const { commit } = answer.value as {
    commit: { sha: string; commit: { verification?: { verified?: boolean; reason?: string } } };
  };
  const { verified = false, reason = 'unknown' } = commit.commit.verification ?? {};
  return { commit: commit.sha, verified, reason };
}

/** Source: https://docs.github.com/rest/commits/commits#signature-verification-object */
function unverified(
  { host, defaultBranch }: RepositoryFacts,
  { commit, reason }: LiveHead,
): { readonly found: string; readonly fix: string } {
  const fixes: Readonly<Record<string, string>> = {
    unsigned: `sign it: git commit --amend --no-edit -S, then git push --force-with-lease origin ${defaultBranch}`,
    unknown_key: `add the public key to your account: https://${host}/settings/keys`,
    no_user: `add the committer's address to your account: https://${host}/settings/emails`,
    unverified_email: `verify the committer's address: https://${host}/settings/emails`,
    bad_email: 'commit by an address that is in the key: git config user.email, then amend with -S',
    expired_key: 'sign by a key that has not expired',
  };
  return {
    found: `the head of '${defaultBranch}' on GitHub, ${commit.slice(0, 12)}, has no signature that GitHub could verify (${reason})`,
    fix:
      fixes[reason] ?? `see https://${host}/settings/keys, or sign it again: git commit --amend --no-edit -S`,
  };
}

/** What there is on GitHub against what is here; undefined when it is still to be pushed. */
async function compare(
  { client, tree }: FirstPushStepProps,
  { owner, name, defaultBranch: branch, url }: RepositoryFacts,
  there: string,
  here: string | undefined,
): Promise<Look | undefined> {
  if (here !== undefined && !(await tree.has(there)) && (await tree.remote()) !== undefined) {
    await tree.fetch(branch);
  }
  const known = here !== undefined && (await tree.has(there));
  if (known && (await tree.isAncestor(here, there))) {
    return { kind: 'done', found: `'${branch}' is at ${there.slice(0, 12)}, signed` };
  }
  if (!known || !(await tree.isAncestor(there, here))) {
    return {
      kind: 'stopped',
      found: `'${branch}' of ${url} has commits that yours does not have (${there.slice(0, 12)}); nothing is written over`,
      fix: `take them in:${here === undefined ? ` git init --initial-branch=${branch};` : ''} git remote add origin ${url} (unless it is there); git pull --no-rebase --allow-unrelated-histories --gpg-sign origin ${branch}`,
    };
  }
  const rules = await client.list(`/repos/${owner}/${name}/rules/branches/${branch}`);
  if (rules.kind === 'refused') {
    throw new StepStopped(
      `GitHub does not say which rules hold on '${branch}': ${rules.why}`,
      `give the ${client.token} the rights that are named`,
    );
  }
  const asks =
    rules.kind === 'found' &&
    (rules.value as readonly { type?: string }[]).some(({ type }) => type === 'pull_request');
  if (!asks) return undefined;
  return {
    kind: 'done',
    found: `'${branch}' is at ${there.slice(0, 12)}, signed; your newer commits go there by pull request`,
  };
}

function listed(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const more = paths.length - shownPaths;
  return [
    '',
    `${paths.length} files:`,
    ...paths.slice(0, shownPaths).map((path) => `  ${path}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

/** The same repository over HTTPS or SSH, with or without `.git`. */
function isSameRemote(remote: string, url: string): boolean {
  const plain = (address: string): string =>
    address
      .replace(/^(https?:\/\/|ssh:\/\/)([^@/]*@)?/, '')
      .replace(/^git@([^:]+):/, '$1/')
      .replace(/\.git\/?$|\/$/, '')
      .toLowerCase();
  return plain(remote) === plain(url);
}
