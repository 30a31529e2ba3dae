import type { Files } from './chart-files';
import { clusterNames, type RepositorySize, teamNames } from './size';

const regions = ['westeurope', 'northeurope', 'swedencentral', 'germanywestcentral'];

/** Each cluster's entry: what `flux bootstrap` writes, its variables, a Kustomization for each team. */
export function clusterFiles(size: RepositorySize): Files {
  const files: Files = {};
  for (const [index, cluster] of clusterNames(size).entries()) {
    const at = `clusters/${cluster}`;
    files[`${at}/flux-system/gotk-sync.yaml`] =
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: flux-system, namespace: flux-system}\nspec:\n  interval: 1m\n  url: https://github.com/acme/fleet\n  ref: {branch: main}\n---\n${kustomization('flux-system', at)}`;
    files[`${at}/flux-system/kustomization.yaml`] = 'resources: [gotk-sync.yaml]\n';
    files[`${at}/cluster-vars.yaml`] =
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cluster-vars, namespace: flux-system}\ndata:\n  CLUSTER: ${cluster}\n  REGION: ${regions[index % regions.length]}\n  STAGE: ${index % 2 === 0 ? 'prod' : 'test'}\n`;
    for (const team of teamNames(size)) {
      files[`${at}/${team}.yaml`] =
        `${kustomization(team, `teams/${team}/clusters/${cluster}`)}  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: cluster-vars\n`;
    }
  }
  return files;
}

function kustomization(name: string, path: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n  interval: 10m\n  prune: true\n  path: ./${path}\n  sourceRef: {kind: GitRepository, name: flux-system}\n`;
}
