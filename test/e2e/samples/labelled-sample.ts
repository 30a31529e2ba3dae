import { parse } from 'yaml';
import { catalogue } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { constraintTemplate } from '../../../policies/constraint-template';
import { expansionTemplates } from '../../../policies/expansion';
import { isManifest } from '../../../policies/sample-request';
import { samplesOf, templateRego } from '../../../policies/source-files';
import type { KubernetesObject } from '../support/kubernetes-object';

/** A shipped sample under a name that says where it is from: all of them lie in one cluster. */
export interface LabelledSample {
  /** `<policy>/<sample>`. */
  readonly label: string;
  readonly object: KubernetesObject;
}

/**
 * Policies that are judged here. Those about writers would deny or let through this bench itself, and those that look at
 * other objects need them to be there.
 */
const judged = catalogue.filter(
  (policy) =>
    policy.externalData !== true &&
    policy.referential === undefined &&
    !templateRego(policy).includes('data.lib.writers'),
);

/** Every sample of these policies that is a manifest. */
export function labelledSamples(): readonly LabelledSample[] {
  return judged.flatMap((policy) =>
    samplesOf(policy)
      .filter(isManifest)
      .map((sample) => {
        const object = parse(sample.yaml) as KubernetesObject;
        const name = `${policy.id}-${sample.name}`;
        const named = { ...object, metadata: { ...object.metadata, name } };
        return { label: `${policy.id}/${sample.name}`, object: asKubernetesDemands(named) };
      }),
  );
}

/** A HostProcess pod must use the host's network, or the API server refuses it before any policy is asked. */
function asKubernetesDemands(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Pod' || !JSON.stringify(object).includes('"hostProcess":true')) return object;
  return { ...object, spec: { ...(object['spec'] as object), hostNetwork: true } };
}

/** These policies at work at once: templates, constraints that deny with the samples' parameters, expansions. */
export function allPolicies(): {
  readonly templates: readonly KubernetesObject[];
  readonly constraints: readonly KubernetesObject[];
  readonly expansions: readonly KubernetesObject[];
} {
  const constraints = judged.map((policy) =>
    constraint(policy, { name: policy.id, parameters: policy.sampleParameters ?? {} }, 'deny'),
  );
  return {
    templates: judged.map((policy) => ({ ...constraintTemplate(policy) })),
    constraints: constraints.map((object) => ({ ...object })),
    expansions: expansionTemplates.map((object) => ({ ...object })),
  };
}
