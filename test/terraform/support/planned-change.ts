import { isJsonObject, listOf, objectAt, type JsonObject } from './json';

/** A change of a plan: https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
export interface PlannedChange {
  /** A resource's address, or `output.NAME`. */
  readonly address: string;
  /** For example `create`, `update`, `delete`, or `delete, create` for a replacement. */
  readonly action: string;
  /** The attributes that an update changes: `tags: {"a":"1"} -> {"a":"2"}`. */
  readonly differences: readonly string[];
}

function actionOf(change: JsonObject): string {
  return listOf(change.actions).map(String).join(', ');
}

function show(value: unknown): string {
  const shown = value === undefined ? 'unknown until applied' : JSON.stringify(value);
  return shown.length > 200 ? `${shown.slice(0, 200)}…` : shown;
}

function differences(change: JsonObject): string[] {
  const before = change.before;
  const after = change.after;
  if (actionOf(change) !== 'update') return [];
  if (!isJsonObject(before) || !isJsonObject(after)) return [`${show(before)} -> ${show(after)}`];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => `${name}: ${show(before[name])} -> ${show(after[name])}`);
}

/** The changes of a plan as `terraform show -json` prints it; reads of data sources are none. */
export function plannedChanges(plan: JsonObject): PlannedChange[] {
  const resources = listOf(plan.resource_changes)
    .filter(isJsonObject)
    .map((resource) => ({ address: String(resource.address), change: objectAt(resource, 'change') }));
  const outputs = Object.entries(objectAt(plan, 'output_changes')).map(([name, change]) => ({
    address: `output.${name}`,
    change: objectAt({ change }, 'change'),
  }));
  return [...resources, ...outputs]
    .map(({ address, change }) => ({ address, action: actionOf(change), differences: differences(change) }))
    .filter(({ action }) => action !== 'no-op' && action !== 'read');
}

/** A change for a person. */
export function describeChange({ address, action, differences }: PlannedChange): string {
  return [`${action}: ${address}`, ...differences.map((line) => `    ${line}`)].join('\n');
}
