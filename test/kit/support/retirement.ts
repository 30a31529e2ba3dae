import type { CheckReport } from '../../../kit/core/check/check-report';
import { fleetkeepHere } from './cli';
import { manifests } from './manifests';
import { commit, type Files, git, makeRepository, write } from './repository';

const rbac = 'rbac.authorization.k8s.io';

/** The service account `tenant` of a namespace. */
export function tenantAccount(namespace: string): object {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'tenant', namespace } };
}

/** What gives that account its rights. */
export function tenantBinding(namespace: string, name = 'tenant'): object {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'tenant', namespace }],
  };
}

/** A change of one file of manifests. */
export interface ManifestChange {
  readonly file: string;
  readonly before: readonly object[];
  readonly left: readonly object[];
}

/** What `check` says by one policy of a change in a repository that holds the other files, too. */
export async function findingsOfChange(
  policy: string,
  { file, before, left }: ManifestChange,
  files: Files,
): Promise<CheckReport['findings']> {
  const directory = makeRepository({ ...files, [file]: manifests(...before) });
  const base = git(directory, 'rev-parse', 'HEAD');
  write(directory, { [file]: left.length === 0 ? '# nothing\n' : manifests(...left) });
  commit(directory);
  const { stdout } = await fleetkeepHere([
    ...['check', '--repository', directory, '--revision', 'main', '--base', base, '-o', 'json'],
  ]);
  const { findings } = JSON.parse(stdout) as CheckReport;
  return findings.filter((finding) => finding.policy === policy);
}
