import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

import type { EngineClient } from '../../engine-client/client';
import type { PolicyObject } from '../../engine-client/protocol';
import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import type { NotEvaluated } from '../not-evaluated';
import type { Repository } from '../repository/repository';
import { contentDigest } from './content-digest';
import { readPolicyFolder, readPolicyFolderOf } from './policy-folder';
import { isConstraint } from './policy-source';

/** Policies from elsewhere than the repository, the same for all clusters but for their stages' enforcement. */
export interface GivenPolicies {
  /** One and the same list for one stage. */
  forStage(stage: string | undefined): readonly PolicyObject[];
  readonly problems: readonly NotEvaluated[];
}

/** What reading policies takes. */
export interface PolicyReading {
  readonly environment: Environment;
  readonly engine: EngineClient;
  readonly signal?: AbortSignal;
}

/**
 * Reads the values of `--policies`: ids of our packs, or folders.
 *
 * @throws UsageError for one that is neither, or a folder in which no constraint is
 */
export async function givenPolicies(
  reading: PolicyReading,
  values: readonly string[],
): Promise<GivenPolicies> {
  return together(await Promise.all(values.map((value) => readOne(reading, value))));
}

function together(sources: readonly GivenPolicies[]): GivenPolicies {
  const stages = new Map<string | undefined, readonly PolicyObject[]>();
  const forStage = (stage: string | undefined): readonly PolicyObject[] => {
    const known = stages.get(stage);
    if (known !== undefined) return known;
    const policies = withoutRepetitions(sources.flatMap((source) => source.forStage(stage)));
    stages.set(stage, policies);
    return policies;
  };
  return {
    forStage,
    problems: sources.flatMap((source) => source.problems),
  };
}

/**
 * The same policies before a change: a folder that lies in the repository itself is taken as the base has it, so that a
 * change to it does not change its own gate.
 *
 * @returns undefined when no folder does, and the policies are the same
 */
export async function givenPoliciesAt(
  base: string,
  repository: Repository,
  reading: PolicyReading,
  values: readonly string[],
): Promise<GivenPolicies | undefined> {
  const { environment, engine, signal } = reading;
  const folders = await Promise.all(values.map((value) => folderInside(repository, environment, value)));
  if (folders.every((folder) => folder === undefined)) return undefined;
  const { files } = await repository.snapshot(base);
  const sources = await Promise.all(
    values.map(async (value, index): Promise<GivenPolicies> => {
      const folder = folders[index];
      if (folder === undefined) return readOne(reading, value);
      const { objects, problems } = await readPolicyFolderOf(engine, files, folder, value, signal);
      return { forStage: () => objects, problems };
    }),
  );
  return together(sources);
}

/** The path of a folder relative to the root of the repository that it lies in. */
async function folderInside(
  repository: Repository,
  environment: Environment,
  value: string,
): Promise<string | undefined> {
  if (!repository.hasWorkTree || (await givenPack(value)) !== undefined) return undefined;
  const directory = await realpath(resolve(environment.workingDirectory, value)).catch(() => undefined);
  if (directory === undefined) return undefined;
  const path = relative(repository.path, directory);
  return path.startsWith('..') || isAbsolute(path) ? undefined : path.split(sep).join('/');
}

async function readOne(
  { environment, engine, signal }: PolicyReading,
  value: string,
): Promise<GivenPolicies> {
  const pack = await givenPack(value);
  if (pack !== undefined) return pack;
  const directory = resolve(environment.workingDirectory, value);
  if ((await stat(directory).catch(() => undefined))?.isDirectory() !== true) {
    const { packIds } = await import('../../../policies/packs/pack-by-id.ts');
    throw new UsageError(
      `--policies '${value}' is neither a pack (${packIds.join(', ')}) nor a folder: give one of them`,
    );
  }
  const { objects, problems } = await readPolicyFolder(engine, directory, value, signal);
  if (problems.length === 0 && !objects.some(({ object }) => isConstraint(object))) {
    throw new UsageError(
      `--policies '${value}' holds no constraint (constraints.gatekeeper.sh): give the folder of templates and constraints`,
    );
  }
  return { forStage: () => objects, problems };
}

/** The pack of ours that a value names. All our policies are loaded with the packs, and a path names none. */
async function givenPack(value: string): Promise<GivenPolicies | undefined> {
  if (/[/\\]/.test(value)) return undefined;
  const [{ packById, packIds }, { packObjects }] = await Promise.all([
    import('../../../policies/packs/pack-by-id.ts'),
    import('./policy-pack.ts'),
  ]);
  if (!packIds.includes(value)) return undefined;
  const pack = packById(value);
  return { forStage: (stage) => packObjects(pack, stage), problems: [] };
}

/** Two packs may share a template; what is really different twice is the engine's to complain about. */
function withoutRepetitions(objects: readonly PolicyObject[]): readonly PolicyObject[] {
  return [...new Map(objects.map((object) => [contentDigest(object.object), object])).values()];
}
