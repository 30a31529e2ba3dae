import type { Environment } from '../../../environment';
import { timeOf } from '../../../environment';
import { readAcceptances } from '../../acceptances/files';
import { declaredFindings } from '../../check/declared-findings';
import { readDeclarations } from '../../declarations/read-declarations';
import { unreadDeclarations } from '../../declarations/unread-declarations';
import { NoFleetHereError, UsageError } from '../../errors';
import { grantsIn } from '../../grants/grants';
import type { NotEvaluated } from '../../not-evaluated';
import { openRepository } from '../../repository/open';
import { type LocalCheck, ok, problem, unknown, unused } from './check';

/** What has ended: access grants, exceptions to hardened defaults, accepted risks. Synth does not know the time. */
export async function declaredChecks(environment: Environment): Promise<readonly LocalCheck[]> {
  const names = ['access-grants', 'exceptions', 'acceptances'] as const;
  const now = timeOf(environment);
  let files;
  try {
    files = (await (await openRepository(environment)).snapshot()).files;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return names.map((name) =>
      error instanceof NoFleetHereError
        ? unused(name, 'this is no repository')
        : unknown(name, error.message, 'mend what it says'),
    );
  }
  const unread = (await unreadDeclarations(files)).map(told);
  const declarations = await readDeclarations(files);
  const ended = await declaredFindings({ head: files, now, isWanted: () => true });
  const { grants, notEvaluated } = grantsIn(declarations, now);
  const acceptances = await readAcceptances(files);
  const written = [...acceptances.acceptances, ...acceptances.vulnerabilities];
  const expired = written.filter(({ acceptance }) => Date.parse(acceptance.expiresAt) <= now.getTime());
  const of = (policy: string): readonly string[] =>
    ended.filter((finding) => finding.policy === policy).map(({ message, file }) => `${file}: ${message}`);
  return [
    verdict('access-grants', {
      over: of('AccessGrantEnded'),
      unread: [...notEvaluated.map(told), ...unread],
      fine: `${grants.length} access grants, none has ended`,
      fix: 'delete what has ended',
    }),
    verdict('exceptions', {
      over: of('HardeningException'),
      unread,
      fine: 'no exception to a hardened default has expired',
      fix: 'take them out of fleet.ts, or give them a new end and a reason that holds',
    }),
    verdict('acceptances', {
      over: expired.map(
        ({ acceptance, file }) => `${file}: acceptance '${acceptance.name}' ended at ${acceptance.expiresAt}`,
      ),
      unread: acceptances.problems.map(({ file, line, message }) => `${file}:${line}: ${message}`),
      fine: `${written.length} accepted risks, none has ended`,
      fix: 'fleetkeep accept renew or revoke',
    }),
  ];
}

function told({ file, line, reason }: NotEvaluated): string {
  return `${file}:${line}: ${reason}`;
}

interface Verdict {
  readonly over: readonly string[];
  readonly unread: readonly string[];
  readonly fine: string;
  readonly fix: string;
}

function verdict(check: string, { over, unread, fine, fix }: Verdict): LocalCheck {
  if (unread.length > 0) return unknown(check, unread.join('; '), 'mend what it says');
  return over.length === 0 ? ok(check, fine) : problem(check, over.join('; '), fix);
}
