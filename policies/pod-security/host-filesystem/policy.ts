import { pods, type Policy } from '../../policy';
import { cisKubernetes, nist80053, podSecurityStandard } from '../../standards';

export const hostFilesystem: Policy = {
  id: 'host-filesystem',
  category: 'pod-security',
  kind: 'K8sPSPHostFilesystem',
  title: 'No files of the node',
  description: 'Denies pods with a `hostPath` volume, but for paths that are allowed explicitly.',
  rationale:
    "The node's file system holds the kubelet's credentials, the secrets of every pod on the node and the sockets " +
    'of the container runtime. Write access to it is root on the node.',
  remediation:
    'Use `emptyDir` for scratch space, a PersistentVolumeClaim for data, `configMap`, `secret` or `projected` for ' +
    'configuration. Agents that must read a path of the node get it by `allowedHostPaths`, read-only.',
  severity: 'high',
  controls: [
    ...podSecurityStandard('hostPathVolumes'),
    ...cisKubernetes('5.2.11'),
    ...nist80053('SC-7', 'CM-7', 'SA-8'),
  ],
  parameters: {
    allowedHostPaths: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pathPrefix: {
            type: 'string',
            description:
              'An absolute path. What is below it is allowed too: `/var/log` allows `/var/log/pods`.',
          },
          readOnly: {
            type: 'boolean',
            description: 'Whether every mount of the volume must say `readOnly: true`.',
          },
        },
      },
      description: 'Paths of the node that pods may mount.',
      absent: 'no path',
    },
  },
  match: pods,
};
