import { deployment, kustomization, manifests, namespace, syncFile } from '../../support/manifests';
import type { Files } from '../../support/repository';

/**
 * A repository of the original product, of the time of one of its three names: every kind of file that it had, in its
 * shapes and with its habits (numbers for cost centres, a path with and without a leading slash, the repository's own
 * address with `.git`). The cluster is what `flux bootstrap --path=./cluster` made of it.
 */
export interface OriginalOptions {
  readonly folder: '.phylake' | '.securitytower';
  readonly apiVersion: 'phylake.io/v1alpha1' | 'securitytower.io/v1alpha1';
  /** Of annotations. */
  readonly prefix: 'cloud.syncier.com' | 'phylake.io' | 'securitytower.io';
}

/** As the tests name the folder that the repository is made in. */
export const address = 'https://github.com/bakery/oven-fleet.git';

export function originalRepository(options: OriginalOptions): Files {
  const { folder, prefix } = options;
  return {
    ...syncFile('cluster'),
    'cluster/policies.yaml': manifests(kustomization('policies', './policies')),
    'cluster/bread.yaml': manifests(kustomization('bread', './bread')),
    ...declarationsOf(options),
    ...policies(prefix),
    'bread/namespace.yaml': manifests(namespace('shop')),
    'bread/oven.yaml': manifests(deployment('oven', true)),
    'bread/cellar.yaml': manifests({
      ...deployment('cellar', true),
      metadata: {
        name: 'cellar',
        namespace: 'shop',
        annotations: { [`${prefix}/policy.exclusion.noprivilege`]: 'The cellar has a device of its own.' },
      },
    }),
    [`${folder}/README.md`]: '# What is here\n\nThe control centre reads it: all of it.\n',
  };
}

/** The folder's declarations; a file's name says nothing. */
export function declarationsOf({ folder, apiVersion }: Omit<OriginalOptions, 'prefix'>): Files {
  const cluster = { repository: address, name: 'oven' };
  return {
    [`${folder}/anything.yml`]: manifests({
      apiVersion,
      kind: 'Cluster',
      metadata: { name: 'oven' },
      spec: {
        tenant: 'bakery',
        contact: { email: 'night-shift@bakery.example', slack: 'https://bakery.slack.example/archives/C01' },
        configuration: {
          description: 'Where the bread comes from. ',
          geographicLocation: 'Azure - Germany West Central ',
          costCenter: 1000,
          production: false,
          securityLevel: 'internal',
          disablePRFeedback: true,
        },
        policies: { path: '/policies' },
        namespaces: [{ path: 'bread' }],
      },
    }),
    [`${folder}/bread`]: manifests({
      apiVersion,
      kind: 'Application',
      metadata: { name: 'bread' },
      spec: {
        applicationOwner: 'night-shift',
        iconURL: 'https://bakery.example/bread.svg',
        securityLevel: 'public',
        stages: [
          { name: 'dough', cluster, resources: { path: 'bread' }, targetNamespace: 'shop' },
          {
            name: 'crust',
            cluster: { repository: 'https://github.com/bakery/other-fleet', name: 'other' },
            resources: { repository: address, revision: 'main', path: 'bread' },
            targetNamespace: 'shop',
            previousStage: 'dough',
          },
        ],
      },
    }),
    [`${folder}/policies-app.yaml`]: manifests({
      apiVersion,
      kind: 'Application',
      metadata: { name: 'policies' },
      spec: { stages: [{ name: 'policies', cluster, resources: { path: 'policies' } }] },
    }),
  };
}

/** Templates by the older API, kinds in lower case, rules beside them, and a file that the control centre read. */
function policies(prefix: OriginalOptions['prefix']): Files {
  const rego = [
    'package noprivilege',
    'excluded {',
    `  input.review.object.metadata.annotations["${prefix}/policy.exclusion.noprivilege"]`,
    '}',
    'violation[{"msg": msg}] {',
    '  not excluded',
    '  container := input.review.object.spec.template.spec.containers[_]',
    '  container.securityContext.privileged',
    '  msg := sprintf("%v is privileged", [container.name])',
    '}',
    '',
  ].join('\n');
  return {
    'policies/constraint-templates/noprivilege-template.yaml': manifests({
      apiVersion: 'templates.gatekeeper.sh/v1beta1',
      kind: 'ConstraintTemplate',
      metadata: { name: 'noprivilege', creationTimestamp: null },
      spec: {
        crd: { spec: { names: { kind: 'noprivilege' } } },
        targets: [{ target: 'admission.k8s.gatekeeper.sh', rego }],
      },
    }),
    'policies/constraints/noprivilege-constraint.yaml': manifests({
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind: 'noprivilege',
      metadata: { name: 'noprivilege' },
      spec: { match: { kinds: [{ apiGroups: ['apps'], kinds: ['Deployment'] }] } },
    }),
    'policies/rules/noprivilege.rego': rego,
    'policies/noprivilege.policy': manifests({
      apiVersion: 'phylake.syncier.cloud/v1alpha2',
      kind: 'Policy',
      metadata: { name: 'NoPrivilege', annotations: { 'phylake.io/policies': 'CR-CON-08-01, CR-CON-08-02' } },
      spec: {
        description: 'No container is privileged.',
        enforcementType: 'opa-gatekeeper',
        kind: ['security', 'Images'],
        example: 'spec:\n  containers:\n-   - securityContext: {privileged: true}\n',
        ruleFiles: ['constraint-templates/noprivilege-template.yaml', 'rules/noprivilege.rego'],
        riskAcceptance: {
          annotationName: `${prefix}/policy.exclusion.noprivilege`,
          example: 'metadata: {}\n',
        },
      },
    }),
  };
}
