import { exemptImages } from '../../parameters';
import { pods, type Policy } from '../../policy';
import { nsaCisa } from '../../standards';

export const readOnlyRootFilesystem: Policy = {
  id: 'read-only-root-filesystem',
  category: 'pod-security',
  kind: 'K8sPSPReadOnlyRootFilesystem',
  title: 'A root file system that nobody writes to',
  description:
    'Denies containers that do not set `securityContext.readOnlyRootFilesystem: true`. Windows pods are not judged: ' +
    'the field does not exist there.',
  rationale:
    'Who breaks into a container brings tools along and changes programs. Where the image cannot be written to, ' +
    'neither works, and what runs is what was scanned.',
  remediation:
    'Set `securityContext.readOnlyRootFilesystem: true` and mount an `emptyDir` where the program must write, for ' +
    'instance at `/tmp`.',
  severity: 'low',
  controls: nsaCisa('Immutable file systems'),
  parameters: exemptImages,
  match: pods,
};
