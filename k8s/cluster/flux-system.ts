import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

import { FluxDelivery, ResolvedCluster, ResolvedFleet, ResolvedGithub } from '../../fleet/resolved-fleet';
import { GitRepository } from '../flux/git-repository';
import { Kustomization } from '../flux/kustomization';
import { Folder } from '../folder';
import { Patch } from '../kustomize/kustomization-file';
import { writeSigningKeys } from '../kustomize/signing-keys';
import { accounts, fluxCredentialSecret, fluxNamespace, rootName, signingKeysSecret } from '../names';
import { FluxOperatorChart } from './flux-operator';
import { arrival } from './flux-arrival';
import { interruptHealthChecks, lockdownPatches, verificationPatch } from './lockdown';

/** What the cluster's source holds: our own folders, and nothing of the project around them. */
const syncedFolders = ['cluster', 'policies', 'infrastructure', 'tenants'];

/**
 * Writes `flux-system/`: the verifying source, the root Kustomization that applies the cluster's folder (this one
 * included), and what keeps Flux itself up to date.
 */
export function synthesizeFluxSystem(
  fleet: ResolvedFleet,
  cluster: ResolvedCluster & { readonly delivery: FluxDelivery },
  outputDirectory: string,
  path: string,
): void {
  const folder = new Folder(outputDirectory, path);
  new SyncChart(folder, 'gotk-sync', { github: fleet.github, entry: cluster.entry });
  const resources = ['gotk-sync.yaml'];
  let patches: readonly Patch[] | undefined;
  if (cluster.delivery === 'flux-operator') {
    new FluxOperatorChart(folder, 'flux-operator');
    resources.push('flux-operator.yaml');
  }
  if (cluster.delivery === 'bootstrap') {
    resources.unshift('gotk-components.yaml');
    patches = [
      ...lockdownPatches,
      interruptHealthChecks,
      ...(fleet.github.signingKeys.size > 0 ? [verificationPatch] : []),
    ];
  }
  folder.synth();
  folder.writeKustomization({
    resources,
    secretGenerator: writeSigningKeys(folder, fleet.github.signingKeys, fluxNamespace),
    patches,
  });
  folder.writeText('README.md', arrival(cluster, fleet.github));
}

interface SyncChartProps {
  readonly github: ResolvedGithub;
  /** Folder that the root Kustomization applies. */
  readonly entry: string;
}

/** `gotk-sync.yaml`, by the names that `flux bootstrap` gives. */
class SyncChart extends Chart {
  constructor(scope: Construct, id: string, { github, entry }: SyncChartProps) {
    super(scope, id);
    new GitRepository(this, 'source', {
      name: rootName,
      namespace: fluxNamespace,
      url: github.sourceUrl,
      asGithubApp: github.fluxCredential.kind === 'github-app',
      branch: github.defaultBranch,
      interval: '1m',
      credentialSecret: fluxCredentialSecret,
      signingKeysSecret: github.signingKeys.size > 0 ? signingKeysSecret : undefined,
      folders: syncedFolders,
    });
    new Kustomization(this, 'root', {
      name: rootName,
      namespace: fluxNamespace,
      path: entry,
      source: rootName,
      serviceAccountName: accounts.root,
      interval: '10m',
    });
  }
}
