import { join } from 'node:path';

/** A program of the control plane that is built from its upstream module. */
export interface Program {
  readonly name: string;
  /** Upstream's version; part of the cache folder's name. */
  readonly version: string;
  /** Folder of the Go module under test/e2e/tools that pins it; named after the Kubernetes release of its libraries. */
  readonly module: string;
  /** What is built: an import path, or a folder of the module itself, as './etcd'. */
  readonly package: string;
  /** What upstream's own build tells the program about itself. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Folder of the Go modules that pin the programs. */
export const toolsDirectory = join(__dirname, '..', 'tools');

/** Clients compare versions: without these the API server calls itself v0.0.0-master and they stumble. */
const kubernetesVariables = {
  'k8s.io/component-base/version.gitVersion': 'v1.34.2',
  'k8s.io/component-base/version.gitMajor': '1',
  'k8s.io/component-base/version.gitMinor': '34',
};

const kubernetes = (name: string): Program => ({
  name,
  version: '1.34.2',
  module: 'kubernetes-1.34',
  package: `k8s.io/kubernetes/cmd/${name}`,
  variables: kubernetesVariables,
});

const gatekeeper = (name: string, path: string): Program => ({
  name,
  version: '3.23.1',
  module: 'kubernetes-1.36',
  package: `github.com/open-policy-agent/gatekeeper/v3${path}`,
  variables: { 'github.com/open-policy-agent/gatekeeper/v3/pkg/version.Version': 'v3.23.1' },
});

/** The longest first: what is built later shares what was compiled before. */
export const programs = {
  'kube-apiserver': kubernetes('kube-apiserver'),
  etcd: { name: 'etcd', version: '3.6.4', module: 'kubernetes-1.34', package: './etcd' },
  gatekeeper: gatekeeper('gatekeeper', ''),
  gator: gatekeeper('gator', '/cmd/gator'),
  'kustomize-controller': {
    name: 'kustomize-controller',
    version: '1.7.3',
    module: 'kubernetes-1.34',
    package: 'github.com/fluxcd/kustomize-controller',
  },
  'kube-controller-manager': kubernetes('kube-controller-manager'),
  'kube-scheduler': kubernetes('kube-scheduler'),
  kubectl: kubernetes('kubectl'),
  kwok: { name: 'kwok', version: '0.8.0', module: 'kubernetes-1.36', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  'flux-stand-ins': {
    name: 'flux-stand-ins',
    version: '0',
    module: 'kubernetes-1.34',
    package: './flux-stand-ins',
  },
  'controller-gen': {
    name: 'controller-gen',
    version: '0.19.0',
    module: 'kubernetes-1.34',
    package: 'sigs.k8s.io/controller-tools/cmd/controller-gen',
  },
} as const satisfies Readonly<Record<string, Program>>;

export type ProgramName = keyof typeof programs;
