import { parse } from 'yaml';
import { catalogue } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { constraintTemplate } from '../../../policies/constraint-template';
import { expansionTemplates } from '../../../policies/expansion';
import { samplesOf } from '../../../policies/source-files';
import type { KubernetesObject } from '../support/kubernetes-object';

/** A shipped sample under a name that says where it is from: all of them lie in one cluster. */
export interface LabelledSample {
  /** `<policy>/<sample>`. */
  readonly label: string;
  readonly object: KubernetesObject;
}

/** There is no external data provider in the bench: a policy that asks one would deny whatever it is asked about. */
const decidable = catalogue.filter((policy) => policy.externalData !== true);

/** Every sample of every shipped policy that the bench can decide. */
export function labelledSamples(): readonly LabelledSample[] {
  return decidable.flatMap((policy) =>
    samplesOf(policy).map((sample) => {
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

/** Every shipped policy at work at once: templates, constraints that deny with the samples' parameters, expansions. */
export function allPolicies(): {
  readonly templates: readonly KubernetesObject[];
  readonly constraints: readonly KubernetesObject[];
  readonly expansions: readonly KubernetesObject[];
} {
  const constraints = decidable.map((policy) =>
    constraint(policy, { name: policy.id, parameters: policy.sampleParameters ?? {} }, 'deny'),
  );
  return {
    templates: catalogue.map((policy) => ({ ...constraintTemplate(policy) })),
    constraints: constraints.map((object) => ({ ...object })),
    expansions: expansionTemplates.map((object) => ({ ...object })),
  };
}
