import { openRepository } from '../../../../kit/core/repository/open';
import { testEnvironment } from '../../support/environment';
import { commit, git, makeRepository, write } from '../../support/repository';

/** Branches that go apart and together again, the same for the same seed. */
function history(seed: number): { readonly directory: string; readonly commits: readonly string[] } {
  const directory = makeRepository({ 'a.yaml': '0' });
  const commits = [git(directory, 'rev-parse', 'HEAD')];
  let state = seed;
  const pick = (count: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * count);
  };
  for (let step = 1; step <= 24; step++) {
    git(directory, 'checkout', '--quiet', '--detach', commits[pick(commits.length)] ?? '');
    if (pick(3) === 0) {
      const other = commits[pick(commits.length)] ?? '';
      git(directory, 'merge', '--quiet', '--no-ff', '-s', 'ours', '-m', `merge ${step}`, other);
    } else {
      write(directory, { [`${step}.yaml`]: `${step}` });
      commit(directory);
    }
    commits.push(git(directory, 'rev-parse', 'HEAD'));
  }
  return { directory, commits: [...new Set(commits)] };
}

test('the merge base is that of git, wherever two commits stand', async () => {
  const { directory, commits } = history(4_301);
  const repository = await openRepository(testEnvironment(), directory);
  let shortly = 0;
  for (const [at, base] of commits.entries()) {
    for (const head of commits.filter((_, other) => (at + other) % 3 === 0)) {
      const all = git(directory, 'merge-base', '--all', base, head).split('\n');
      expect(all).toContain(await repository.mergeBase(base, head));
      if (all[0] === base) shortly++;
    }
  }
  expect(shortly).toBeGreaterThan(20);
});

test('a base far below is found, too', async () => {
  const directory = makeRepository({ 'a.yaml': '0' });
  const first = git(directory, 'rev-parse', 'HEAD');
  for (let step = 1; step <= 20; step++) {
    write(directory, { 'a.yaml': `${step}` });
    commit(directory);
  }
  const repository = await openRepository(testEnvironment(), directory);
  for (const base of ['HEAD', 'HEAD~1', 'HEAD~16', 'HEAD~17', first])
    expect(await repository.mergeBase(base)).toBe(git(directory, 'rev-parse', base));
});
