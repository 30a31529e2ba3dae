import type { GithubProps } from '../../fleet/github-props';
import { exampleFleet } from './example';
import { objectIn, synthesizedTree } from './tree';

const github: GithubProps = {
  owner: 'acme',
  repository: 'fleet',
  plan: 'team',
  without: ['environment-reviewers', 'secret-scanning'],
  owners: { platform: ['@acme/platform'] },
};

function source(props: Partial<GithubProps> = {}): unknown {
  const tree = synthesizedTree(
    exampleFleet({
      fleet: { github: { ...github, ...props } },
      clusters: { 'prod-weu': { stage: 'prod' }, 'dev-weu': {}, 'staging-weu': { stage: 'staging' } },
    }),
  );
  return objectIn(tree, 'cluster/prod-weu/flux-system/gotk-sync.yaml', 'GitRepository')['spec'];
}

test('Flux reads as a GitHub App, by a Secret of its own, and asks again and again', () => {
  expect(source()).toMatchObject({
    provider: 'github',
    url: 'https://github.com/acme/fleet',
    secretRef: { name: expect.any(String) as string },
    interval: '1m',
  });
});

test('or by a deploy key, over SSH', () => {
  const publicKey = `ssh-ed25519 ${'A'.repeat(68)} flux`;
  const publicKeys = { 'prod-weu': publicKey, 'dev-weu': publicKey, 'staging-weu': publicKey };
  const spec = source({ fluxCredential: { kind: 'deploy-key', publicKeys } });
  expect(spec).toMatchObject({ url: 'ssh://git@github.com/acme/fleet' });
  expect(spec).not.toHaveProperty('provider');
});
