import { parseAllDocuments } from 'yaml';
import type { Sample } from './source-files';

/** Any Kubernetes object. */
export type Manifest = Readonly<Record<string, unknown>>;

/** The request that a sample stands for. */
export interface SampleRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly object?: Manifest;
  readonly oldObject?: Manifest;
  /** Who sends it. @default - nobody knows */
  readonly user?: { readonly username: string; readonly groups: readonly string[] };
  /** Where it is sent, when that is a subresource. @default - the object itself */
  readonly target?: {
    readonly resource: string;
    readonly subResource: string;
    readonly namespace: string;
    readonly name: string;
  };
}

/** The part of `admission.k8s.io/v1` AdmissionRequest that samples say. */
interface AdmissionRequest {
  readonly operation: SampleRequest['operation'];
  readonly object?: Manifest;
  readonly oldObject?: Manifest;
  readonly userInfo?: { readonly username: string; readonly groups?: readonly string[] };
  readonly resource?: { readonly resource: string };
  readonly subResource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/**
 * What a sample asks. It is a manifest that is created, or an `AdmissionReview` where user, operation or subresource
 * matter.
 */
export function sampleRequest(sample: Sample): SampleRequest {
  const manifest = manifestsOf(sample)[0] as Manifest;
  if (manifest['kind'] !== 'AdmissionReview') return { operation: 'CREATE', object: manifest };
  const request = manifest['request'] as AdmissionRequest;
  const {
    operation,
    object,
    oldObject,
    userInfo,
    resource,
    subResource,
    namespace = '',
    name = '',
  } = request;
  return {
    operation,
    ...(object === undefined ? {} : { object }),
    ...(oldObject === undefined ? {} : { oldObject }),
    ...(userInfo === undefined
      ? {}
      : { user: { username: userInfo.username, groups: userInfo.groups ?? [] } }),
    ...(subResource === undefined || resource === undefined
      ? {}
      : { target: { resource: resource.resource, subResource, namespace, name } }),
  };
}

/** Whether the sample is a plain manifest, which anybody may apply. */
export function isManifest(sample: Sample): boolean {
  return manifestsOf(sample)[0]?.['kind'] !== 'AdmissionReview';
}

function manifestsOf({ yaml }: Sample): readonly Manifest[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
}
