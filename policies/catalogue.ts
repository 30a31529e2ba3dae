import type { Policy } from './policy';
import { allowPrivilegeEscalation } from './pod-security/allow-privilege-escalation/policy';
import { capabilities } from './pod-security/capabilities/policy';
import { hostFilesystem } from './pod-security/host-filesystem/policy';
import { hostNamespaces } from './pod-security/host-namespaces/policy';
import { hostNetworkPorts } from './pod-security/host-network-ports/policy';
import { hostProcess } from './pod-security/host-process/policy';
import { privilegedContainer } from './pod-security/privileged-container/policy';
import { runAsNonRoot } from './pod-security/run-as-non-root/policy';
import { seccomp } from './pod-security/seccomp/policy';
import { volumeTypes } from './pod-security/volume-types/policy';
import { allowedImages } from './supply-chain/allowed-images/policy';
import { imageDigests } from './supply-chain/image-digests/policy';
import { nearest } from './nearest';

/** Every policy there is, by category and id. */
export const catalogue: readonly Policy[] = [
  allowPrivilegeEscalation,
  capabilities,
  hostFilesystem,
  hostNamespaces,
  hostNetworkPorts,
  hostProcess,
  privilegedContainer,
  runAsNonRoot,
  seccomp,
  volumeTypes,
  allowedImages,
  imageDigests,
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
