import { hash } from 'node:crypto';

import type { ResourceId, Review, Violation } from '../../engine-client/protocol';
import { identity } from './identity';

/**
 * Names the place of a finding: policy, resource and field path, never a line number, so that it survives whatever
 * moves the text. A container is named and not counted, so that it also survives a sidecar before it.
 *
 * @param message stands for the field path of a policy that says none
 * @param operation deleting something is a place of its own
 * @returns SHA-256 in hexadecimal
 */
export function fingerprint(
  cluster: string,
  resource: ResourceId,
  violation: Violation,
  message: string,
  operation: Review['operation'] = 'CREATE',
): string {
  const place = reportedPlace(violation.details) ?? fieldPath(violation.details) ?? message;
  const parts = [violation.constraint.kind, cluster, identity(resource), place];
  if (operation === 'DELETE') parts.push(operation);
  return hash('sha256', parts.join('\0'));
}

/** What the template itself calls the place, of those that read acceptances: the same place that they name. */
function reportedPlace(details: Violation['details']): string | undefined {
  const place = details?.place;
  return typeof place === 'string' && place !== '' && typeof details?.digest === 'string' ? place : undefined;
}

function fieldPath(details: Violation['details']): string | undefined {
  const field = details?.field;
  if (typeof field !== 'string' || field === '') return undefined;
  const container = details?.container;
  return typeof container === 'string' && container !== ''
    ? field.replace(/\[\d+\]/, `[${container}]`)
    : field;
}
