import type { GithubProps } from '../../fleet/github-props';

import { declareCluster, declareFleet, problemsOf } from './declare';

const github: GithubProps = {
  owner: 'acme',
  repository: 'fleet',
  plan: 'enterprise',
  owners: { platform: ['@acme/platform'] },
};

function problems(props: Partial<GithubProps>): readonly string[] {
  const fleet = declareFleet({ github: { ...github, ...props } });
  declareCluster(fleet, 'dev-weu');
  return problemsOf(fleet);
}

test('the least that can be said resolves', () => expect(problems({})).toEqual([]));

test.each<[string, Partial<GithubProps>, string]>([
  ['nobody owns anything', { owners: undefined }, 'github.owners is missing: nobody would own anything'],
  ['an empty role', { owners: { platform: [] } }, 'github.owners.platform is empty; name a team'],
  [
    'an owner that is none',
    { owners: { platform: ['acme/platform'] } },
    "github.owners.platform: 'acme/platform' is no owner; write '@organisation/team' or '@user'",
  ],
  [
    'going without something that there is not',
    { without: ['reviews' as 'review'] },
    "github.without 'reviews' is no control; did you mean 'review'?",
  ],
  [
    'going without what the plan can do',
    { without: ['review'] },
    "github.without 'review': plan 'enterprise' can do it, and without it nothing has to be reviewed",
  ],
  ['no check at all', { requiredChecks: [] }, 'github.requiredChecks is empty: nothing would judge'],
  [
    'a check that any token could post',
    { requiredChecks: [{ context: 'policy', appId: 0 }] },
    "github.requiredChecks 'policy': appId 0 is no id of a GitHub App; GitHub Actions is 15368",
  ],
  ['a release app by name', { releaseAppId: Number.NaN }, 'github.releaseAppId NaN is no id'],
  [
    'seven approving teams',
    { deploymentReviewers: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] },
    'github.deploymentReviewers names 7 teams; GitHub takes 6',
  ],
  [
    'an approving team as CODEOWNERS writes it',
    { deploymentReviewers: ['@acme/duty'] },
    "github.deploymentReviewers '@acme/duty' is no slug of a team",
  ],
  [
    'a cluster without a key',
    { fluxCredential: { kind: 'deploy-key', publicKeys: {} } },
    "github.fluxCredential: cluster 'dev-weu' has no public key; make one with ssh-keygen -t ed25519",
  ],
  [
    'a key of no cluster',
    { fluxCredential: { kind: 'deploy-key', publicKeys: { 'dev-wue': 'ssh-ed25519 AAAA' } } },
    "github.fluxCredential: a key of cluster 'dev-wue', which is unknown; did you mean 'dev-weu'?",
  ],
  [
    'a key that is none',
    { fluxCredential: { kind: 'deploy-key', publicKeys: { 'dev-weu': 'hello' } } },
    "github.fluxCredential: the key of 'dev-weu' is no OpenSSH public key",
  ],
  [
    'an invoice to nobody',
    { organisationSettings: { billingEmail: 'billing' } },
    "github.organisationSettings.billingEmail 'billing' is no e-mail address",
  ],
])('%s', (_title, props, message) => {
  expect(problems(props)).toContainEqual(expect.stringContaining(message));
});

test('a private key is refused and not repeated', () => {
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n-----END OPENSSH PRIVATE KEY-----';
  const said = problems({ fluxCredential: { kind: 'deploy-key', publicKeys: { 'dev-weu': key } } });
  expect(said).toEqual([expect.stringContaining('is a private key, which never leaves the cluster')]);
  expect(said.join()).not.toContain('hunter2');
});
