import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

import { ResolvedGithub, ResolvedTenant } from '../../fleet/resolved-fleet';
import { GitRepository } from '../flux/git-repository';
import { Kustomization } from '../flux/kustomization';
import { accounts, signingKeysSecret, tenantCredentialSecret } from '../names';

export interface SyncChartProps {
  readonly github: ResolvedGithub;
  readonly tenant: ResolvedTenant;
}

/**
 * The tenant's source and what Flux applies of it, both in the tenant's namespace: no reference crosses into Flux's.
 * `${STAGE}` is filled in by the cluster's `tenants` Kustomization.
 */
export class SyncChart extends Chart {
  constructor(scope: Construct, id: string, { github, tenant }: SyncChartProps) {
    super(scope, id);
    const { namespace, source } = tenant;
    const repository = {
      name: tenant.name,
      namespace,
      interval: '1m',
      credentialSecret: tenantCredentialSecret,
    };
    const common = {
      namespace,
      source: tenant.name,
      serviceAccountName: accounts.tenant,
      targetNamespace: namespace,
      interval: '5m',
      wait: true,
    };
    if (source.kind === 'repository') {
      new GitRepository(this, 'source', { ...repository, url: source.url, branch: source.branch });
      new Kustomization(this, 'root', { ...common, name: tenant.name, path: source.path });
      return;
    }
    new GitRepository(this, 'source', {
      ...repository,
      url: github.sourceUrl,
      asGithubApp: github.fluxCredential.kind === 'github-app',
      branch: github.defaultBranch,
      signingKeysSecret: github.signingKeys.size > 0 ? signingKeysSecret : undefined,
      folders: ['tenants'],
    });
    for (const application of tenant.applications) {
      new Kustomization(this, `application-${application.name}`, {
        ...common,
        name: application.name,
        path: `./tenants/applications/${application.name}/\${STAGE}`,
      });
    }
  }
}
