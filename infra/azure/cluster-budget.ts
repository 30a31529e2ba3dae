import { ConsumptionBudgetSubscription } from '@cdktf/provider-azurerm/lib/consumption-budget-subscription';
import type { Construct } from 'constructs';

import type { ResolvedContact } from '../../fleet/resolved-fleet';

export interface ClusterBudgetProps {
  readonly name: string;
  readonly subscriptionId: string;
  /** A month, in the subscription's currency. */
  readonly amount: number;
  /** The cluster's group and the one of its machines, where most of the money goes. */
  readonly resourceGroups: readonly string[];
  readonly contact: ResolvedContact;
}

/**
 * What a cluster may cost in a month, with warnings at 80 % spent and when the forecast goes over. On the subscription,
 * filtered by groups: a budget of one group would miss either the machines or the rest.
 */
export class ClusterBudget extends ConsumptionBudgetSubscription {
  constructor(scope: Construct, id: string, props: ClusterBudgetProps) {
    const told =
      props.contact.email === undefined
        ? { contactRoles: ['Owner'] }
        : { contactEmails: [props.contact.email] };
    super(scope, id, {
      name: props.name,
      subscriptionId: `/subscriptions/${props.subscriptionId}`,
      amount: props.amount,
      timeGrain: 'Monthly',
      // Azure wants the first of the current month at creation; the plan knows the time, synth does not.
      timePeriod: { startDate: "${formatdate(\"YYYY-MM-01'T'00:00:00'Z'\", plantimestamp())}" },
      filter: { dimension: [{ name: 'ResourceGroupName', values: [...props.resourceGroups] }] },
      notification: [
        { ...told, operator: 'GreaterThan', threshold: 80, thresholdType: 'Actual' },
        { ...told, operator: 'GreaterThan', threshold: 100, thresholdType: 'Forecasted' },
      ],
      lifecycle: { ignoreChanges: ['time_period'] },
    });
  }
}
