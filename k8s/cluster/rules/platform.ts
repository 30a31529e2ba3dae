import { k8s } from 'cdk8s-plus-27';

import { clusterRoles } from '../../names';
import { manage } from './verbs';

/**
 * What the platform's Kustomizations apply: namespaces with their bounds, tenants, sources and releases. Software comes
 * by HelmReleases that act as accounts of their own. It can hand out `admin` in a namespace, tenants' own roles, and what
 * Gatekeeper's release needs in its own, and no other right that it has not itself.
 *
 * @param tenantRoles names of the roles of tenants that are not `admin` of their namespace
 */
export const platformRules = (tenantRoles: readonly string[]): readonly k8s.PolicyRule[] => [
  {
    apiGroups: [''],
    resources: ['configmaps', 'limitranges', 'namespaces', 'resourcequotas', 'secrets', 'serviceaccounts'],
    verbs: manage,
  },
  { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: manage },
  { apiGroups: ['scheduling.k8s.io'], resources: ['priorityclasses'], verbs: manage },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'], verbs: manage },
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['clusterroles'],
    resourceNames: ['admin', clusterRoles.gatekeeperRelease, ...tenantRoles],
    verbs: ['bind'],
  },
  { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: manage },
  { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'], verbs: manage },
  {
    apiGroups: ['source.toolkit.fluxcd.io'],
    resources: ['gitrepositories', 'helmrepositories', 'ocirepositories'],
    verbs: manage,
  },
];
