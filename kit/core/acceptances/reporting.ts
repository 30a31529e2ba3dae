import type { PolicyObject } from '../../engine-client/protocol';
import { at, type Mapping, mappingAt, textAt } from '../yaml-documents';
import { isConstraint } from '../check/policy-source';
import { oncePer } from '../once-per';

/**
 * The policies, asked to report which acceptances cover a violation instead of leaving it out: the templates of ours, and
 * those of users that are wrapped as ours, decide it by the same code either way (`policies/lib/exceptions.rego`). A
 * report does not look at the clock, so that a verdict stays a function of its content and may be kept; the clock is
 * looked at when a finding is made of it.
 */
export const reporting = oncePer((policies: readonly PolicyObject[]): readonly PolicyObject[] => {
  const kinds = new Set(policies.filter(canReport).map(({ object }) => textAt(object, ...kindPath)));
  return policies.map((policy) => {
    const { object } = policy;
    if (!isConstraint(object) || !kinds.has(textAt(object, 'kind'))) return policy;
    return { ...policy, object: asReporting(object) };
  });
});

/** One and the same object for one and the same constraint, so that it is looked into once for many clusters. */
const asReporting = oncePer((constraint: Mapping): Mapping => {
  const spec = mappingAt(constraint, 'spec');
  const parameters = { ...mappingAt(spec, 'parameters'), reportExceptions: true };
  return { ...constraint, spec: { ...spec, parameters } };
});

/** Whether constraints of a template can hold acceptances at all. */
export function canReport({ object }: PolicyObject): boolean {
  return at(object, ...schemaPath, 'properties', 'reportExceptions') !== undefined;
}

const kindPath = ['spec', 'crd', 'spec', 'names', 'kind'] as const;
const schemaPath = ['spec', 'crd', 'spec', 'validation', 'openAPIV3Schema'] as const;
