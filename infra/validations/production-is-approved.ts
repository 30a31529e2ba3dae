import { planAllows } from '../../fleet/github-controls';
import type { ResolvedFleet } from '../../fleet/resolved-fleet';

import type { FleetRule } from './rule';

/** An environment that wants an approval, and has nobody who could give it, wants none. */
export class ProductionIsApproved implements FleetRule {
  check({ github, clusters }: ResolvedFleet): readonly string[] {
    const production = clusters.filter(({ stage }) => stage.production);
    const wanted = planAllows('environment-reviewers', github.plan, github.secretProtection);
    if (!wanted || production.length === 0 || github.deploymentReviewers.length > 0) return [];
    return [
      `github.deploymentReviewers is empty, and no team of '${github.owner}' owns '/cluster/${production[0]?.name}/': nobody would approve an apply to production; name a team`,
    ];
  }
}
