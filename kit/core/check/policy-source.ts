import type { PolicyObject, RenderedResource } from '../../engine-client/protocol';
import { oncePer } from '../once-per';
import type { Mapping } from '../yaml-documents';

/** Whether an object has a part in what Gatekeeper says: its configuration, and how the API server asks it. */
export function isPolicyObject({
  apiVersion,
  kind,
}: {
  readonly apiVersion: string;
  readonly kind: string;
}): boolean {
  switch (apiVersion.split('/')[0]) {
    case 'constraints.gatekeeper.sh':
      return true;
    case 'templates.gatekeeper.sh':
      return kind === 'ConstraintTemplate';
    case 'config.gatekeeper.sh':
      return kind === 'Config';
    case 'expansion.gatekeeper.sh':
      return kind === 'ExpansionTemplate';
    case 'mutations.gatekeeper.sh':
      return true;
    case 'admissionregistration.k8s.io':
      // Those that ask Gatekeeper say when it is asked; the engine tells them from others.
      return kind === 'ValidatingWebhookConfiguration' || kind === 'MutatingWebhookConfiguration';
    default:
      return false;
  }
}

/** Whether an object is a constraint: without any, a policy set judges nothing. */
export function isConstraint(object: Mapping): boolean {
  return String(object.apiVersion).startsWith('constraints.gatekeeper.sh/');
}

/** Whether an object says what the API server asks webhooks about. */
export function isValidatingWebhook({ object }: PolicyObject): boolean {
  return object.kind === 'ValidatingWebhookConfiguration';
}

/** The policies among what a cluster gets, with their places: one and the same list for one list of resources. */
export const policiesAmong = oncePer((resources: readonly RenderedResource[]): readonly PolicyObject[] =>
  resources.filter(isPolicyObject).map(({ object, file, line }) => ({ object, file, line })),
);
