import type { RenderedResource } from '../../engine-client/protocol';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { at, listAt, textAt } from '../yaml-documents';
import { identity } from './identity';

const group = 'argoproj.io/';

/** By which Argo CD removes what an Application applied before the Application itself goes; without one it leaves it. */
const cascades: readonly unknown[] = [
  'resources-finalizer.argocd.argoproj.io',
  'resources-finalizer.argocd.argoproj.io/foreground',
  'resources-finalizer.argocd.argoproj.io/background',
];

export function isApplication({ apiVersion, kind }: Pick<RenderedResource, 'apiVersion' | 'kind'>): boolean {
  return kind === 'Application' && apiVersion.startsWith(group);
}

export function isAppProject({ apiVersion, kind }: Pick<RenderedResource, 'apiVersion' | 'kind'>): boolean {
  return kind === 'AppProject' && apiVersion.startsWith(group);
}

/** Whether an Application, or a project with Applications, waits with its own end until what depends on it is gone. */
export function cascadesDeletion({ object }: Pick<RenderedResource, 'object'>): boolean {
  return listAt(object, 'metadata', 'finalizers').some((finalizer) => cascades.includes(finalizer));
}

/**
 * Applications, as resources refer to them, whose objects stay when Git drops them: of one that stays those that it does
 * not prune, of one that goes all that it does not take with it.
 *
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning and
 * https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
 */
export function keptApplications(before: ClusterRendering, after: ClusterRendering): readonly string[] {
  const remaining = new Map(
    resourcesOf(after)
      .filter(isApplication)
      .map((one) => [identity(one), one]),
  );
  return resourcesOf(before)
    .filter(isApplication)
    .filter((application) => {
      const remains = remaining.get(identity(application));
      return remains === undefined ? !cascadesDeletion(application) : !prunes(remains);
    })
    .map(({ namespace, name }) => `Application/${namespace}/${name}`);
}

function prunes({ object }: RenderedResource): boolean {
  return at(object, 'spec', 'syncPolicy', 'automated', 'prune') === true;
}

/**
 * Whether an object says that Argo CD must not remove it.
 *
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
 */
export function isKeptByArgoCd(object: RenderedResource['object']): boolean {
  const options = textAt(at(object, 'metadata', 'annotations'), 'argocd.argoproj.io/sync-options') ?? '';
  return options.split(',').some((option) => option.trim() === 'Prune=false');
}
