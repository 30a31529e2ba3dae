import { parseAllDocuments } from 'yaml';
import { catalogue } from '../../../policies/catalogue';
import type { Policy } from '../../../policies/policy';
import { isManifest, sampleRequest, type SampleRequest } from '../../../policies/sample-request';
import { inventoryYaml, samplesOf, type Sample } from '../../../policies/source-files';
import type { KubernetesObject } from '../support/kubernetes-object';

/** A shipped sample that no manifest alone tells: of a request, or of a policy that looks at other objects too. */
export interface RequestSample {
  /** `<policy>/<sample>`. */
  readonly label: string;
  readonly policy: Policy;
  readonly expectation: Sample['expectation'];
  readonly request: SampleRequest;
}

/** What is denied comes first: once that is, Gatekeeper has its copy of the other objects. */
export function requestSamples(): readonly RequestSample[] {
  const askingNobody = catalogue.filter(({ externalData }) => externalData !== true);
  return askingNobody.flatMap((policy) =>
    samplesOf(policy)
      .filter((sample) => policy.referential !== undefined || !isManifest(sample))
      .sort((left, right) => right.expectation.localeCompare(left.expectation))
      .map((sample) => ({
        label: `${policy.id}/${sample.name}`,
        policy,
        expectation: sample.expectation,
        request: sampleRequest(sample),
      })),
  );
}

/** What the samples meet in the cluster. */
export function inventoryObjects(): readonly KubernetesObject[] {
  return catalogue.flatMap((policy) =>
    parseAllDocuments(inventoryYaml(policy)).map((document) => document.toJS() as KubernetesObject),
  );
}
