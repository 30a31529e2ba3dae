import { AddressRange, formatAddress, formatCidr, parseCidr, prefixLength, subRange } from './cidr';
import { Egress, ResolvedHub, ResolvedNetwork } from './resolved-fleet';

/** Overlay ranges of Azure CNI Overlay: not routed beyond the cluster, so every cluster has the same. */
export const defaultPodCidr = '192.168.0.0/16';
export const defaultServiceCidr = '172.20.0.0/16';

/** Smallest and largest network of a cluster: below a /24 the node subnet has no room for an upgrade's surge. */
export const clusterPrefix = { shortest: 16, longest: 24, allocated: 20 };
export const hubPrefix = 22;

/** Nodes get the lower half; the API server's /28 and the private endpoints' /26 start the upper one. */
export function planNetwork(space: AddressRange, podCidr: string, serviceCidr: string): ResolvedNetwork {
  const half = space.size / 2;
  const service = parseCidr(serviceCidr);
  return {
    addressSpace: formatCidr(space),
    subnets: {
      nodes: formatCidr(subRange(space, 0, prefixLength(space) + 1)),
      apiServer: formatCidr(subRange(space, half, 28)),
      privateEndpoints: formatCidr(subRange(space, half + 64, 26)),
    },
    podCidr,
    serviceCidr,
    // Azure's convention: the tenth address of the service range; the first is the API server's.
    dnsServiceIp: formatAddress((service?.start ?? 0) + 10),
  };
}

export function planHub(
  location: string,
  space: AddressRange,
  egress: readonly Egress[],
  zones: readonly string[],
): ResolvedHub {
  return {
    location,
    egress,
    zones,
    addressSpace: formatCidr(space),
    subnets: {
      firewall: formatCidr(subRange(space, 0, 26)),
      privateEndpoints: formatCidr(subRange(space, 256, 24)),
    },
  };
}
