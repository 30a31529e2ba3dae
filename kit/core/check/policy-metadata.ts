import { policyByKind } from '../../../policies/catalogue';
import type { PolicyObject } from '../../engine-client/protocol';
import { oncePer } from '../once-per';
import { at, textAt } from '../yaml-documents';
import { isSeverity, type Severity } from './severity';

/** A requirement of a published standard. */
export interface Control {
  readonly standard: string;
  readonly version: string;
  readonly id: string;
}

/** What is known of a policy beyond its logic. */
export interface PolicyMetadata {
  readonly title?: string;
  readonly severity: Severity;
  readonly controls: readonly Control[];
  /** What to write instead. */
  readonly remediation?: string;
}

/**
 * Metadata by the kind of a policy's constraints: from our catalogue, else from the annotations of the template
 * (`fleetkeep.dev/severity`, `fleetkeep.dev/controls` as `standard/version/id, …`), else medium without controls.
 */
export class PolicyMetadataIndex {
  private readonly byKind = new Map<string, PolicyMetadata>();

  add(objects: readonly PolicyObject[]): void {
    for (const { object } of objects) {
      const kind = textAt(object, 'spec', 'crd', 'spec', 'names', 'kind');
      if (kind !== undefined && !this.byKind.has(kind)) this.byKind.set(kind, fromAnnotations(object));
    }
  }

  /** Takes over what another index knows and this one does not. */
  merge(other: PolicyMetadataIndex): void {
    for (const [kind, metadata] of other.byKind) if (!this.byKind.has(kind)) this.byKind.set(kind, metadata);
  }

  /** The kinds whose templates were added. */
  get kinds(): readonly string[] {
    return [...this.byKind.keys()];
  }

  get(kind: string): PolicyMetadata {
    return fromCatalogue(kind) ?? this.byKind.get(kind) ?? unknown;
  }
}

const unknown: PolicyMetadata = { severity: 'medium', controls: [] };

const known = new Map<string, PolicyMetadata>();

/** One and the same object for one kind. */
function fromCatalogue(kind: string): PolicyMetadata | undefined {
  const remembered = known.get(kind);
  if (remembered !== undefined) return remembered;
  const policy = policyByKind(kind);
  if (policy === undefined) return undefined;
  const { title, severity, remediation } = policy;
  const metadata = { title, severity, remediation, controls: policy.controls.map(withoutSource) };
  known.set(kind, metadata);
  return metadata;
}

function withoutSource({ standard, version, id }: Control): Control {
  return { standard, version, id };
}

/** One and the same object for one template. */
const fromAnnotations = oncePer((template: PolicyObject['object']): PolicyMetadata => {
  const annotation = (name: string): string | undefined =>
    textAt(at(template, 'metadata', 'annotations'), name);
  const severity = annotation('fleetkeep.dev/severity')?.toLowerCase() ?? '';
  const controls = controlsIn(annotation('fleetkeep.dev/controls'));
  const title = annotation('fleetkeep.dev/title') ?? annotation('metadata.gatekeeper.sh/title');
  return { title, severity: isSeverity(severity) ? severity : 'medium', controls };
});

/** The controls that an annotation names; what names none is left out. */
export function controlsIn(annotation: unknown): readonly Control[] {
  return (typeof annotation === 'string' ? annotation : '').split(',').flatMap((text) => {
    const [standard, version, ...id] = text.trim().split('/');
    return standard && version && id.length > 0 ? [{ standard, version, id: id.join('/') }] : [];
  });
}
