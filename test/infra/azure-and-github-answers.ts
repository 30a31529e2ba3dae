import type { BenchAnswers } from '../terraform/support/bench-answers';

const commit = {
  sha: '4f2c8d1e9b7a6053c1d2e3f4a5b6c7d8e9f00112',
  commit: { verification: { verified: true, reason: 'valid' } },
};

/** Where a key's template deployment says that its key is. */
function keyDeployment(name: string) {
  const uri = `https://kv-bench.vault.azure.net/keys/${name}`;
  return {
    type: 'azurerm_resource_group_template_deployment',
    where: { name: `key-${name}` },
    values: {
      output_content: JSON.stringify({
        uri: { type: 'String', value: uri },
        versionedUri: { type: 'String', value: `${uri}/0123456789abcdef0123456789abcdef` },
      }),
    },
  };
}

/** What Azure and GitHub answer where the stacks look inside of an answer: a pushed, signed repository and made keys. */
export const azureAndGithubAnswers: BenchAnswers = {
  data: [
    { type: 'github_repository', values: { default_branch: 'main' } },
    // The newest commit of a folder; what is told later wins.
    { type: 'github_rest_api', values: { code: 200, body: JSON.stringify([commit]) } },
    {
      type: 'github_rest_api',
      where: { endpoint: 'repos/acme/fleet/commits/main' },
      values: { code: 200, body: JSON.stringify(commit) },
    },
  ],
  resources: [keyDeployment('etcd'), keyDeployment('disks')],
};
