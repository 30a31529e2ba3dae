import type { FieldOrigin, UnknownVariable } from '../../engine-client/protocol';
import type { NotEvaluated } from '../not-evaluated';
import { redact } from '../redact';
import type { Mapping } from '../yaml-documents';
import { type ClusterRendering, type KustomizationRendering, type Rendering, resourcesOf } from './rendering';

/** The public JSON of `fleetkeep render`; its schema is `docs/schemas/render.schema.json`. */
export interface RenderDocument {
  readonly clusters: readonly RenderedClusterDocument[];
  readonly notEvaluated: readonly NotEvaluated[];
}

export interface RenderedClusterDocument {
  readonly name: string;
  readonly entry: string;
  readonly kustomizations: readonly KustomizationDocument[];
  readonly resources: readonly ResourceDocument[];
}

export interface KustomizationDocument {
  readonly kind: 'Kustomization' | 'HelmRelease' | 'ResourceSet' | 'Application' | 'ApplicationSet';
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly state: 'rendered' | 'failed' | 'unknown';
  readonly message: string;
  readonly source: string;
  readonly dependsOn: readonly string[];
  /** What applies its declaration; null for a root that nothing declares. */
  readonly appliedBy: string | null;
  /** Null for the controller's own rights. */
  readonly serviceAccount: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly resources: number;
  readonly unknowns: readonly UnknownVariable[];
}

export interface ResourceDocument {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly kustomization: string;
  readonly file: string;
  readonly line: number;
  /** Of the object as it is, before redaction. */
  readonly hash: string;
  /** Whether SOPS encrypts it: its values are those in Git. */
  readonly encrypted: boolean;
  /** The template that makes it: of a HelmRelease's chart or of a ResourceSet; null where none does. */
  readonly template: string | null;
  /** What is not as the file or the template says it, and what set it; by path. */
  readonly fields: readonly FieldOrigin[];
  /** With the values of Secrets redacted. */
  readonly object: Mapping;
}

/** What may be shown of a rendering. */
export function renderDocument(rendering: Rendering, notEvaluated: readonly NotEvaluated[]): RenderDocument {
  return { clusters: rendering.clusters.map(clusterDocument), notEvaluated };
}

function clusterDocument(rendering: ClusterRendering): RenderedClusterDocument {
  const resources = resourcesOf(rendering).map((resource): ResourceDocument => {
    const { apiVersion, kind, namespace, name, kustomization, file, line, hash, object } = resource;
    const id = { apiVersion, kind, namespace, name };
    const { encrypted = false, template = null, fields = [] } = resource;
    return { ...id, kustomization, file, line, hash, encrypted, template, fields, object: redact(object) };
  });
  const { name, entry } = rendering.cluster;
  return { name, entry, kustomizations: rendering.kustomizations.map(kustomizationDocument), resources };
}

function kustomizationDocument({ status, resources }: KustomizationRendering): KustomizationDocument {
  const {
    kind,
    namespace,
    name,
    path,
    state,
    message,
    source,
    dependsOn,
    serviceAccount = null,
    appliedBy = null,
    unknowns,
    file = null,
    line = null,
  } = status;
  const count = resources.length;
  return {
    kind,
    namespace,
    name,
    path,
    state,
    message,
    source,
    dependsOn,
    serviceAccount,
    appliedBy,
    file,
    line,
    resources: count,
    unknowns,
  };
}
