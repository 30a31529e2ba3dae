import { at, isMapping, type Mapping, textAt } from '../yaml-documents';

/** A container of a workload, of whatever list. */
export interface Container {
  readonly name: string;
  readonly image: string;
}

/** Where each kind keeps its pod. */
const podPaths: Readonly<Record<string, readonly string[]>> = {
  'v1/Pod': ['spec'],
  'v1/PodTemplate': ['template', 'spec'],
  'v1/ReplicationController': ['spec', 'template', 'spec'],
  'apps/DaemonSet': ['spec', 'template', 'spec'],
  'apps/Deployment': ['spec', 'template', 'spec'],
  'apps/ReplicaSet': ['spec', 'template', 'spec'],
  'apps/StatefulSet': ['spec', 'template', 'spec'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  'batch/Job': ['spec', 'template', 'spec'],
};

/** The containers of a workload: init and ephemeral ones too. Empty for what runs nothing. */
export function containersOf(object: Mapping): readonly Container[] {
  const group = String(object.apiVersion).split('/')[0];
  const path = podPaths[`${group}/${String(object.kind)}`];
  if (path === undefined) return [];
  const pod = at(object, ...path);
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => {
    const containers = at(pod, list);
    return Array.isArray(containers) ? containers.filter(isMapping).flatMap(containerOf) : [];
  });
}

function containerOf(container: Mapping): readonly Container[] {
  const image = textAt(container, 'image');
  return image === undefined ? [] : [{ name: textAt(container, 'name') ?? '', image }];
}
