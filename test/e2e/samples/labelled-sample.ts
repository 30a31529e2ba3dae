import { catalogue } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { constraintTemplate } from '../../../policies/constraint-template';
import { expansionTemplates } from '../../../policies/expansion';
import type { Policy } from '../../../policies/policy';
import { isManifest, sampleRequest } from '../../../policies/sample-request';
import { samplesOf } from '../../../policies/source-files';
import type { KubernetesObject } from '../support/kubernetes-object';

/** A shipped sample under a name that says where it is from: all of them lie in one cluster. */
export interface LabelledSample {
  /** `<policy>/<sample>`. */
  readonly label: string;
  readonly object: KubernetesObject;
}

/** Every sample of every shipped policy that is a manifest to be judged by itself. */
export function labelledSamples(): readonly LabelledSample[] {
  return standalonePolicies.flatMap((policy) =>
    samplesOf(policy)
      .filter(isManifest)
      .map((sample) => {
        const object = sampleRequest(sample).object as KubernetesObject;
        const name = `${policy.id}-${sample.name}`;
        const named = { ...object, metadata: { ...object.metadata, name } };
        return { label: `${policy.id}/${sample.name}`, object: asKubernetesDemands(named) };
      }),
  );
}

/** Policies that look at nothing but the request. */
const standalonePolicies = catalogue.filter(
  ({ referential, externalData }) => referential === undefined && externalData !== true,
);

/** A HostProcess pod must use the host's network, or the API server refuses it before any policy is asked. */
function asKubernetesDemands(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Pod' || !JSON.stringify(object).includes('"hostProcess":true')) return object;
  return { ...object, spec: { ...(object['spec'] as object), hostNetwork: true } };
}

/** Policies at work: templates, constraints that deny with the samples' parameters, expansions. */
export interface PolicyObjects {
  readonly templates: readonly KubernetesObject[];
  readonly constraints: readonly KubernetesObject[];
  readonly expansions: readonly KubernetesObject[];
}

/** Everything that judges the labelled samples. */
export function standaloneObjects(): PolicyObjects {
  return policyObjects(standalonePolicies);
}

/**
 * A template of every policy, and a constraint unless it asks a provider outside of the cluster: there is none here.
 *
 * @param policies all of the catalogue unless given
 */
export function policyObjects(policies: readonly Policy[] = catalogue): PolicyObjects {
  const constraints = policies
    .filter(({ externalData }) => externalData !== true)
    .map((policy) =>
      constraint(policy, { name: policy.id, parameters: policy.sampleParameters ?? {} }, 'deny'),
    );
  return {
    templates: policies.map((policy) => ({ ...constraintTemplate(policy) })),
    constraints: constraints.map((object) => ({ ...object })),
    expansions: expansionTemplates.map((object) => ({ ...object })),
  };
}
