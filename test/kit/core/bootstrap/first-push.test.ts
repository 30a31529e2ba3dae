import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { firstPushStep } from '../../../../kit/core/bootstrap/first-push-step';
import { type Look, StepStopped } from '../../../../kit/core/bootstrap/step';
import { WorkTree } from '../../../../kit/core/bootstrap/work-tree';
import { clientOf, repositoryFacts, testToken } from '../../github/fleet-repository';
import { GithubServer } from '../../github/github-server';
import { liveBranch } from '../../github/live-branch';
import { testEnvironment } from '../../support/environment';
import { write } from '../../support/repository';
import { openpgpHome } from '../../support/openpgp-home';
import { type Signer, signer } from '../../support/signer';
import { temporaryDirectory } from '../../support/temporary';

const { url } = repositoryFacts;

let server: GithubServer;
afterEach(() => server.stop());

interface Bench {
  readonly operator: Signer;
  readonly root: string;
  /** Where a push to GitHub really goes. */
  readonly bare: string;
  readonly git: (...parameters: readonly string[]) => string;
  readonly look: () => Promise<Look>;
  /** Does what is open. */
  readonly push: () => Promise<string>;
}

async function bench(more: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const known = signer();
  const operator = { ...known, variables: { ...known.variables, ...more } };
  const home = temporaryDirectory();
  const [root, bare] = [join(home, 'project'), join(home, 'acme', 'fleet')];
  mkdirSync(root);
  mkdirSync(bare, { recursive: true });
  const git = (...parameters: readonly string[]): string =>
    execFileSync('git', parameters, {
      cwd: root,
      env: { ...operator.variables },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  git('init', '--quiet', '--bare', '--initial-branch=main', bare);
  operator.configure(`url.file://${home}/.insteadOf`, 'https://github.com/');
  write(root, {
    '.gitignore': '*.tfstate\n',
    'fleet.ts': 'export {};\n',
    'cluster/prod/x.yaml': 'x: 1\n',
    'state.tfstate': '{"secret":true}\n',
  });
  server = await GithubServer.start({
    '/repos/acme/fleet/branches/main': () =>
      liveBranch({ repository: bare, branch: 'main', variables: operator.variables }),
    '/repos/acme/fleet/rules/branches/main': [],
  });
  const environment = testEnvironment({
    workingDirectory: root,
    variables: { ...operator.variables, GH_TOKEN: testToken },
  });
  const client = await clientOf(server, environment);
  const programs = { variables: environment.variables, hide: (text: string) => text, asks: false };
  const tree = new WorkTree(root, environment, programs, temporaryDirectory());
  const look = (): Promise<Look> => firstPushStep({ facts: () => repositoryFacts, client, tree }).look();
  const push = async (): Promise<string> => {
    const found = await look();
    if (found.kind !== 'open') throw new Error(JSON.stringify(found));
    return found.run();
  };
  return { operator, root, bare, git, look, push };
}

describe('nothing was pushed', () => {
  test('the whole way is shown, then gone: a repository, a signed commit, a push; and the next look finds it done', async () => {
    const { root, git, look, push, bare } = await bench();
    const before = await look();
    expect(before).toMatchObject({ kind: 'open', found: `${url} has no 'main' yet` });
    const shown = before.kind === 'open' ? before.shown : '';
    expect(shown).toContain('git init --initial-branch=main\ngit add --all\ngit commit --gpg-sign');
    expect(shown).toContain(`git remote add origin ${url}\ngit push --set-upstream origin main\n\n3 files:`);
    expect(shown).not.toContain('tfstate');
    expect(existsSync(join(root, '.git'))).toBe(false);
    expect(await push()).toMatch(/^pushed [0-9a-f]{12}, and GitHub has verified its signature$/);
    expect(git('--git-dir', bare, 'ls-tree', '-r', '--name-only', 'main').split('\n')).toEqual([
      '.gitignore',
      'cluster/prod/x.yaml',
      'fleet.ts',
    ]);
    git('verify-commit', 'HEAD');
    expect(await look()).toMatchObject({ kind: 'done' });
  });

  test('an OpenPGP key signs as an SSH key does', async () => {
    const keys = openpgpHome();
    try {
      keys.makeKey('ops@acme.example');
      const { operator, git, look, push } = await bench({ GNUPGHOME: keys.path });
      operator.configure('gpg.format', 'openpgp');
      operator.configure('user.signingkey', 'ops@acme.example');
      expect(await look()).toMatchObject({
        shown: expect.stringContaining('signs with the OpenPGP key ops@acme.example') as string,
      });
      await push();
      expect(git('cat-file', 'commit', 'HEAD')).toContain('BEGIN PGP SIGNATURE');
      expect(await look()).toMatchObject({ kind: 'done' });
    } finally {
      keys.end();
    }
  });

  test('a push that failed is made up for: the commit is there, and only the push is open', async () => {
    const { bare, git, look, push, root } = await bench();
    write(bare, { 'hooks/pre-receive': '#!/bin/sh\necho "not today" >&2\nexit 1\n' });
    execFileSync('chmod', ['+x', join(bare, 'hooks/pre-receive')]);
    await expect(push()).rejects.toMatchObject({
      message: expect.stringContaining('not today') as string,
      fix: 'see that you can reach it: git ls-remote origin',
    });
    execFileSync('rm', [join(bare, 'hooks/pre-receive')]);
    const again = await look();
    expect(again).toMatchObject({ kind: 'open', shown: 'git push --set-upstream origin main' });
    await push();
    expect(git('rev-list', '--count', 'HEAD')).toBe('1');
    expect(existsSync(join(root, '.git'))).toBe(true);
  });

  test('no key: nothing is made', async () => {
    const { operator, root, look } = await bench();
    operator.configure('user.signingkey', '~/.ssh/none.pub');
    expect(await look()).toEqual({
      kind: 'stopped',
      found: 'the SSH key ~/.ssh/none.pub is not there',
      fix: 'git config --global user.signingkey <path of the public key>',
    });
    expect(existsSync(join(root, '.git'))).toBe(false);
  });

  test('commits of yours that are not signed are named, and not rewritten', async () => {
    const { git, look } = await bench();
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    git('commit', '--quiet', '--no-gpg-sign', '--message', 'mine');
    const head = git('rev-parse', 'HEAD');
    expect(await look()).toEqual({
      kind: 'stopped',
      found: `1 commits of your 'main' are not signed: ${head.slice(0, 12)}`,
      fix: 'sign it: git commit --amend --no-edit -S',
    });
  });

  test.each<[string, (git: Bench['git']) => void, string]>([
    [
      'another remote',
      (git) => void git('remote', 'add', 'origin', 'https://github.com/acme/other'),
      `the remote 'origin' is another repository than ${url}`,
    ],
    [
      'another branch',
      (git) => void git('switch', '--orphan', 'trunk'),
      "the project does not stand on 'main'",
    ],
  ])('%s is not touched', async (_title, change, found) => {
    const { git, look } = await bench();
    git('init', '--quiet', '--initial-branch=main');
    change(git);
    expect(await look()).toMatchObject({ kind: 'stopped', found });
  });

  test('the same repository over SSH is the same', async () => {
    const { git, look } = await bench();
    git('init', '--quiet', '--initial-branch=main');
    git('remote', 'add', 'origin', 'git@github.com:acme/fleet.git');
    expect(await look()).toMatchObject({ kind: 'open' });
  });

  test('a folder of another repository is none of its own', async () => {
    const { git, look, root } = await bench();
    git('init', '--quiet', join(root, '..'));
    await expect(look()).rejects.toBeInstanceOf(StepStopped);
  });
});

describe('something is on GitHub', () => {
  test('a signature that GitHub does not know: where to add the key', async () => {
    const { operator, push } = await bench();
    operator.configure('gpg.ssh.allowedSignersFile', '/dev/null');
    await expect(push()).rejects.toMatchObject({
      message: expect.stringContaining('has no signature that GitHub could verify (unknown_key)') as string,
      fix: 'add the public key to your account: https://github.com/settings/keys',
    });
  });

  test('commits that are not here are not written over', async () => {
    const { bare, git, look, root } = await bench();
    const other = temporaryDirectory();
    write(other, { 'README.md': 'theirs\n' });
    git('-C', other, 'init', '--quiet', '--initial-branch=main');
    git('-C', other, 'add', '--all');
    git('-C', other, 'commit', '--quiet', '--message', 'theirs');
    git('-C', other, 'push', '--quiet', bare, 'main');
    const theirs = git('--git-dir', bare, 'rev-parse', 'main');
    for (const begun of [false, true]) {
      if (begun) {
        git('init', '--quiet', '--initial-branch=main');
        git('add', '--all');
        git('commit', '--quiet', '--message', 'mine');
        git('remote', 'add', 'origin', url);
      }
      expect(await look()).toMatchObject({
        kind: 'stopped',
        found: expect.stringContaining('has commits that yours does not have') as string,
        fix: expect.stringContaining('git pull --no-rebase --allow-unrelated-histories') as string,
      });
    }
    expect(git('--git-dir', bare, 'rev-parse', 'main')).toBe(theirs);
    // As the fix says; then the project goes on top of what was there.
    git(
      'pull',
      '--quiet',
      '--no-rebase',
      '--no-edit',
      '--allow-unrelated-histories',
      '--gpg-sign',
      'origin',
      'main',
    );
    expect(await look()).toMatchObject({ kind: 'open', shown: 'git push --set-upstream origin main' });
    expect(existsSync(join(root, 'README.md'))).toBe(true);
  });

  test('newer commits of yours: pushed before there are rules, by pull request once there are', async () => {
    const { git, look, push, root } = await bench();
    await push();
    write(root, { 'more.yaml': 'x: 1\n' });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'more');
    expect(await look()).toMatchObject({ kind: 'open' });
    server.tell('/repos/acme/fleet/rules/branches/main', { body: [{ type: 'pull_request' }] });
    expect(await look()).toMatchObject({
      kind: 'done',
      found: expect.stringContaining('your newer commits go there by pull request') as string,
    });
  });

  test('rules that are not told are not taken for none', async () => {
    const { git, look, push, root } = await bench();
    await push();
    write(root, { 'more.yaml': 'x: 1\n' });
    git('add', '--all');
    git('commit', '--quiet', '--message', 'more');
    server.tell('/repos/acme/fleet/rules/branches/main', { status: 403, body: { message: 'Forbidden' } });
    await expect(look()).rejects.toMatchObject({
      message: expect.stringContaining("GitHub does not say which rules hold on 'main': 403") as string,
    });
  });

  test('what others merged since is no reason to push', async () => {
    const { bare, git, look, push } = await bench();
    await push();
    const other = join(temporaryDirectory(), 'other');
    git('clone', '--quiet', bare, other);
    write(other, { 'theirs.yaml': 'x: 1\n' });
    git('-C', other, 'add', '--all');
    git('-C', other, 'commit', '--quiet', '--message', 'theirs');
    git('-C', other, 'push', '--quiet', 'origin', 'main');
    expect(await look()).toMatchObject({ kind: 'done' });
  });

  test('a refusal is said with what the token lacks', async () => {
    const { look } = await bench();
    server.tell('/repos/acme/fleet/branches/main', {
      status: 403,
      body: { message: 'Resource not accessible by personal access token' },
      headers: { 'x-accepted-github-permissions': 'contents=read' },
    });
    await expect(look()).rejects.toMatchObject({
      message: expect.stringContaining('it needs contents=read') as string,
    });
  });
});
