import { k8s } from 'cdk8s-plus-27';

import { manage } from './verbs';

/**
 * Policies, but not where and how hard they hold.
 *
 * @param providers whether some of them ask external data providers
 */
export const templatesRules = (providers: boolean): readonly k8s.PolicyRule[] => [
  { apiGroups: ['templates.gatekeeper.sh'], resources: ['constrainttemplates'], verbs: manage },
  { apiGroups: ['expansion.gatekeeper.sh'], resources: ['expansiontemplate'], verbs: manage },
  { apiGroups: ['syncset.gatekeeper.sh'], resources: ['syncsets'], verbs: manage },
  ...(providers
    ? [{ apiGroups: ['externaldata.gatekeeper.sh'], resources: ['providers'], verbs: manage }]
    : []),
];

/** Where and how hard policies hold. The kinds are the templates' own, so no list can name them. */
export const constraintsRules: readonly k8s.PolicyRule[] = [
  { apiGroups: ['constraints.gatekeeper.sh'], resources: ['*'], verbs: manage },
];
