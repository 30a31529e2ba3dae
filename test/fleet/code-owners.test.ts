import { ownersOf } from '../../fleet/code-owners';

/** Pattern, path, whether GitHub matches it ("About code owners", section "CODEOWNERS syntax"). */
test.each([
  ['*', 'cluster/prod/x.yaml', true],
  ['*.js', 'deep/down/a.js', true],
  ['*.js', 'deep/a.ts', false],
  ['/build/logs/', 'build/logs/today/a', true],
  ['/build/logs/', 'other/build/logs/a', false],
  ['docs/*', 'docs/getting-started.md', true],
  ['docs/*', 'docs/build-app/troubleshooting.md', false],
  ['apps/', 'deep/apps/a/b', true],
  ['**/logs', 'build/logs/a', true],
  ['**/logs', 'logs/a', true],
  ['/apps/github', 'apps/github/a', true],
  ['/cluster/prod-*/', 'cluster/prod-weu/x', true],
  ['/cluster/prod-*/', 'cluster/dev-weu/x', false],
  ['/a.b/', 'axb/c', false],
])('%s on %s: %s', (pattern, path, matches) => {
  expect(ownersOf(path, { [pattern]: ['@acme/a'] })).toEqual(matches ? ['@acme/a'] : []);
});

test('the last match wins, also when it takes the owners away', () => {
  expect(ownersOf('a/b', { '*': ['@acme/a'], '/a/': ['@acme/b'] })).toEqual(['@acme/b']);
  expect(ownersOf('a/b', { '*': ['@acme/a'], '/a/': [] })).toEqual([]);
});
