import { findClusters, type FindClustersOptions } from '../../../../kit/core/clusters/find-clusters';
import { openRepository } from '../../../../kit/core/repository/open';
import { testEnvironment } from '../../support/environment';
import { kustomization, manifests, syncFile } from '../../support/manifests';
import { type Files, makeRepository } from '../../support/repository';

function clusterFile(name: string, spec: object = {}, more: object = {}): string {
  return manifests({
    apiVersion: 'securitytower.io/v1alpha1',
    kind: 'Cluster',
    metadata: { name, ...more },
    spec,
  });
}

const argoDestination = { server: 'https://kubernetes.default.svc', namespace: 'shop' };

function argoApplication(name: string, path: string, destination: object = argoDestination): object {
  const source = { repoURL: 'https://github.com/acme/fleet', targetRevision: 'main', path };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: { project: 'default', source, destination },
  };
}

function argoSet(generator: object, destination: object = argoDestination): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'ApplicationSet',
    metadata: { name: 'set', namespace: 'argocd' },
    spec: {
      generators: [generator],
      template: { spec: { source: { repoURL: 'x', path: '{{path}}' }, destination } },
    },
  };
}

function argoClusterSecret(name: string, server: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    data: { name: Buffer.from(name).toString('base64') },
    stringData: { server },
  };
}

/** A source beside the Kustomization that takes it. */
function gitSource(name: string, url = `https://github.com/acme/${name}`): object {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name, namespace: 'flux-system' },
    spec: { interval: '1m', url, ref: { branch: 'main' } },
  };
}

function of(source: string, kind = 'GitRepository'): object {
  return { sourceRef: { kind, name: source } };
}

/** As github.com/onedr0p/cluster-template lays a cluster out, of which `flux/config` is applied once by hand. */
function communityCluster(folder: string): Files {
  return {
    [`${folder}/flux/config/cluster.yaml`]: manifests(
      gitSource('home-ops'),
      kustomization('cluster', `./${folder}/flux`, of('home-ops')),
    ),
    [`${folder}/flux/config/flux.yaml`]: manifests(
      {
        ...gitSource('flux-manifests', 'oci://ghcr.io/fluxcd/flux-manifests'),
        kind: 'OCIRepository',
      },
      kustomization('flux', './', of('flux-manifests', 'OCIRepository')),
    ),
    [`${folder}/flux/config/kustomization.yaml`]: manifests({ resources: ['./flux.yaml', './cluster.yaml'] }),
    [`${folder}/flux/apps.yaml`]: manifests(kustomization('apps', `./${folder}/apps`, of('home-ops'))),
    [`${folder}/apps/web/ks.yaml`]: manifests(
      kustomization('web', `./${folder}/apps/web/app`, of('home-ops')),
    ),
  };
}

/** A root as somebody typed it, field after field. */
function rootOfText(...fields: readonly string[]): string {
  return ['apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n', ...fields].join('');
}

const comment = '# This file will be generated automatically by flux bootstrap.\n';

interface Row {
  readonly what: string;
  readonly files: Files;
  readonly entries?: FindClustersOptions['entries'];
  readonly origin?: string;
  /** `name entry origin` of each. */
  readonly clusters: readonly string[];
  /** `file:line message` of each. */
  readonly problems?: readonly RegExp[];
}

const rows: readonly Row[] = [
  {
    what: 'what flux bootstrap writes',
    files: { ...syncFile('clusters/prod'), ...syncFile('clusters/dev') },
    clusters: ['dev ./clusters/dev gotk-sync', 'prod ./clusters/prod gotk-sync'],
  },
  {
    what: 'a gotk-sync.yaml that holds only a comment, as in fluxcd/flux2-multi-tenancy',
    files: { 'clusters/prod/flux-system/gotk-sync.yaml': comment },
    clusters: ['prod ./clusters/prod gotk-sync'],
  },
  {
    what: 'a gotk-sync.yaml at the root: the cluster is named as the repository',
    files: { 'flux-system/gotk-sync.yaml': comment },
    clusters: ['acme-fleet ./ gotk-sync'],
  },
  {
    what: 'a gotk-sync.yaml that says another path than its own',
    files: {
      'bootstrap/flux-system/gotk-sync.yaml': manifests(kustomization('flux-system', 'clusters/prod/')),
    },
    clusters: ['prod ./clusters/prod gotk-sync'],
  },
  {
    what: 'a gotk-sync.yaml that is broken: its place still tells, and the mistake is reported',
    files: { 'clusters/prod/flux-system/gotk-sync.yaml': 'kind: [\n' },
    clusters: ['prod ./clusters/prod gotk-sync'],
    problems: [/^clusters\/prod\/flux-system\/gotk-sync\.yaml:\d is not valid YAML/],
  },
  {
    what: 'a root whose name stands among references to its source, however they are written',
    files: {
      'a.yaml': rootOfText(
        'spec:\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n  path: ./a\n',
        'metadata:\n  name: flux-system\n',
      ),
      'b.yaml': rootOfText(
        'metadata:\n    name: flux-system\n',
        'spec:\n    path: ./b\n    sourceRef:\n        kind: GitRepository\n        name: flux-system',
      ),
      'c.yaml': rootOfText(
        'spec:\r\n  path: ./c\r\n  sourceRef:\r\n',
        'metadata:\r\n  namespace: flux-system\r\n  name: flux-system\r\n',
      ),
      'd.yaml': rootOfText('spec:\n  path: ./d\n', 'metadata:\n  sourceRef:\n  name: flux-system\n'),
      'e.yaml': rootOfText(
        'spec:\n  path: ./e\n',
        'metadata:\n  sourceRef:\n    kind: GitRepository\n  name: flux-system\n',
      ),
    },
    clusters: ['a', 'b', 'c', 'd', 'e'].map((name) => `${name} ./${name} kustomization`),
  },
  {
    what: 'Kustomizations that only take what they apply from flux-system: none is a root',
    files: {
      'apps.yaml': manifests(kustomization('apps', './apps', of('flux-system'))),
      'chart.yaml': manifests({
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name: 'web' },
        spec: { chart: { spec: { chart: './web', ...of('flux-system') } } },
      }),
    },
    clusters: [],
  },
  {
    what: 'any root Kustomization with a literal path, also as a patch that says nothing else',
    files: {
      'bootstrap/prod.yaml': manifests(kustomization('flux-system', './fleet/prod')),
      'patches/dev.yaml': manifests({
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata: { name: 'flux-system' },
        spec: { path: './fleet/dev' },
      }),
    },
    clusters: ['dev ./fleet/dev kustomization', 'prod ./fleet/prod kustomization'],
  },
  {
    what: 'a root Kustomization whose path only the cluster knows',
    files: { 'bootstrap/all.yaml': manifests(kustomization('flux-system', './fleet/${CLUSTER}')) },
    clusters: [],
    problems: [
      /^bootstrap\/all\.yaml:8 Kustomization spec\.path is '\.\/fleet\/\$\{CLUSTER\}'.*--entry NAME=PATH/,
    ],
  },
  {
    what: 'other Kustomizations are no clusters',
    files: {
      'a.yaml': manifests(kustomization('apps', './apps'), {
        ...kustomization('flux-system', './x'),
        kind: 'X',
      }),
    },
    clusters: [],
  },
  {
    what: 'a FluxInstance',
    files: {
      'prod/instance.yaml': manifests({
        apiVersion: 'fluxcd.controlplane.io/v1',
        kind: 'FluxInstance',
        metadata: { name: 'flux', namespace: 'flux-system' },
        spec: {
          sync: { kind: 'GitRepository', url: 'https://github.com/acme/fleet', path: 'clusters/prod' },
        },
      }),
    },
    clusters: ['prod ./clusters/prod flux-instance'],
  },
  {
    what: "a FluxInstance in the values of the operator's chart",
    files: {
      'apps/flux.yaml': manifests({
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name: 'flux-instance' },
        spec: { values: { instance: { sync: { kind: 'GitRepository', path: 'kubernetes/flux' } } } },
      }),
    },
    clusters: ['acme-fleet ./kubernetes/flux flux-instance'],
  },
  {
    what: "the values of the operator's chart in a file of their own, and an artifact that is made of a folder",
    files: {
      'kubernetes/flux-instance/values.yaml': manifests({
        instance: {
          sync: { kind: 'OCIRepository', url: 'oci://ghcr.io/acme/fleet', path: './clusters/prod' },
        },
      }),
      'kubernetes/clusters/prod/apps.yaml': comment,
      'charts/web/values.yaml': manifests({ instance: { sync: { path: './clusters/dev' } } }),
    },
    clusters: ['prod ./clusters/prod flux-instance of ./kubernetes'],
  },
  {
    what: 'an artifact that is made of nobody knows which folder',
    files: {
      'values.yaml': manifests({
        instance: {
          sync: { kind: 'OCIRepository', url: 'oci://ghcr.io/acme/fleet', path: './clusters/prod' },
        },
      }),
      'a/clusters/prod/apps.yaml': comment,
      'b/clusters/prod/apps.yaml': comment,
    },
    clusters: [],
    problems: [
      /^values\.yaml:5 a FluxInstance syncs \.\/clusters\/prod of an artifact.*it is in \.\/a and in \.\/b/,
    ],
  },
  {
    what: 'patches in a kustomization file: strategic merge and JSON patch',
    files: {
      'prod/kustomization.yaml': manifests({
        resources: ['../base'],
        patches: [
          {
            patch:
              'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux-system}\nspec: {path: ./fleet/prod}\n',
          },
        ],
      }),
      'dev/kustomization.yaml': manifests({
        patches: [
          {
            target: { kind: 'Kustomization', name: 'flux-system' },
            patch: '- op: replace\n  path: /spec/path\n  value: ./fleet/dev\n',
          },
          {
            target: { kind: 'Kustomization', name: 'apps' },
            patch: '- op: replace\n  path: /spec/path\n  value: ./x\n',
          },
        ],
      }),
      'all/kustomization.yaml': manifests({
        patches: [
          {
            target: { kind: 'Kustomization', name: 'flux-system' },
            patch: '- op: replace\n  path: /spec/path\n  value: ./fleet/${CLUSTER}\n',
          },
        ],
      }),
    },
    clusters: ['dev ./fleet/dev kustomization', 'prod ./fleet/prod kustomization'],
    problems: [/^all\/kustomization\.yaml:2 a patch of Kustomization flux-system: spec\.path is/],
  },
  {
    what: 'clusters that only Application files name, by convention, and those of other repositories',
    files: {
      '.securitytower/shop.yaml': manifests({
        apiVersion: 'securitytower.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'shop' },
        spec: {
          stages: [
            { name: 'dev', cluster: { name: 'dev' } },
            { name: 'test', cluster: { name: 'test' } },
            { name: 'prod', cluster: { name: 'prod', repository: 'https://github.com/acme/acme-fleet.git' } },
            { name: 'other', cluster: { name: 'other', repository: 'https://github.com/acme/elsewhere' } },
          ],
        },
      }),
      ...syncFile('environments/dev'),
      'cluster/prod/x.yaml': '',
    },
    clusters: [
      'dev ./environments/dev gotk-sync',
      'prod ./cluster/prod application-file',
      'test ./cluster application-file',
    ],
  },
  {
    what: 'Cluster files by our entry, whatever their names and however deep',
    files: {
      '.securitytower/a/b/whatever.txt': clusterFile('prod', {
        delivery: { engine: 'flux', entry: './fleet/p' },
      }),
      'fleet/p/x.yaml': '',
    },
    clusters: ['prod ./fleet/p cluster-file'],
  },
  {
    what: 'Cluster files of the original product, by convention',
    files: {
      '.securitytower/one.yaml': clusterFile('one'),
      '.phylake/two': clusterFile('two').replace('securitytower.io', 'phylake.io'),
      'cluster/one/x.yaml': '',
      ...syncFile('environments/two'),
    },
    clusters: ['one ./cluster/one cluster-file', 'two ./environments/two cluster-file'],
  },
  {
    what: "a Cluster file alone: the repository's cluster folder",
    files: { '.securitytower/cluster.yaml': clusterFile('cluster-test'), 'cluster/rbac.yaml': '' },
    clusters: ['cluster-test ./cluster cluster-file'],
  },
  {
    what: 'a Cluster file without anything to begin with',
    files: { '.securitytower/cluster.yaml': clusterFile('prod') },
    clusters: [],
    problems: [
      /^\.securitytower\/cluster\.yaml:4 Cluster prod: nothing says where it begins.*--entry prod=PATH/,
    ],
  },
  {
    what: 'Cluster files that are not understood, each with its line',
    files: {
      '.securitytower/a.yaml': clusterFile('a').replace('v1alpha1', 'v9'),
      '.securitytower/b.yaml': clusterFile('b', { delivery: { engine: 'argocd', entry: './b' } }),
      '.securitytower/c.yaml': clusterFile('c', { delivery: { entry: '../../c' } }),
      '.securitytower/d.yaml': 'apiVersion: securitytower.io/v1alpha1\nkind: [\n',
      '.securitytower/README.md': '# Only: words: here\n\n- `{`\n',
    },
    clusters: [],
    problems: [
      /^\.securitytower\/a\.yaml:1 Cluster a has the apiVersion 'securitytower.io\/v9': write securitytower/,
      /^\.securitytower\/b\.yaml:7 Cluster b is delivered by 'argocd'/,
      /^\.securitytower\/c\.yaml:7 Cluster c has the entry '\.\.\/\.\.\/c', which leads out of the repository/,
      /^\.securitytower\/d\.yaml:\d is not valid YAML/,
    ],
  },
  {
    what: 'Applications and others beside them are no clusters',
    files: {
      '.securitytower/app.yaml': clusterFile('shop').replace('Cluster', 'Application'),
      '.securitytower/cluster.yaml': clusterFile('prod', { delivery: { entry: 'cluster/prod' } }),
    },
    clusters: ['prod ./cluster/prod cluster-file'],
  },
  {
    what: 'one cluster that several declare: the Cluster file names it',
    files: {
      ...syncFile('clusters/p'),
      '.securitytower/c.yaml': clusterFile('prod', { delivery: { entry: './clusters/p' } }),
      'bootstrap.yaml': manifests(kustomization('flux-system', 'clusters/p')),
    },
    clusters: ['prod ./clusters/p cluster-file'],
  },
  {
    what: 'the same last folder twice: as many folders as it takes',
    files: { ...syncFile('prod/weu'), ...syncFile('dev/weu'), ...syncFile('dev/neu') },
    clusters: ['dev-weu ./dev/weu gotk-sync', 'neu ./dev/neu gotk-sync', 'prod-weu ./prod/weu gotk-sync'],
  },
  {
    what: 'folders that only say which tool begins there name a cluster where nothing else does',
    files: {
      ...syncFile('kubernetes/main/flux'),
      ...syncFile('kubernetes/main/argo'),
      ...syncFile('clusters/weu/config'),
      ...syncFile('cluster/base'),
    },
    clusters: [
      'acme-fleet ./cluster/base gotk-sync',
      'argo ./kubernetes/main/argo gotk-sync',
      'flux ./kubernetes/main/flux gotk-sync',
      'weu ./clusters/weu/config gotk-sync',
    ],
  },
  {
    what: 'two Cluster files of one name, and two of one entry',
    files: {
      '.securitytower/1.yaml': clusterFile('prod', { delivery: { entry: './a' } }),
      '.securitytower/2.yaml': clusterFile('prod', { delivery: { entry: './b' } }),
      '.securitytower/3.yaml': clusterFile('dev', { delivery: { entry: './a' } }),
    },
    clusters: ['prod ./a cluster-file'],
    problems: [
      /^\.securitytower\/3\.yaml:4 cluster dev begins at \.\/a as prod does/,
      /^\.securitytower\/2\.yaml:4 a second cluster is named prod \(\.\/a and \.\/b\)/,
    ],
  },
  {
    what: 'a root Application of Argo CD that lies in what it applies',
    files: {
      'apps/root.yaml': manifests(argoApplication('root', 'apps')),
      'apps/web.yaml': manifests(argoApplication('web', 'web')),
      'web/other.yaml': manifests({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', metadata: {} }),
    },
    clusters: ['apps ./apps argo-cd'],
  },
  {
    what: 'Applications of Argo CD that lie outside of what they apply, one Argo CD a folder',
    files: {
      'dev/root.yaml': manifests(argoApplication('root', 'apps/dev')),
      'apps/dev/kustomization.yaml': manifests({ resources: ['../base'] }),
      'apps/base/kustomization.yaml': manifests({ resources: ['web.yaml'] }),
      'apps/base/web.yaml': manifests(argoApplication('web', 'web')),
      'prod/set.yaml': manifests(
        argoSet({ git: { directories: [{ path: 'apps/*' }, { path: 'more/*', exclude: true }] } }),
      ),
      'more/x/again.yaml': manifests(argoApplication('again', 'charts/again')),
      'charts/again/Chart.yaml': 'name: again\n',
      'charts/again/templates/app.yaml': manifests(argoApplication('made', 'made')),
      'made/circle.yaml': manifests(argoApplication('circle', 'made')),
    },
    clusters: [
      'dev ./dev argo-cd [dev/root.yaml]',
      'prod ./prod argo-cd [prod/set.yaml]',
      'x ./more/x argo-cd [more/x/again.yaml]',
    ],
  },
  {
    what: 'an Argo CD that delivers several clusters, by what registers and what lists them',
    files: {
      'hub/root.yaml': manifests(argoApplication('root', 'apps')),
      'hub/weu.yaml': manifests(argoClusterSecret('weu', 'https://weu.example.com')),
      'apps/near.yaml': manifests(argoApplication('near', 'x')),
      'apps/weu.yaml': manifests(
        argoApplication('weu', 'x', { name: 'weu' }),
        argoApplication('weu-too', 'x', { server: 'https://weu.example.com' }),
      ),
      'apps/list.yaml': manifests(
        argoSet(
          { matrix: { generators: [{ list: { elements: [{ url: 'https://neu.example.com' }] } }, {}] } },
          { server: '{{.url}}' },
        ),
        argoSet({ clusters: {} }, { server: '{{server}}' }),
        argoSet({ pullRequest: {} }, { server: '{{ url }}' }),
      ),
    },
    clusters: [
      'hub ./hub argo-cd [hub/root.yaml to https://kubernetes.default.svc in-cluster]',
      'neu.example.com ./hub argo-cd [hub/root.yaml to https://neu.example.com]',
      'weu ./hub argo-cd [hub/root.yaml to https://weu.example.com weu]',
    ],
    problems: [
      /^apps\/list\.yaml:\d+ ApplicationSet set goes to '\{\{ url \}\}', which is only known once.*--entry NAME=\.\/hub/,
    ],
  },
  {
    what: 'Applications that Flux applies are no roots, whatever is beside them',
    files: {
      ...syncFile('clusters/prod'),
      'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps/${STAGE}')),
      'apps/prod/web.yaml': manifests(argoApplication('web', 'web')),
      'clusters/prod/own.yaml': manifests(argoApplication('own', 'web')),
      'other/root.yaml': manifests(argoApplication('root', 'web')),
    },
    clusters: ['other ./other argo-cd [other/root.yaml]', 'prod ./clusters/prod gotk-sync'],
  },
  {
    what: 'a Cluster file of one that Argo CD delivers',
    files: {
      '.securitytower/prod.yaml': clusterFile('prod', { delivery: { engine: 'argo-cd', entry: './apps' } }),
      'apps/root.yaml': manifests(argoApplication('root', 'apps')),
    },
    clusters: ['prod ./apps cluster-file argo-cd'],
  },
  {
    what: 'clusters that apply themselves under a name of their own, as the community lays them out',
    files: { ...communityCluster('kubernetes/main'), ...communityCluster('kubernetes/storage') },
    clusters: ['main ./kubernetes/main/flux self-applied', 'storage ./kubernetes/storage/flux self-applied'],
  },
  {
    what: 'one cluster, whose folders say nothing of it, is named as the repository',
    files: communityCluster('kubernetes'),
    clusters: ['acme-fleet ./kubernetes/flux self-applied'],
  },
  {
    what: 'a cluster that applies itself by the references of its kustomization file alone',
    files: {
      'kube/clusters/weu/flux/kustomization.yaml': manifests({
        resources: ['repo.yaml', '../../../deploy/web'],
      }),
      'kube/clusters/weu/flux/repo.yaml': manifests(
        gitSource('fleet'),
        kustomization('0-weu', './kube/clusters/weu/flux', of('fleet')),
      ),
      'kube/deploy/web/kustomization.yaml': manifests({ resources: ['ks.yaml'] }),
      'kube/deploy/web/ks.yaml': manifests(
        gitSource('fleet-too'),
        kustomization('web', './kube/deploy/web', of('fleet-too')),
      ),
    },
    clusters: ['weu ./kube/clusters/weu/flux self-applied'],
  },
  {
    what: 'Kustomizations that look like it and are no roots',
    files: {
      ...syncFile('clusters/prod'),
      'clusters/prod/tenants.yaml': manifests(kustomization('tenants', './tenants')),
      // A found cluster applies it.
      'tenants/shop/self.yaml': manifests(
        gitSource('shop'),
        kustomization('shop', './tenants/shop', of('shop')),
      ),
      // Its kustomization file does not refer to it.
      'unreferenced/kustomization.yaml': manifests({ resources: ['other.yaml'] }),
      'unreferenced/self.yaml': manifests(gitSource('a'), kustomization('a', './unreferenced', of('a'))),
      // Its source is nowhere beside it.
      'sourceless/self.yaml': manifests(kustomization('b', './sourceless', of('b'))),
      // A template, for another place.
      'templates/kubernetes/flux/self.yaml': manifests(
        gitSource('c'),
        kustomization('c', './kubernetes/flux', of('c')),
        kustomization('d', './templates/${CLUSTER}', of('c')),
        kustomization('e', './templates/{{ cluster }}', of('c')),
      ),
      // The root of another repository, which the path cannot tell from this one's.
      'elsewhere/self.yaml': manifests(gitSource('f'), kustomization('f', './', of('f'))),
      // One that nobody found applies it.
      'byhand/parent.yaml': manifests(kustomization('g', './byhand/child')),
      'byhand/child/self.yaml': manifests(gitSource('h'), kustomization('h', './byhand/child/deep', of('h'))),
      'byhand/child/deep/self.yaml': manifests(
        gitSource('i'),
        kustomization('i', './byhand/child/deep', of('i')),
      ),
      // A part of others.
      'part/kustomization.yaml': manifests({ kind: 'Component', resources: ['self.yaml'] }),
      'part/self.yaml': manifests(gitSource('j'), kustomization('j', './part', of('j'))),
    },
    clusters: ['prod ./clusters/prod gotk-sync'],
  },
  {
    what: 'the root of the repository, where the source is known to be where it was cloned from',
    files: {
      'flux/self.yaml': manifests(
        gitSource('home', 'ssh://git@GitHub.com/acme/home.git'),
        kustomization('cluster', './', of('home')),
      ),
    },
    origin: 'github.com/acme/home',
    clusters: ['acme-fleet ./ self-applied'],
  },
  {
    what: 'of those that apply each other the one that applies more',
    files: {
      'flux/all.yaml': manifests(gitSource('home'), kustomization('config', './flux/config', of('home'))),
      'flux/config/self.yaml': manifests(
        gitSource('home'),
        kustomization('config', './flux/config', of('home')),
        kustomization('cluster', './flux', of('home')),
      ),
    },
    clusters: ['acme-fleet ./flux self-applied'],
  },
  {
    what: 'a cluster that applies itself, renamed by its path',
    files: communityCluster('kubernetes/main'),
    entries: [{ name: 'home', path: 'kubernetes/main/flux' }],
    clusters: ['home ./kubernetes/main/flux option'],
  },
  {
    what: 'Components of kustomize that a pattern of an ApplicationSet reaches, and those that nothing does',
    files: {
      'hub/root.yaml': manifests(argoApplication('root', 'clusters/weu')),
      'clusters/weu/set.yaml': manifests(
        argoSet({ git: { directories: [{ path: 'clusters/weu/infra/*' }] } }),
      ),
      'clusters/weu/infra/certs/kustomization.yaml': manifests({
        components: ['../../../../infra/certs/argo'],
      }),
      'infra/certs/argo/kustomization.yaml': manifests({ kind: 'Component', resources: ['app.yaml'] }),
      'infra/certs/argo/app.yaml': manifests(argoApplication('certs', 'infra/certs/chart')),
      'clusters/weu/infra/dns/kustomization.yaml': manifests({ resources: ['../../../../infra/dns'] }),
      'infra/dns/kustomization.yaml': manifests({ resources: ['app.yaml'] }),
      'infra/dns/app.yaml': manifests(argoApplication('dns', 'infra/dns/chart')),
      'infra/unused/kustomization.yaml': manifests({ kind: 'Component', resources: ['app.yaml'] }),
      'infra/unused/app.yaml': manifests(argoApplication('unused', 'x')),
    },
    clusters: ['hub ./hub argo-cd [hub/root.yaml]'],
  },
  {
    what: 'an entry that is a Helm chart, which Flux does not build',
    files: {
      'apps/Chart.yaml': 'name: apps\n',
      'apps/templates/apps.yaml': '{{- range .Values.applications }}\nkind: Application\n{{ end }}\n',
      'kustomized/Chart.yaml': 'name: kustomized\n',
      'kustomized/kustomization.yaml': manifests({ resources: [] }),
      'argo/Chart.yaml': 'name: argo\n',
      'argo/templates/root.yaml': manifests(argoApplication('root', 'argo')),
    },
    entries: [
      { name: 'x', path: './apps/' },
      { name: 'y', path: './kustomized' },
      { name: 'z', path: './argo' },
    ],
    clusters: ['y ./kustomized option', 'z ./argo option argo-cd'],
    problems: [
      /^apps\/Chart\.yaml:undefined --entry x=\.\/apps is a Helm chart.*an Application of Argo CD with source\.path 'apps'/,
    ],
  },
  {
    what: 'an option wins over what is declared: by name and by path',
    files: {
      ...syncFile('clusters/p'),
      '.securitytower/c.yaml': clusterFile('prod', { delivery: { entry: './elsewhere' } }),
      'x/y.yaml': '',
    },
    entries: [
      { name: 'prod', path: './x' },
      { name: 'renamed', path: 'clusters/p' },
    ],
    clusters: ['prod ./x option', 'renamed ./clusters/p option'],
  },
];

test.each(rows)('$what', async ({ files, entries, origin, clusters, problems = [] }) => {
  const repository = await openRepository(testEnvironment(), makeRepository(files));
  for (const revision of [undefined, 'HEAD']) {
    const { files: listing } = await repository.snapshot(revision);
    const found = await findClusters(listing, { entries, origin, rootName: 'acme-fleet' });
    expect(
      found.clusters.map(({ name, entry, origin, folder, argo, delivery }) =>
        [
          name,
          entry,
          origin,
          ...(folder === undefined ? [] : ['of', folder]),
          ...(delivery === 'argo-cd' && origin !== 'argo-cd' ? [delivery] : []),
          ...(argo === undefined
            ? []
            : [
                `[${[...argo.files, ...(argo.destinations.length > 0 ? ['to'] : []), ...argo.destinations].join(' ')}]`,
              ]),
        ].join(' '),
      ),
    ).toEqual(clusters);
    expect(found.problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual(
      problems.map((problem) => expect.stringMatching(problem) as string),
    );
  }
});

test('what a Cluster file says is kept, also when an option moves the entry', async () => {
  const labels = { 'fleetkeep.dev/stage': 'prod', 'fleetkeep.dev/kubernetes-version': '1.34' };
  const spec = { configuration: { geographicLocation: 'westeurope' }, delivery: { entry: './a' } };
  const files = { '.securitytower/c.yaml': clusterFile('prod', spec, { labels }) };
  const repository = await openRepository(testEnvironment(), makeRepository(files));
  const { files: listing } = await repository.snapshot();
  const options = { entries: [{ name: 'prod', path: './b' }], rootName: 'x' };
  const { clusters } = await findClusters(listing, options);
  expect(clusters).toEqual([
    expect.objectContaining({
      entry: './b',
      stage: 'prod',
      kubernetesVersion: '1.34',
      location: 'westeurope',
    }),
  ]);
});
