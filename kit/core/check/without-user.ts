import type { KustomizationStatus, RenderedResource } from '../../engine-client/protocol';
import { groupBy } from '../group-by';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { ReviewedResource } from './reviewer';

/** What applies resources, and which of them were not judged for want of the user. */
interface Applier {
  readonly id: string;
  readonly status: KustomizationStatus | undefined;
  readonly resources: ReadonlySet<RenderedResource>;
}

/** Names of what applies the resources, for each reason. */
const mostNames = 3;

/**
 * What could not be judged because something asks who sends the request and Git does not say it: one entry for each policy
 * that asks, since one declaration settles it for all resources.
 *
 * @param statusOf what applies a resource
 */
export function withoutUser(
  cluster: string,
  reviewed: readonly ReviewedResource[],
  statusOf: (one: ReviewedResource) => KustomizationStatus | undefined,
): readonly NotEvaluated[] {
  const asked = reviewed.flatMap((one) => (one.verdict.withoutUser ?? []).map((asker) => ({ asker, one })));
  return [...groupBy(asked, ({ asker }) => asker)].map(([asker, all]) => {
    const appliers = [...groupBy(all, ({ one }) => one.resource.kustomization)].map(
      ([id, those]): Applier => ({
        id,
        status: those.map(({ one }) => statusOf(one)).find((status) => status !== undefined),
        resources: new Set(those.map(({ one }) => one.resource)),
      }),
    );
    const reasons = [...groupBy(appliers, ({ status }) => status?.userUnknown ?? 'nothing tells')].map(
      ([reason, those]) => `${namesOf(those)}: ${reason}`,
    );
    const { file = null, line = null } =
      appliers.find(({ status }) => status?.file !== undefined)?.status ?? {};
    const reason = `${asker}, and Git does not say who writes ${reasons.join('; nor who writes ')}`;
    return notEvaluated({ cluster, file, line, reason });
  });
}

function namesOf(appliers: readonly Applier[]): string {
  const resources = appliers.reduce((sum, one) => sum + one.resources.size, 0);
  const names = appliers.slice(0, mostNames).map(({ id }) => id);
  const more = appliers.length > mostNames ? ` and ${appliers.length - mostNames} more` : '';
  return `${resources} ${resources === 1 ? 'resource' : 'resources'} of ${names.join(', ')}${more}`;
}
