import { objectAt, type JsonObject } from './json';
import type { PlannedChange } from './planned-change';

const noChange: readonly unknown[] = ['noop', 'no-op', 'read'];

/**
 * The changes that `plan -json` announces, which cost nothing more to know, but lack what an update changes.
 * https://developer.hashicorp.com/terraform/internals/machine-readable-ui#planned-change
 */
export function announcedChanges(messages: readonly JsonObject[]): PlannedChange[] {
  return messages.flatMap((message) =>
    message.type === 'outputs' ? outputChanges(message) : resourceChange(message),
  );
}

function resourceChange(message: JsonObject): PlannedChange[] {
  if (message.type !== 'planned_change') return [];
  const { action } = objectAt(message, 'change');
  return changeOf(String(objectAt(message, 'change', 'resource').addr), action);
}

function outputChanges(message: JsonObject): PlannedChange[] {
  const outputs = objectAt(message, 'outputs');
  return Object.keys(outputs).flatMap((name) => changeOf(`output.${name}`, objectAt(outputs, name).action));
}

function changeOf(address: string, action: unknown): PlannedChange[] {
  return noChange.includes(action) ? [] : [{ address, action: String(action), differences: [] }];
}
