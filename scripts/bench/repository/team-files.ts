import { charts, type Files } from './chart-files';
import { clusterNames, type RepositorySize, teamNames } from './size';

/** Each team's base and its overlay for each cluster, which patches the base and adds to it. */
export function teamFiles(size: RepositorySize): Files {
  const files: Files = {};
  for (const [team, name] of teamNames(size).entries()) {
    Object.assign(files, baseFiles(name));
    for (const [cluster, clusterName] of clusterNames(size).entries())
      Object.assign(files, overlayFiles(name, clusterName, team * size.clusters + cluster));
  }
  return files;
}

function baseFiles(team: string): Files {
  const at = `teams/${team}/base`;
  const object = (apiVersion: string, kind: string, name: string, rest: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${kind === 'Namespace' ? '' : `  namespace: ${team}\n`}${rest}`;
  const files: Files = {
    'namespace.yaml': object(
      'v1',
      'Namespace',
      team,
      '  labels:\n    team: ' + team + '\n    stage: ${STAGE}\n',
    ),
    'quota.yaml': object('v1', 'ResourceQuota', 'quota', 'spec:\n  hard: {pods: "40"}\n'),
    'limits.yaml': object(
      'v1',
      'LimitRange',
      'limits',
      'spec:\n  limits:\n    - type: Container\n      default: {memory: 128Mi}\n',
    ),
    'network.yaml': object(
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'default-deny',
      'spec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]\n',
    ),
    'role.yaml': object(
      'rbac.authorization.k8s.io/v1',
      'Role',
      'deployer',
      'rules:\n  - apiGroups: [apps]\n    resources: [deployments]\n    verbs: [get, list, patch]\n',
    ),
    'binding.yaml': object(
      'rbac.authorization.k8s.io/v1',
      'RoleBinding',
      'deployer',
      `roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: deployer}\nsubjects:\n  - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: ${team}}\n`,
    ),
  };
  for (const chart of charts) files[`${chart}.yaml`] = release(team, chart);
  files['kustomization.yaml'] = `resources: [${Object.keys(files).join(', ')}]\n`;
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${at}/${name}`, content]));
}

function release(team: string, chart: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${chart}
  namespace: ${team}
spec:
  interval: 10m
  chart:
    spec:
      chart: ./charts/${chart}
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
  values:
    image: registry.example.com/${team}/${chart}:1.0.0
    labels: {team: ${team}, region: "\${REGION}"}
`;
}

/** @param index of the pair of team and cluster: what it decides differs from pair to pair */
function overlayFiles(team: string, cluster: string, index: number): Files {
  const at = `teams/${team}/clusters/${cluster}`;
  const files: Files = {
    'account.yaml': `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: robot-${index}, namespace: ${team}}\n`,
    'settings.env': `pair=${index}\ncluster=${cluster}\n`,
    'web.yaml': valuesPatch(team, 'web', `replicas: ${1 + (index % 5)}`),
    'worker.yaml': valuesPatch(team, 'worker', `user: ${index % 10 === 0 ? 0 : 1000 + index}`),
    'store.yaml': valuesPatch(team, 'store', `settings: {pair: "${index}", cluster: "\${CLUSTER}"}`),
    'debug.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: debug, namespace: ${team}}
spec:
  selector: {matchLabels: {app: debug}}
  template:
    metadata: {labels: {app: debug}}
    spec:
      hostNetwork: ${index % 9 === 0}
      containers:
        - name: debug
          image: ${index % 4 === 0 ? 'docker.io/library/busybox' : `registry.example.com/${team}/debug:${index}`}
          securityContext: {privileged: ${index % 7 === 0}, runAsNonRoot: ${index % 3 !== 0}}
`,
  };
  files['kustomization.yaml'] = `resources: [../../base, account.yaml, debug.yaml]
commonAnnotations: {example.com/pair: "${index}"}
configMapGenerator:
  - name: settings
    namespace: ${team}
    envs: [settings.env]
patches: [{path: web.yaml}, {path: worker.yaml}, {path: store.yaml}]
`;
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${at}/${name}`, content]));
}

function valuesPatch(team: string, chart: string, value: string): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: ${chart}, namespace: ${team}}\nspec:\n  values:\n    ${value}\n`;
}
