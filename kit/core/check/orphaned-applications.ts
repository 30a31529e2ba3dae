import type { RenderedResource } from '../../engine-client/protocol';
import { type ClusterRendering, resourcesOf } from '../render/rendering';
import { listAt, textAt } from '../yaml-documents';
import { cascadesDeletion, isApplication, isAppProject, isKeptByArgoCd } from './argo-cd-pruning';
import type { Finding } from './finding';
import { lostAccounts, theAccount } from './lost-accounts';
import { counted, retirement } from './retirement';

/**
 * Applications of Argo CD that a change takes away so that what they applied stays behind: without the finalizer that takes
 * it with them, or together with the AppProject or the account that Argo CD needs to remove it.
 *
 * @param gone what the change takes out of the cluster
 *
 * Source: https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/ and `finalizeApplicationDeletion` of Argo CD's
 * application controller, which does nothing for an Application without its project and acts as the account that the
 * project names.
 */
export function orphanedApplications(
  before: ClusterRendering,
  after: ClusterRendering,
  gone: readonly RenderedResource[],
): readonly Finding[] {
  const applications = gone.filter(isApplication);
  if (applications.length === 0) return [];
  const given: Removal = { gone, lost: lostAccounts(gone, resourcesOf(after)), projects: projectsOf(before) };
  const applied = new Map<string, number>();
  for (const resource of resourcesOf(before)) {
    if (isKeptByArgoCd(resource.object)) continue;
    applied.set(resource.kustomization, (applied.get(resource.kustomization) ?? 0) + 1);
  }
  return applications.flatMap((application) => {
    const { namespace, name } = application;
    const count = applied.get(`Application/${namespace}/${name}`) ?? 0;
    if (count === 0) return [];
    const why = reason(application, given);
    if (why === undefined) return [];
    const message =
      `Application ${namespace}/${name} goes ${why.cause}: its ${counted(count)} would stay behind, unknown to Git. ` +
      why.fix;
    return [retirement(after, application, 'ApplicationRetirement', message)];
  });
}

interface Removal {
  readonly gone: readonly RenderedResource[];
  /** By `namespace/name`, what took the account or its rights away. */
  readonly lost: ReadonlyMap<string, RenderedResource>;
  /** By `namespace/name`, as before the change. */
  readonly projects: ReadonlyMap<string, RenderedResource>;
}

function projectsOf(cluster: ClusterRendering): ReadonlyMap<string, RenderedResource> {
  return new Map(
    resourcesOf(cluster)
      .filter(isAppProject)
      .map((project) => [`${project.namespace}/${project.name}`, project]),
  );
}

const later = `Take the Application away first (of a tenant declared in fleet.ts: lifecycle: 'retiring'), merge, and`;

function reason(
  application: RenderedResource,
  { gone, lost, projects }: Removal,
): { readonly cause: string; readonly fix: string } | undefined {
  if (!cascadesDeletion(application)) {
    return {
      cause: 'without the finalizer by which Argo CD removes what it applied',
      fix:
        `Add 'resources-finalizer.argocd.argoproj.io' to its metadata.finalizers, merge, and take it away in a later change; ` +
        `or mark what shall stay with the annotation argocd.argoproj.io/sync-options: Prune=false`,
    };
  }
  const projectName = textAt(application.object, 'spec', 'project') ?? 'default';
  const project = projects.get(`${application.namespace}/${projectName}`);
  if (project === undefined) return undefined;
  if (gone.includes(project) && !cascadesDeletion(project)) {
    return {
      cause: `together with its AppProject '${projectName}', without which Argo CD removes nothing`,
      fix: `${later} the project in a later change; or give the project the finalizer 'resources-finalizer.argocd.argoproj.io'`,
    };
  }
  for (const account of accountsOf(project, application)) {
    const cause = lost.get(account);
    // What brought its own account with it removes that last.
    if (
      cause === undefined ||
      cause.kustomization === `Application/${application.namespace}/${application.name}`
    )
      continue;
    return {
      cause: `together with ${theAccount(account, cause)} that Argo CD would remove them as`,
      fix: `${later} the account in a later change`,
    };
  }
  return undefined;
}

/**
 * The accounts, as `namespace/name`, of which Argo CD acts as one for an Application. Where a project chooses by pattern, all
 * that it may mean: a wrong guess would be silence.
 *
 * Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
 */
function accountsOf(project: RenderedResource, { object }: RenderedResource): readonly string[] {
  const destination = {
    server: textAt(object, 'spec', 'destination', 'server') ?? '',
    namespace: textAt(object, 'spec', 'destination', 'namespace') ?? '',
  };
  const mayMean = (pattern: string, value: string): boolean => pattern === value || /[*?[{!]/.test(pattern);
  return listAt(project.object, 'spec', 'destinationServiceAccounts')
    .filter(
      (entry) =>
        mayMean(textAt(entry, 'server') ?? '', destination.server) &&
        mayMean(textAt(entry, 'namespace') ?? '', destination.namespace),
    )
    .map((entry) => {
      const account = textAt(entry, 'defaultServiceAccount') ?? '';
      return account.includes(':') ? account.replace(':', '/') : `${destination.namespace}/${account}`;
    });
}
