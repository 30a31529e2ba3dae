import type { PlacedAcceptance } from '../../../policies/acceptance/parse-acceptances';
import {
  type AcceptanceCategory,
  type AcceptanceTarget,
  isWide,
} from '../../../policies/acceptance/risk-acceptance';
import type { EngineClient } from '../../engine-client/client';
import { type Environment, timeOf } from '../../environment';
import { check, type CheckOptions } from '../check/check';
import type { CheckResult } from '../check/check-report';
import { policiesAmong } from '../check/policy-source';
import { groupBy } from '../group-by';
import { resourcesOf } from '../render/rendering';
import { openRepository } from '../repository/open';
import { at, isMapping } from '../yaml-documents';
import { type Approval, Approvals } from './approval';
import { listVulnerabilityAcceptances } from '../vulnerabilities/list-acceptances';
import { legacyExclusions } from './legacy';

/**
 * - `proposed`: written, and in force in no cluster that was read
 * - `unused`: in force, and nothing there violates the policy any more
 * - `expiring`: it ends within {@link soonInDays} days
 * - `expired`: pull requests fail, or admission denies too
 */
export type AcceptanceState = 'proposed' | 'accepted' | 'expiring' | 'expired' | 'unused';

/** When a reminder is due. */
export const soonInDays = 14;

/** One accepted risk. The public JSON of `fleetkeep get acceptances`. */
export interface ListedAcceptance {
  readonly name: string;
  /** In the workspace; absent for the only one. */
  readonly repository?: string;
  readonly state: AcceptanceState;
  /** The kind of the constraint; `Vulnerability` where vulnerabilities of an image are accepted. */
  readonly policy: string;
  readonly constraint: string | null;
  /** Of the policy, or the worst of the vulnerabilities that it covers; `unknown` where it covers none. */
  readonly severity: string;
  /** Of vulnerabilities the kind is `Image`, and the name that of the image. */
  readonly target: AcceptanceTarget;
  readonly fields: readonly string[];
  readonly category: AcceptanceCategory | null;
  readonly owner: string | null;
  readonly reason: string;
  readonly ticket: string | null;
  readonly createdAt: string | null;
  /** Null: it never ends. */
  readonly expiresAt: string | null;
  readonly hardExpiresAt: string | null;
  /** Whole days until it ends, negative afterwards; null: it never ends. */
  readonly daysLeft: number | null;
  /** Violations that it covers, in all clusters. */
  readonly findings: number;
  readonly source: 'file' | 'annotation';
  readonly approval: Approval | null;
  readonly file: string;
  readonly line: number;
}

export interface AcceptanceList extends CheckResult {
  readonly listed: readonly ListedAcceptance[];
}

/**
 * Every accepted risk of a repository, with its state and with what Git knows of its approval.
 *
 * @throws UsageError when nothing can be read
 */
export async function listAcceptances(
  environment: Environment,
  engine: EngineClient,
  options: CheckOptions,
): Promise<AcceptanceList> {
  const now = options.now ?? timeOf(environment);
  const result = await check(environment, engine, { ...options, now });
  const repository = await openRepository(environment, options.repository);
  const { files } = await repository.snapshot(options.revision);
  const written = result.acceptances.length + result.vulnerabilityAcceptances.length;
  const approvals = written === 0 ? undefined : await Approvals.read(repository, files, options.revision);
  const covered = groupBy(result.report.findings, ({ acceptance }) => acceptance?.name ?? '');
  const inForce = namesInForce(result);
  const listed = result.acceptances.map(
    ({ acceptance, file, lineOf }: PlacedAcceptance): ListedAcceptance => {
      const { name, policy, accepts, ...rest } = acceptance;
      const findings = covered.get(name)?.length ?? 0;
      const daysLeft = Math.floor((Date.parse(rest.expiresAt) - now.getTime()) / (24 * 60 * 60 * 1000));
      return {
        ...rest,
        name,
        state: stateOf({ daysLeft, inForce: inForce.has(name), used: findings > 0 }),
        policy,
        severity: result.metadata.get(policy).severity,
        fields: accepts.map(({ field }) => field),
        daysLeft,
        findings,
        source: 'file',
        approval: approvals?.of(file, isWide(acceptance) ? 2 : 1) ?? null,
        file,
        line: lineOf('metadata', 'name'),
      };
    },
  );
  const ofImages = await listVulnerabilityAcceptances(environment, result, approvals, now);
  return { ...result, listed: [...listed, ...ofImages, ...legacyExclusions(result)] };
}

function stateOf(known: {
  readonly daysLeft: number;
  readonly inForce: boolean;
  readonly used: boolean;
}): AcceptanceState {
  if (known.daysLeft < 0) return 'expired';
  if (!known.inForce) return 'proposed';
  if (!known.used) return 'unused';
  return known.daysLeft < soonInDays ? 'expiring' : 'accepted';
}

/** The acceptances that some constraint holds. */
function namesInForce({ rendering }: CheckResult): ReadonlySet<unknown> {
  const constraints = rendering.clusters.flatMap((cluster) => policiesAmong(resourcesOf(cluster)));
  return new Set(
    constraints.flatMap(({ object }) => {
      const exceptions = at(object, 'spec', 'parameters', 'exceptions');
      return Array.isArray(exceptions) ? exceptions.filter(isMapping).map(({ id }) => id) : [];
    }),
  );
}
