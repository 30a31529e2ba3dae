/**
 * The hardened defaults that a cluster may go without, for a reason and until a date. Whatever is not listed here
 * cannot be given up: private nodes, Entra ID with Azure RBAC and without local accounts (a certificate of
 * cluster-admin would be in Terraform's state, in clear), network policies.
 */
export const controls = {
  'no-run-command': "No shell on the cluster through Azure's own API, past the network",
  'kms-etcd-encryption': 'Secrets in etcd are encrypted with a key of the customer',
  'customer-managed-disk-keys': 'Disks are encrypted with a key of the customer',
  'host-encryption': 'Caches and temporary disks of the nodes are encrypted',
  'fips-nodes': 'Nodes use cryptography validated by FIPS 140',
  'ephemeral-os-disks': 'A node leaves nothing behind when it goes',
  'automatic-upgrades': 'Patches of Kubernetes arrive in the maintenance window',
  'node-image-upgrades': 'Patches of the nodes arrive in the maintenance window',
  'image-cleaner': 'Images that nothing runs are removed from the nodes',
  'secret-rotation': 'Mounted secrets follow their vault',
  'control-plane-logs': 'Who did what on the API server is logged',
  defender: 'Microsoft Defender watches the nodes at run time',
  'paid-tier': 'The control plane has a service level',
  'fleet-gatekeeper': "The fleet's own policies judge what is admitted, not Azure's",
} as const;

export type Control = keyof typeof controls;

export function isControl(name: string): name is Control {
  return Object.hasOwn(controls, name);
}
