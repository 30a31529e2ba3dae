import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-27';
import { Construct } from 'constructs';

import { ResolvedStage } from '../../fleet/resolved-fleet';
import { pruneDisabled } from '../flux/annotations';
import { HelmRelease } from '../flux/helm-release';
import { HelmRepository } from '../flux/helm-repository';
import { Folder } from '../folder';
import { jsonPatch } from '../kustomize/json-patch';
import { writeOverlays } from '../kustomize/overlay';
import { accounts, clusterRoles, gatekeeperNamespace } from '../names';
import { podSecurityLabels } from '../pod-security-labels';
import { gatekeeperReplicas, gatekeeperValues } from './gatekeeper-values';

/** The chart's version and Gatekeeper's: the one that the kit judges with. */
export const gatekeeperVersion = '3.23.1';

const gatekeeper = 'gatekeeper';

/** The Helm repository of its chart. */
export const gatekeeperCharts = 'https://open-policy-agent.github.io/gatekeeper/charts';

/** Where Gatekeeper writes its certificate authority, which it rotates. */
export const rotatedByGatekeeper = [
  '/webhooks/0/clientConfig/caBundle',
  '/webhooks/1/clientConfig/caBundle',
] as const;

/** Or AKS' admissions enforcer adds a namespaceSelector of its own. */
export const admissionsEnforcerDisabled = 'admissions.enforcer/disabled';

/** Writes `policies/gatekeeper`. The version is the overlay's, so that an upgrade passes the stages one by one. */
export function synthesizeGatekeeper(stages: readonly ResolvedStage[], outputDirectory: string): void {
  const path = 'policies/gatekeeper';
  const folder = new Folder(outputDirectory, `${path}/base`);
  new NamespaceChart(folder, 'namespace');
  new ReleaseChart(folder, 'release');
  folder.synth();
  folder.writeKustomization({ resources: ['namespace.yaml', 'release.yaml'] });
  writeOverlays(
    outputDirectory,
    path,
    stages.map((stage) => stage.name),
    (name) => ({
      patches: [
        jsonPatch(
          { kind: HelmRelease.kind, name: gatekeeper },
          { op: 'replace', path: '/spec/chart/spec/version', value: gatekeeperVersion },
          {
            op: 'replace',
            path: '/spec/values/replicas',
            value: gatekeeperReplicas(stages.find((stage) => stage.name === name)?.production === true),
          },
        ),
      ],
    }),
  );
}

/** Gatekeeper's namespace, and the account that Helm acts as in it. */
class NamespaceChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: gatekeeperNamespace,
        annotations: pruneDisabled,
        labels: { ...podSecurityLabels, 'admission.gatekeeper.sh/ignore': 'no-self-managing' },
      },
    });
    const metadata = { name: accounts.gatekeeperInstaller, namespace: gatekeeperNamespace };
    new k8s.KubeServiceAccount(this, 'installer', { metadata, automountServiceAccountToken: false });
    new k8s.KubeRoleBinding(this, 'installer-binding', {
      metadata,
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: clusterRoles.gatekeeperRelease,
      },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    });
  }
}

class ReleaseChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new HelmRepository(this, 'repository', {
      name: gatekeeper,
      namespace: gatekeeperNamespace,
      url: gatekeeperCharts,
      interval: '12h',
    });
    const webhook = { kind: 'ValidatingWebhookConfiguration' };
    new HelmRelease(this, 'release', {
      name: gatekeeper,
      namespace: gatekeeperNamespace,
      chart: { repository: gatekeeper, name: gatekeeper, version: gatekeeperVersion },
      serviceAccountName: accounts.gatekeeperInstaller,
      interval: '1h',
      values: gatekeeperValues,
      // Or AKS' admissions enforcer adds a namespaceSelector of its own:
      // https://learn.microsoft.com/azure/aks/faq, "Can admission controller webhooks impact kube-system".
      postRenderPatches: [
        jsonPatch(webhook, {
          op: 'add',
          path: `/metadata/labels/${admissionsEnforcerDisabled.replace('/', '~1')}`,
          value: 'true',
        }),
      ],
      driftExemptions: [{ paths: rotatedByGatekeeper, target: webhook }],
    });
  }
}
