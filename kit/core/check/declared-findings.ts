import { createHash } from 'node:crypto';

import { accessGrantKind } from '../../../fleet/grants/grant-file';
import { type Declaration, readDeclarations } from '../declarations/read-declarations';
import type { RepositoryFiles } from '../repository/files';
import { at, textAt } from '../yaml-documents';
import { grantsIn } from '../grants/grants';
import type { Finding } from './finding';

export interface DeclaredFindingsOptions {
  readonly head: RepositoryFiles;
  /** What to compare with. @default - nothing: all findings are `existing` */
  readonly base?: RepositoryFiles;
  /** By what time something has ended. */
  readonly now: Date;
  /** Whether a cluster was asked for. */
  readonly isWanted: (cluster: string) => boolean;
}

/**
 * What the declarations of `.securitytower/` say and no policy can see: exceptions to hardened defaults and access
 * grants that have ended, and, against a base, clusters that were deleted without having been retired.
 *
 * These are the only findings that depend on the time.
 */
export async function declaredFindings(options: DeclaredFindingsOptions): Promise<readonly Finding[]> {
  const { now, isWanted } = options;
  const head = await readDeclarations(options.head);
  const ended = endedIn(head, now);
  if (options.base === undefined) return ended.filter(({ cluster }) => isWanted(cluster));
  const base = await readDeclarations(options.base);
  const before = new Set(endedIn(base, now).map(({ fingerprint }) => fingerprint));
  const compared = ended.map((finding): Finding =>
    before.has(finding.fingerprint) ? finding : { ...finding, state: 'new' },
  );
  return [...compared, ...deletedUnretired(head, base)].filter(({ cluster }) => isWanted(cluster));
}

function endedIn(declarations: readonly Declaration[], now: Date): readonly Finding[] {
  return [
    ...declarations.flatMap((one) => (exceptionHolders.has(one.kind) ? endedExceptions(one, now) : [])),
    ...grantsIn(declarations, now)
      .grants.filter(({ state }) => state === 'ended')
      .map((grant) =>
        finding({
          policy: 'AccessGrantEnded',
          constraint: grant.name,
          severity: 'low',
          cluster: grant.cluster,
          kind: accessGrantKind,
          name: grant.name,
          message: `access grant '${grant.name}' ended at ${grant.endsAt}; Terraform leaves it out: delete its statement or file`,
          file: grant.file,
          line: grant.line,
        }),
      ),
  ];
}

/** What of the declaration goes without a hardened default: a cluster, or the fleet for what belongs to none. */
const exceptionHolders: ReadonlySet<string> = new Set(['Cluster', 'Fleet']);

function endedExceptions({ kind, name, file, document }: Declaration, now: Date): readonly Finding[] {
  const exceptions = at(document.value, 'spec', 'exceptions');
  if (!Array.isArray(exceptions)) return [];
  return exceptions.flatMap((exception: unknown) => {
    const control = textAt(exception, 'control') ?? 'unknown';
    const expires = textAt(exception, 'expires') ?? '';
    const [stack, resource] = [textAt(exception, 'stack'), textAt(exception, 'resource')];
    const of = stack === undefined || resource === undefined ? '' : ` of ${resource} in stack '${stack}'`;
    const end = endOfDay(expires);
    if (end !== undefined && now.getTime() < end) return [];
    const when =
      end === undefined ? `has no end that can be read ('${expires}')` : `expired at the end of ${expires}`;
    return [
      finding({
        policy: 'HardeningException',
        constraint: `${control}${of}`,
        severity: 'high',
        cluster: kind === 'Cluster' ? name : '',
        kind,
        name,
        message: `exception to hardened default '${control}'${of} ${when}; take it out of fleet.ts, or give it a new end and a reason that holds`,
        file,
        line: document.lineOf('spec', 'exceptions'),
      }),
    ];
  });
}

/** Milliseconds since the epoch: a date holds until its day ends, in UTC; a time until then. */
function endOfDay(text: string): number | undefined {
  const start = Date.parse(text);
  if (Number.isNaN(start)) return undefined;
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? start + 86_400_000 : start;
}

/** Deleting a cluster's statement while Terraform still has its stack leaves machines that nobody knows of. */
function deletedUnretired(head: readonly Declaration[], base: readonly Declaration[]): readonly Finding[] {
  const remaining = new Set(head.flatMap(({ kind, name }) => (kind === 'Cluster' ? name : [])));
  return base
    .filter(({ kind, name }) => kind === 'Cluster' && !remaining.has(name))
    .filter(({ document }) => {
      const lifecycle = textAt(document.value, 'metadata', 'labels', 'fleetkeep.dev/lifecycle');
      return lifecycle !== undefined && lifecycle !== 'retiring';
    })
    .map(({ name, file, document }) =>
      finding({
        policy: 'ClusterRetirement',
        constraint: name,
        severity: 'critical',
        enforcement: 'deny',
        state: 'new',
        cluster: name,
        kind: 'Cluster',
        name,
        message:
          `cluster '${name}' is deleted without having been retired: its stack would stay in Azure, protected and unknown to Git. ` +
          `Set lifecycle: 'retiring', merge, run 'cdktf destroy cluster-${name}', and delete the statement then`,
        file,
        line: document.line,
      }),
    );
}

interface Told extends Pick<
  Finding,
  'policy' | 'constraint' | 'severity' | 'cluster' | 'message' | 'file' | 'line'
> {
  readonly kind: string;
  readonly name: string;
  /** @default 'warn': admission knows nothing of it */
  readonly enforcement?: Finding['enforcement'];
  /** @default 'existing' */
  readonly state?: Finding['state'];
}

function finding({ kind, name, enforcement = 'warn', state = 'existing', ...told }: Told): Finding {
  const place = [told.policy, told.cluster, kind, name, told.constraint].join('\0');
  return {
    ...told,
    fingerprint: createHash('sha256').update(place).digest('hex'),
    enforcement,
    state,
    kustomization: '',
    resource: { apiVersion: 'securitytower.io/v1alpha1', kind, namespace: '', name },
    controls: [],
  };
}
