import type { SampleRequest } from '../../../policies/sample-request';
import { requestJson, type Endpoint } from '../support/https-json';
import type { KubernetesClient } from '../support/kubernetes-client';
import type { KubernetesObject } from '../support/kubernetes-object';
import { denials } from './admission-verdict';
import { flux } from './writer';

interface AdmissionResponse {
  readonly response?: {
    readonly status?: { readonly message?: string };
    /** Of constraints that warn. */
    readonly warnings?: readonly string[];
  };
}

/**
 * What Gatekeeper's webhook says to a request, asked without the API server: that would want the request to be one that
 * it could carry out (an object to update, a kubelet to connect to).
 *
 * @returns `[constraint] message` lines, of denials and of warnings
 * @throws Error when Gatekeeper gave no verdict
 */
export async function gatekeeperVerdict(
  webhook: Endpoint,
  client: KubernetesClient,
  { operation, object, oldObject, user = flux, target }: SampleRequest,
): Promise<readonly string[]> {
  const subject = (object ?? oldObject) as unknown as KubernetesObject;
  const [group = '', version = ''] = subject.apiVersion.includes('/')
    ? subject.apiVersion.split('/')
    : ['', subject.apiVersion];
  const kind = { group, version, kind: subject.kind };
  const resource = {
    group,
    version,
    resource: target?.resource ?? (await client.resourceName(subject)),
  };
  const request = {
    uid: '3d4f6a8e-0000-4000-8000-000000000001',
    operation,
    // As it was sent, and as the webhook asked for it: the same here.
    kind,
    requestKind: kind,
    resource,
    requestResource: resource,
    ...(target === undefined
      ? {}
      : { subResource: target.subResource, requestSubResource: target.subResource }),
    namespace: target?.namespace ?? subject.metadata?.namespace,
    name: target?.name ?? subject.metadata?.name,
    userInfo: user,
    object,
    oldObject,
  };
  const body = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request };
  const answer = await requestJson(webhook, 'POST', '/v1/admit', body);
  const { response } = answer.body as AdmissionResponse;
  if (response === undefined) throw new Error(`no verdict: ${answer.status} ${JSON.stringify(answer.body)}`);
  return [...denials(response.status?.message ?? ''), ...(response.warnings ?? [])];
}
