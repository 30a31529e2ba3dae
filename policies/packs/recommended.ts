import { podSecurityStandardsStandard } from '../standards/pod-security';
import { canonical } from './canonical';
import { podSecurityRows } from './pod-security-rows';
import type { PolicyId, PolicyParameters } from './policy-parameters';

const newestMinor = Number(podSecurityStandardsStandard.version.split('.')[1]);

/** A right that leads to others, in the form of a role's rule. */
const right = (apiGroup: string, resources: readonly string[], verbs: readonly string[]) => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
});
const rbac = 'rbac.authorization.k8s.io';
const write = ['create', 'delete', 'patch', 'update'];

/**
 * Roles of Kubernetes, Flux, Gatekeeper and the fleet itself, which need what they grant. Their names are not anybody's:
 * who may write ClusterRoles at all is a matter of RBAC and of review.
 */
const platformRoles = [
  { name: '^(admin|cluster-admin|edit|view)$', regexMatch: true },
  { name: '^system:', regexMatch: true },
  { name: '^(crd-controller|flux-edit|flux-view)-flux-system$', regexMatch: true },
  { name: '^flux-operator(-edit|-view)?$', regexMatch: true },
  { name: 'gatekeeper-manager-role' },
  {
    name: '^fleetkeep:(constraints|gatekeeper-installer|gatekeeper-release|platform|templates)$',
    regexMatch: true,
  },
];
const exemptions = { clusterRoles: platformRoles };

const objectId = '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';

/** Namespaces whose service accounts are the system's. */
const systemAccounts = ['flux-system', 'gatekeeper-system', 'kube-system'];

/** Service accounts that Flux impersonates in tenants' namespaces. */
const impersonated = ['tenant'];

/** Who may always write: Kubernetes' own components, and on AKS Azure's, which is in `system:masters`. */
const system = {
  allowedUsers: ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'],
  allowedGroups: ['system:masters', 'system:nodes'],
};

/**
 * The parameters by which a standard's pack applies a policy. Packs that share them share the constraint: one answers
 * for all standards that ask for it. A policy that is in neither of the two lists is in no standard's pack.
 */
export const recommended: { readonly [Id in PolicyId]?: PolicyParameters[Id] } = {
  // The restricted Pod Security Standard is what the others mean by it, too.
  ...Object.fromEntries(
    podSecurityRows('restricted', newestMinor).map(({ policy, parameters }) => [policy, parameters]),
  ),
  'automount-service-account-token': { explicit: true },
  'block-endpoint-edit': {},
  'block-load-balancer': {},
  'block-node-port': {},
  'block-wildcard-ingress': {},
  'default-deny-egress': {},
  'default-service-account': {},
  'deprecated-api': {
    // https://kubernetes.io/docs/reference/using-api/deprecation-guide/
    kvs: [
      {
        deprecatedAPI: 'flowcontrol.apiserver.k8s.io/v1beta3',
        kinds: ['FlowSchema', 'PriorityLevelConfiguration'],
        targetAPI: 'flowcontrol.apiserver.k8s.io/v1',
      },
      {
        deprecatedAPI: 'autoscaling/v2beta2',
        kinds: ['HorizontalPodAutoscaler'],
        targetAPI: 'autoscaling/v2',
      },
      { deprecatedAPI: 'policy/v1beta1', kinds: ['PodDisruptionBudget'], targetAPI: 'policy/v1' },
      { deprecatedAPI: 'policy/v1beta1', kinds: ['PodSecurityPolicy'], targetAPI: 'None' },
      { deprecatedAPI: 'batch/v1beta1', kinds: ['CronJob'], targetAPI: 'batch/v1' },
      { deprecatedAPI: 'extensions/v1beta1', kinds: ['Ingress'], targetAPI: 'networking.k8s.io/v1' },
      {
        deprecatedAPI: 'networking.k8s.io/v1beta1',
        kinds: ['Ingress', 'IngressClass'],
        targetAPI: 'networking.k8s.io/v1',
      },
    ],
  },
  'disallow-anonymous': { allowedRoles: ['system:public-info-viewer'] },
  'external-ips': {},
  'flux-cross-namespace-sources': {},
  'flux-remote-clusters': {},
  'flux-service-account': {},
  'flux-verified-sources': {},
  'https-only': {},
  'image-digests': {},
  'flex-volumes': {},
  'interactive-access': {},
  'interactive-tty': {},
  'namespace-labels': {
    minimumLevel: 'baseline',
    frozenLabels: ['fleetkeep.dev/tenant'],
    exemptNamespaces: [
      'default',
      'flux-system',
      'gatekeeper-system',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ],
  },
  'namespace-network-policies': {},
  'no-update-service-account': { allowedGroups: ['system:serviceaccounts'] },
  'only-gitops-writes': {
    ...system,
    allowedNamespaces: systemAccounts,
    allowedServiceAccounts: impersonated,
  },
  'protected-policies': {
    allowedUsers: [
      'system:serviceaccount:flux-system:constraints',
      'system:serviceaccount:flux-system:kustomize-controller',
      'system:serviceaccount:flux-system:templates',
      'system:serviceaccount:gatekeeper-system:*',
    ],
    allowedGroups: ['system:masters'],
  },
  'read-only-root-filesystem': {},
  'reserved-service-accounts': { accounts: impersonated },
  'restrict-namespaces': { restrictedNamespaces: ['default'] },
  'restrict-rbac-subjects': {
    allowedSubjects: [
      { kind: 'ServiceAccount', name: '.', regexMatch: true },
      { kind: 'Group', name: objectId, regexMatch: true },
      { kind: 'User', name: objectId, regexMatch: true },
      { kind: 'Group', name: '^system:', regexMatch: true },
      { kind: 'User', name: '^system:', regexMatch: true },
    ],
  },
  'restrict-role-bindings': {
    restrictedRole: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
    allowedSubjects: [
      { kind: 'Group', name: 'system:masters' },
      {
        kind: 'ServiceAccount',
        namespace: 'flux-system',
        name: '^(flux-operator|helm-controller|kustomize-controller)$',
        regexMatch: true,
      },
    ],
  },
  'restrict-role-rules': {
    disallowedRules: [
      right('', ['secrets'], ['get', 'list', 'watch']),
      right('', ['pods'], ['create']),
      right('', ['pods/attach', 'pods/exec', 'pods/portforward'], ['create', 'get']),
      right('', ['persistentvolumes'], ['create']),
      right('', ['nodes/proxy'], ['create', 'get', 'patch', 'update']),
      right('', ['serviceaccounts/token'], ['create']),
      right('', ['groups', 'serviceaccounts', 'users'], ['impersonate']),
      right(rbac, ['clusterroles', 'roles'], ['bind', 'escalate']),
      right('certificates.k8s.io', ['certificatesigningrequests/approval'], ['patch', 'update']),
      right(
        'admissionregistration.k8s.io',
        ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
        write,
      ),
    ],
    exemptions,
  },
  'role-wildcards': { exemptions },
  'secrets-in-variables': {},
  'security-context': {},
  'system-masters': {},
  'unique-ingress-host': {},
  'unique-service-selector': {},
};

/**
 * Policies that are in no standard's pack, because whoever uses them must decide something first: what that is, and by
 * which parameters it is said.
 */
export const onDemand: { readonly [Id in PolicyId]?: string } = {
  'allowed-images': 'Which images are trusted: give `allowedImages`; the pack trusted-images asks for it.',
  'allowed-repositories':
    'Which registries are trusted: give `repos`. It is there for older constraints; new ones say it by allowed-images.',
  'allowed-users':
    'Which users and groups containers may have: give `runAsUser`, `runAsGroup`, `fsGroup` and `supplementalGroups`; run-as-non-root is in the packs.',
  'container-limits': 'Which amounts are too much: give `cpu` and `memory`.',
  'container-ratios': 'How far a limit may be above its request: give `ratio` and `cpuRatio`.',
  'container-requests': 'Which amounts are too much: give `cpu` and `memory`.',
  'disallowed-repositories': 'Which registries are not trusted: give `repos`.',
  'disallowed-tags': 'Which tags nobody may use: give `tags`; image-digests is in the packs.',
  'ephemeral-storage-limit': 'Which amount is too much: give `ephemeral-storage`.',
  'flux-allowed-sources': 'Which addresses Flux may pull from: give `allowedUrls`.',
  'fs-group': 'Which groups may own volumes: give `rule` and `ranges`.',
  'horizontal-pod-autoscaler':
    'How many replicas are too few or too many: give `ranges` and `minimumReplicaSpread`.',
  'pod-disruption-budget':
    'Whether the budget of a workload with one replica may hold up the upgrade of its node: no standard answers that.',
  'replica-limits': 'How many replicas are too few or too many: give `ranges`.',
  'required-annotations': 'Which annotations an organisation wants: give `annotations`.',
  'required-labels': 'Which labels an organisation wants: give `labels`.',
  'required-probes': 'Which probes a workload needs: give `probes` and `probeTypes`.',
  'required-resources': 'Which resources must be said: give `limits` and `requests`.',
  'seccomp-annotations':
    'Whether seccomp is still said by annotations, as before Kubernetes 1.27: give `allowedProfiles`; seccomp is in the packs.',
  'signed-images': 'Which provider verifies signatures, which a cluster must have: give `provider`.',
  'storage-class': 'Which classes are encrypted, which a cluster must have: give `allowedStorageClasses`.',
  'trusted-images':
    'Which registries and images are trusted: give `trustedregistries` and `trustedimages`; the pack image-allow-list asks for it. New constraints say it by allowed-images.',
};

/**
 * How a pack names a constraint: as the policy, where the parameters are the recommended ones, so that the name does not
 * depend on which packs a fleet has; else by pack and policy.
 */
export function constraintName(
  pack: string,
  policy: string,
  parameters: Readonly<Record<string, unknown>>,
): string {
  const usual = recommended[policy as PolicyId];
  if (usual !== undefined && canonical(usual) === canonical(parameters)) return policy;
  return `${pack}-${policy}`.replace(/[^a-z0-9-]/g, '-');
}
