import type { Exception } from './exception';
import type { AcceptanceTarget, RiskAcceptance } from './risk-acceptance';

/** The constraint that exceptions are compiled for. */
export interface ConstraintKey {
  readonly kind: string;
  readonly name: string;
}

/** The places of acceptances, as one constraint's `parameters.exceptions`. */
export function exceptionsFor(
  acceptances: readonly RiskAcceptance[],
  { kind, name }: ConstraintKey,
): readonly Exception[] {
  return acceptances
    .filter(({ policy, constraint }) => policy === kind && constraint === name)
    .flatMap(({ name: id, target, accepts, expiresAt, hardExpiresAt }) =>
      accepts.map(({ field, digest }) => ({
        id,
        namespace: target.namespace,
        group: target.apiVersion.includes('/')
          ? target.apiVersion.slice(0, target.apiVersion.indexOf('/'))
          : '',
        kind: target.kind,
        name: target.name,
        field,
        digest,
        expiresAt,
        hardExpiresAt,
      })),
    );
}

/** What holds somewhere. */
interface Scoped {
  readonly target: Pick<AcceptanceTarget, 'clusters' | 'stages'>;
}

/** Whether an acceptance holds in every cluster of a stage, those that will be added too. */
export function holdsInStage({ target }: Scoped, stage: string): boolean {
  return target.clusters?.includes('*') === true || target.stages?.includes(stage) === true;
}

/** Whether an acceptance holds in a cluster because it names it. */
export function namesCluster({ target }: Scoped, cluster: string): boolean {
  return target.clusters?.includes(cluster) === true;
}
