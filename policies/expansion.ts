/** How Gatekeeper derives the pods of a workload, so that policies about pods judge the workload itself. */
export interface ExpansionTemplate {
  readonly apiVersion: 'expansion.gatekeeper.sh/v1beta1';
  readonly kind: 'ExpansionTemplate';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly applyTo: readonly {
      readonly groups: readonly string[];
      readonly versions: readonly string[];
      readonly kinds: readonly string[];
    }[];
    readonly templateSource: string;
    readonly generatedGVK: { readonly group: string; readonly version: string; readonly kind: string };
  };
}

/**
 * One for the kinds that hold a pod's template, one for CronJob, which holds it deeper.
 *
 * Source: https://open-policy-agent.github.io/gatekeeper/website/docs/expansion
 */
export const expansionTemplates: readonly ExpansionTemplate[] = [
  expansionTemplate('expand-workloads', 'spec.template', [
    { groups: ['apps'], versions: ['v1'], kinds: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'] },
    { groups: ['batch'], versions: ['v1'], kinds: ['Job'] },
    { groups: [''], versions: ['v1'], kinds: ['ReplicationController'] },
  ]),
  expansionTemplate('expand-cron-jobs', 'spec.jobTemplate.spec.template', [
    { groups: ['batch'], versions: ['v1'], kinds: ['CronJob'] },
  ]),
];

function expansionTemplate(
  name: string,
  templateSource: string,
  applyTo: ExpansionTemplate['spec']['applyTo'],
): ExpansionTemplate {
  return {
    apiVersion: 'expansion.gatekeeper.sh/v1beta1',
    kind: 'ExpansionTemplate',
    metadata: { name },
    spec: { applyTo, templateSource, generatedGVK: { group: '', version: 'v1', kind: 'Pod' } },
  };
}
