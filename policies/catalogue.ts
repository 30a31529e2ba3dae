import type { Policy } from './policy';
import { horizontalPodAutoscaler } from './availability/horizontal-pod-autoscaler/policy';
import { podDisruptionBudget } from './availability/pod-disruption-budget/policy';
import { replicaLimits } from './availability/replica-limits/policy';
import { requiredProbes } from './availability/required-probes/policy';
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
  horizontalPodAutoscaler,
  podDisruptionBudget,
  replicaLimits,
  requiredProbes,
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
