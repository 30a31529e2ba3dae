import { KubernetesClusterExtension } from '@cdktf/provider-azurerm/lib/kubernetes-cluster-extension';
import { KubernetesFluxConfiguration } from '@cdktf/provider-azurerm/lib/kubernetes-flux-configuration';
import { DataGithubRestApi } from '@cdktf/provider-github/lib/data-github-rest-api';
import { Construct } from 'constructs';

import type { ResolvedGithub } from '../../fleet/resolved-fleet';

export interface FluxExtensionProps {
  readonly clusterId: string;
  /** The folder of the fleet repository that Flux starts from, for instance `./cluster/prod-weu`. */
  readonly entry: string;
  readonly github: ResolvedGithub;
}

/**
 * Flux as the AKS extension: Azure installs and updates it, over the resource manager, so that no runner has to see a
 * private API server.
 *
 * Azure's source cannot verify signatures. Its first hop is therefore pinned to a commit, the newest that touched the
 * folder `<entry>/flux-system`, and Terraform refuses one without a valid signature. That folder holds only the
 * GitRepository that verifies and the root Kustomization; everything else arrives through these.
 *
 * The credential is the Secret `flux-system` in the namespace `flux-system`: read-only, and never in Terraform's state.
 */
export class FluxExtension extends Construct {
  constructor(scope: Construct, id: string, { clusterId, entry, github }: FluxExtensionProps) {
    super(scope, id);
    const path = `${entry.replace(/^\.\//, '')}/flux-system`;
    const extension = new KubernetesClusterExtension(this, 'extension', {
      name: 'flux',
      clusterId,
      extensionType: 'microsoft.flux',
      releaseTrain: 'Stable',
      releaseNamespace: 'flux-system',
      configurationSettings: {
        'helm-controller.enabled': 'true',
        'source-controller.enabled': 'true',
        'kustomize-controller.enabled': 'true',
        'notification-controller.enabled': 'true',
        // Nothing but a pull request changes the repository.
        'image-automation-controller.enabled': 'false',
        'image-reflector-controller.enabled': 'false',
        'multiTenancy.enforce': 'true',
      },
    });
    const commit = new DataGithubRestApi(this, 'sync_commit', {
      endpoint: `repos/${github.owner}/${github.repository}/commits?sha=${github.defaultBranch}&path=${path}&per_page=1`,
      lifecycle: {
        postcondition: [
          {
            condition: '${length(try(jsondecode(self.body), [])) == 1}',
            errorMessage: `${github.url} has no commit on '${github.defaultBranch}' that touches '${path}'. Push what 'npm run synth' wrote, then apply again.`,
          },
          {
            condition: '${try(jsondecode(self.body)[0].commit.verification.verified, false)}',
            errorMessage: `The newest commit on '${github.defaultBranch}' that touches '${path}' carries no signature that GitHub could verify. Let a signed commit replace it, then apply again.`,
          },
        ],
      },
    });
    new KubernetesFluxConfiguration(this, 'entry', {
      // Not 'flux-system': a GitRepository of that name is the one that verifies.
      name: 'entry',
      clusterId,
      namespace: 'flux-system',
      scope: 'cluster',
      gitRepository: {
        url: github.sourceUrl,
        provider: github.fluxCredential.kind === 'github-app' ? 'GitHub' : undefined,
        referenceType: 'commit',
        referenceValue: `\${jsondecode(${commit.fqn}.body)[0].sha}`,
        localAuthReference: 'flux-system',
        syncIntervalInSeconds: 600,
        timeoutInSeconds: 120,
      },
      kustomizations: [
        {
          name: 'sync',
          path: `./${path}`,
          garbageCollectionEnabled: true,
          wait: false,
          syncIntervalInSeconds: 600,
          retryIntervalInSeconds: 60,
          timeoutInSeconds: 300,
        },
      ],
      dependsOn: [extension],
    });
  }
}
