import { accessGrantKind, grantFolder, parseGrants } from '../../../fleet/grants/grant-file';
import { endOf } from '../../../fleet/grants/grant-rules';
import type { Environment } from '../../environment';
import { timeOf } from '../../environment';
import { type Declaration, readDeclarations } from '../declarations/read-declarations';
import { unreadDeclarations } from '../declarations/unread-declarations';
import { openRepository } from '../repository/open';
import type { ReadOptions } from '../fleet-reader';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';

/** One access grant. The public JSON of `fleetkeep get grants`. */
export interface Grant {
  readonly name: string;
  readonly cluster: string;
  /** In the workspace; absent for the only one. */
  readonly repository?: string;
  /** Null: the whole cluster. */
  readonly namespace: string | null;
  /** Object id of the Entra ID group. */
  readonly group: string;
  readonly role: string;
  /** ISO 8601 in UTC. */
  readonly startsAt: string;
  /** ISO 8601 in UTC. */
  readonly endsAt: string;
  readonly state: 'pending' | 'active' | 'ended';
  readonly reason: string;
  readonly ticket: string;
  readonly file: string;
  readonly line: number;
}

export interface Grants {
  /** By start, then name. */
  readonly grants: readonly Grant[];
  /** Documents that say a grant and are not understood. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/**
 * Reads the grants of a repository: what `access request` wrote, and what was synthesised of `fleet.ts`.
 *
 * @throws UsageError when nothing can be read
 */
export async function readGrants(environment: Environment, options: ReadOptions): Promise<Grants> {
  const repository = await openRepository(environment, options.repository);
  const { files } = await repository.snapshot(options.revision);
  const { grants, notEvaluated: hidden } = grantsIn(await readDeclarations(files), timeOf(environment));
  const { clusters = [] } = options;
  const wanted = ({ cluster }: Grant): boolean => clusters.length === 0 || clusters.includes(cluster);
  return { grants: grants.filter(wanted), notEvaluated: [...hidden, ...(await unreadDeclarations(files))] };
}

/** The same grant is in the file that somebody wrote and in the one that was synthesised: the first counts. */
export function grantsIn(declarations: readonly Declaration[], now: Date): Grants {
  const found = new Map<string, Grant>();
  const hidden: NotEvaluated[] = [];
  const isWritten = ({ file }: Declaration): boolean => file.includes(`${grantFolder}/`);
  const ordered = declarations.filter(({ kind }) => kind === accessGrantKind);
  for (const declaration of [...ordered.filter(isWritten), ...ordered.filter((one) => !isWritten(one))]) {
    const { name, file, document } = declaration;
    if (found.has(name)) continue;
    const { grants, problems } = parseGrants(file, JSON.stringify(document.value));
    for (const { message } of problems)
      hidden.push(notEvaluated({ file, line: document.line, reason: message }));
    for (const { props } of grants) {
      const start = Date.parse(props.startsAt);
      const end = endOf(props.expires, start) ?? start;
      const time = now.getTime();
      found.set(name, {
        name,
        cluster: props.cluster,
        namespace: props.namespace ?? null,
        group: props.group,
        role: props.role,
        startsAt: new Date(start).toISOString(),
        endsAt: new Date(end).toISOString(),
        state: end <= time ? 'ended' : start <= time ? 'active' : 'pending',
        reason: props.reason,
        ticket: props.ticket,
        file,
        line: document.line,
      });
    }
  }
  const key = ({ startsAt, name }: Grant): string => `${startsAt}\0${name}`;
  return {
    grants: [...found.values()].sort((left, right) => (key(left) < key(right) ? -1 : 1)),
    notEvaluated: hidden,
  };
}
