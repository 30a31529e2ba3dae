import { RepositoryDeployKey } from '@cdktf/provider-github/lib/repository-deploy-key';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

export interface DeployKeysProps {
  readonly github: ResolvedGithub;
  readonly repository: string;
}

/** What Flux reads the repository with where it is no GitHub App: one key a cluster, and none of them can write. */
export class DeployKeys extends Construct {
  constructor(scope: Construct, id: string, { github, repository }: DeployKeysProps) {
    super(scope, id);
    if (github.fluxCredential.kind !== 'deploy-key') return;
    for (const [cluster, key] of Object.entries(github.fluxCredential.publicKeys)) {
      new RepositoryDeployKey(this, cluster, {
        repository,
        title: `Flux on ${cluster}`,
        key: key.trim(),
        readOnly: true,
      });
    }
  }
}
