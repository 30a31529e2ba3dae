import { stringify } from 'yaml';

import type { Files } from './repository';

/** Manifests as one file's text. */
export function manifests(...objects: readonly object[]): string {
  return objects.map((object) => stringify(object)).join('---\n');
}

/** A Flux Kustomization of the repository itself. */
export function kustomization(name: string, path: string, spec: object = {}): object {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      interval: '10m',
      path,
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'flux-system' },
      ...spec,
    },
  };
}

/** What `flux bootstrap` writes for a cluster. */
export function syncFile(entry: string): Files {
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'flux-system', namespace: 'flux-system' },
    spec: { interval: '1m', url: 'https://github.com/acme/fleet', ref: { branch: 'main' } },
  };
  const root = kustomization('flux-system', `./${entry}`);
  return { [`${entry}/flux-system/gotk-sync.yaml`]: manifests(source, root) };
}

/** A namespace. */
export function namespace(name: string, labels: object = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

/** A ConfigMap. */
export function configMap(name: string, data: object = {}, namespaceName = 'shop'): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: namespaceName }, data };
}

/** A Deployment of one container, which is privileged or not. */
export function deployment(
  name: string,
  privileged: boolean,
  image = 'registry.example.com/shop/web:1.0.0',
): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'web', image, securityContext: { privileged } }] },
      },
    },
  };
}

/** A template that denies every ConfigMap whose data has the key `forbidden`. */
export function forbiddenTemplate(rego?: string): object {
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: {
      name: 'testforbidden',
      annotations: { 'fleetkeep.dev/severity': 'high', 'fleetkeep.dev/controls': 'acme/1/C-7' },
    },
    spec: {
      crd: { spec: { names: { kind: 'TestForbidden' } } },
      targets: [
        {
          target: 'admission.k8s.gatekeeper.sh',
          rego:
            rego ??
            [
              'package testforbidden',
              'violation[{"msg": msg, "details": {"field": "data.forbidden"}}] {',
              '  input.review.object.data.forbidden',
              '  msg := sprintf("data.forbidden is %v: remove it", [input.review.object.data.forbidden])',
              '}',
            ].join('\n'),
        },
      ],
    },
  };
}

/** The constraint of that template. */
export function forbiddenConstraint(enforcementAction = 'deny', name = 'no-forbidden'): object {
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: 'TestForbidden',
    metadata: { name },
    spec: {
      enforcementAction,
      match: { kinds: [{ apiGroups: [''], kinds: ['ConfigMap'] }] },
    },
  };
}

/** A cluster `prod` with one policy, judged clean: what the tests break, one thing at a time. */
export function cleanCluster(): Files {
  return {
    ...syncFile('clusters/prod'),
    'clusters/prod/policies.yaml': manifests(kustomization('policies', './policies')),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps')),
    'policies/template.yaml': manifests(forbiddenTemplate()),
    'policies/constraint.yaml': manifests(forbiddenConstraint()),
    'apps/namespace.yaml': manifests(namespace('shop')),
    'apps/settings.yaml': manifests(configMap('settings', { color: 'blue' })),
  };
}
