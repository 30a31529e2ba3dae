import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AllocationLock, emptyLock } from './allocation';
import { parseCidr } from './cidr';
import type { FixedShape } from './day-two';
import { FleetValidationError } from './fleet-validation-error';

/** Beside `fleet.ts`, committed. */
export const lockFileName = 'fleet.lock.json';

/**
 * @throws FleetValidationError when the file is there and is no lock: a range must never be given out twice because
 * nobody could read who holds it
 */
export function readLock(directory: string): AllocationLock {
  const file = join(directory, lockFileName);
  if (!existsSync(file)) return emptyLock;
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalid(`is no JSON (${(error as Error).message})`);
  }
  if (!isRecord(content) || content['version'] !== 1) throw invalid('has no "version": 1');
  return {
    version: 1,
    clusters: ranges(content, 'clusters'),
    hubs: ranges(content, 'hubs'),
    fixed: content['fixed'] === undefined ? {} : shapes(content['fixed']),
  };
}

/** Writes the lock when it changed, whole or not at all: `cdktf synth` and `cdk8s synth` may run at once. */
export function writeLock(directory: string, lock: AllocationLock): void {
  const file = join(directory, lockFileName);
  const text = `${JSON.stringify(lock, undefined, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text);
  renameSync(draft, file);
}

function ranges(content: Readonly<Record<string, unknown>>, field: string): Record<string, string> {
  const value = content[field];
  if (!isRecord(value)) throw invalid(`has no object "${field}"`);
  return Object.fromEntries(
    Object.entries(value).map(([name, range]) => {
      if (typeof range !== 'string' || parseCidr(range) === undefined) {
        throw invalid(`holds ${JSON.stringify(range)} for '${name}' in "${field}", which is no CIDR range`);
      }
      return [name, range];
    }),
  );
}

function shapes(value: unknown): Record<string, FixedShape> {
  if (!isRecord(value)) throw invalid('has a "fixed" that is no object');
  for (const [name, shape] of Object.entries(value)) {
    const texts = ['kubernetesVersion', 'location', 'apiServer', 'addressSpace', 'podCidr', 'serviceCidr'];
    const isShape =
      isRecord(shape) &&
      texts.every((field) => typeof shape[field] === 'string') &&
      typeof shape['diskKeys'] === 'boolean' &&
      ['pools', 'spotPools'].every((field) => Array.isArray(shape[field]));
    if (!isShape) throw invalid(`holds something for '${name}' in "fixed" that is no cluster's shape`);
  }
  return value as Record<string, FixedShape>;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(problem: string): FleetValidationError {
  return new FleetValidationError([
    `${lockFileName} ${problem}; restore it with 'git checkout ${lockFileName}'`,
  ]);
}
