import type { Policy } from './policy';
import { blockEndpointEdit } from './access/block-endpoint-edit/policy';
import { disallowAnonymous } from './access/disallow-anonymous/policy';
import { restrictRbacSubjects } from './access/restrict-rbac-subjects/policy';
import { restrictRoleBindings } from './access/restrict-role-bindings/policy';
import { restrictRoleRules } from './access/restrict-role-rules/policy';
import { roleWildcards } from './access/role-wildcards/policy';
import { systemMasters } from './access/system-masters/policy';
import { horizontalPodAutoscaler } from './availability/horizontal-pod-autoscaler/policy';
import { podDisruptionBudget } from './availability/pod-disruption-budget/policy';
import { replicaLimits } from './availability/replica-limits/policy';
import { requiredProbes } from './availability/required-probes/policy';
import { blockLoadBalancer } from './exposure/block-load-balancer/policy';
import { blockNodePort } from './exposure/block-node-port/policy';
import { blockWildcardIngress } from './exposure/block-wildcard-ingress/policy';
import { externalIps } from './exposure/external-ips/policy';
import { httpsOnly } from './exposure/https-only/policy';
import { uniqueIngressHost } from './exposure/unique-ingress-host/policy';
import { uniqueServiceSelector } from './exposure/unique-service-selector/policy';
import { fluxAllowedSources } from './gitops/flux-allowed-sources/policy';
import { fluxCrossNamespaceSources } from './gitops/flux-cross-namespace-sources/policy';
import { fluxRemoteClusters } from './gitops/flux-remote-clusters/policy';
import { fluxServiceAccount } from './gitops/flux-service-account/policy';
import { fluxVerifiedSources } from './gitops/flux-verified-sources/policy';
import { interactiveAccess } from './gitops/interactive-access/policy';
import { namespaceLabels } from './gitops/namespace-labels/policy';
import { onlyGitopsWrites } from './gitops/only-gitops-writes/policy';
import { protectedPolicies } from './gitops/protected-policies/policy';
import { reservedServiceAccounts } from './gitops/reserved-service-accounts/policy';
import { automountServiceAccountToken } from './identity/automount-service-account-token/policy';
import { defaultServiceAccount } from './identity/default-service-account/policy';
import { noUpdateServiceAccount } from './identity/no-update-service-account/policy';
import { defaultDenyEgress } from './network/default-deny-egress/policy';
import { namespaceNetworkPolicies } from './network/namespace-network-policies/policy';
import { deprecatedApi } from './other/deprecated-api/policy';
import { interactiveTty } from './other/interactive-tty/policy';
import { requiredAnnotations } from './other/required-annotations/policy';
import { requiredLabels } from './other/required-labels/policy';
import { restrictNamespaces } from './other/restrict-namespaces/policy';
import { secretsInVariables } from './other/secrets-in-variables/policy';
import { securityContext } from './other/security-context/policy';
import { storageClass } from './other/storage-class/policy';
import { allowPrivilegeEscalation } from './pod-security/allow-privilege-escalation/policy';
import { allowedUsers } from './pod-security/allowed-users/policy';
import { appArmor } from './pod-security/app-armor/policy';
import { capabilities } from './pod-security/capabilities/policy';
import { flexVolumes } from './pod-security/flex-volumes/policy';
import { forbiddenSysctls } from './pod-security/forbidden-sysctls/policy';
import { fsGroup } from './pod-security/fs-group/policy';
import { hostFilesystem } from './pod-security/host-filesystem/policy';
import { hostNamespaces } from './pod-security/host-namespaces/policy';
import { hostNetworkPorts } from './pod-security/host-network-ports/policy';
import { hostProbesLifecycle } from './pod-security/host-probes-lifecycle/policy';
import { hostProcess } from './pod-security/host-process/policy';
import { privilegedContainer } from './pod-security/privileged-container/policy';
import { procMount } from './pod-security/proc-mount/policy';
import { readOnlyRootFilesystem } from './pod-security/read-only-root-filesystem/policy';
import { runAsNonRoot } from './pod-security/run-as-non-root/policy';
import { seccomp } from './pod-security/seccomp/policy';
import { seccompAnnotations } from './pod-security/seccomp-annotations/policy';
import { selinux } from './pod-security/selinux/policy';
import { volumeTypes } from './pod-security/volume-types/policy';
import { containerLimits } from './resources/container-limits/policy';
import { containerRatios } from './resources/container-ratios/policy';
import { containerRequests } from './resources/container-requests/policy';
import { ephemeralStorageLimit } from './resources/ephemeral-storage-limit/policy';
import { requiredResources } from './resources/required-resources/policy';
import { allowedImages } from './supply-chain/allowed-images/policy';
import { allowedRepositories } from './supply-chain/allowed-repositories/policy';
import { disallowedRepositories } from './supply-chain/disallowed-repositories/policy';
import { disallowedTags } from './supply-chain/disallowed-tags/policy';
import { imageDigests } from './supply-chain/image-digests/policy';
import { signedImages } from './supply-chain/signed-images/policy';
import { trustedImageList } from './supply-chain/trusted-images/policy';
import { nearest } from './nearest';

/** Every policy there is, by category and id. */
export const catalogue: readonly Policy[] = [
  blockEndpointEdit,
  disallowAnonymous,
  restrictRbacSubjects,
  restrictRoleBindings,
  restrictRoleRules,
  roleWildcards,
  systemMasters,
  horizontalPodAutoscaler,
  podDisruptionBudget,
  replicaLimits,
  requiredProbes,
  blockLoadBalancer,
  blockNodePort,
  blockWildcardIngress,
  externalIps,
  httpsOnly,
  uniqueIngressHost,
  uniqueServiceSelector,
  fluxAllowedSources,
  fluxCrossNamespaceSources,
  fluxRemoteClusters,
  fluxServiceAccount,
  fluxVerifiedSources,
  interactiveAccess,
  namespaceLabels,
  onlyGitopsWrites,
  protectedPolicies,
  reservedServiceAccounts,
  automountServiceAccountToken,
  defaultServiceAccount,
  noUpdateServiceAccount,
  defaultDenyEgress,
  namespaceNetworkPolicies,
  deprecatedApi,
  interactiveTty,
  requiredAnnotations,
  requiredLabels,
  restrictNamespaces,
  secretsInVariables,
  securityContext,
  storageClass,
  allowPrivilegeEscalation,
  allowedUsers,
  appArmor,
  capabilities,
  flexVolumes,
  forbiddenSysctls,
  fsGroup,
  hostFilesystem,
  hostNamespaces,
  hostNetworkPorts,
  hostProbesLifecycle,
  hostProcess,
  privilegedContainer,
  procMount,
  readOnlyRootFilesystem,
  runAsNonRoot,
  seccomp,
  seccompAnnotations,
  selinux,
  volumeTypes,
  containerLimits,
  containerRatios,
  containerRequests,
  ephemeralStorageLimit,
  requiredResources,
  allowedImages,
  allowedRepositories,
  disallowedRepositories,
  disallowedTags,
  imageDigests,
  signedImages,
  trustedImageList,
];

/**
 * The policy of an id.
 *
 * @throws Error when there is none; the message names the ids that look like it.
 */
export function policyById(id: string): Policy {
  const found = catalogue.find((policy) => policy.id === id);
  if (found === undefined) {
    const ids = catalogue.map((policy) => policy.id);
    throw new Error(`Unknown policy "${id}". Did you mean ${nearest(id, ids).join(' or ')}?`);
  }
  return found;
}

/** The policy whose constraints are of a kind, for instance `K8sPSPCapabilities`; none for kinds of others. */
export function policyByKind(kind: string): Policy | undefined {
  return catalogue.find((policy) => policy.kind === kind);
}
