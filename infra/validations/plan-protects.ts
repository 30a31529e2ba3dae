import type { ResolvedFleet } from '../../fleet/resolved-fleet';

import type { FleetRule } from './rule';

/** Source: https://docs.github.com/get-started/learning-about-github/githubs-plans */
export class PlanProtectsTheRepository implements FleetRule {
  check({ github }: ResolvedFleet): readonly string[] {
    if (github.plan !== 'free') return [];
    return [
      `github.plan 'free' protects no private repository: ${github.url} would go without signed commits, reviews and code owners; take 'team' or 'enterprise'`,
    ];
  }
}
