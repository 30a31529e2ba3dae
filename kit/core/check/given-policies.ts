import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { packById, packIds } from '../../../policies/packs/pack-by-id';
import type { PolicyObject } from '../../engine-client/protocol';
import type { Environment } from '../../environment';
import { UsageError } from '../errors';
import type { NotEvaluated } from '../not-evaluated';
import { packObjects } from './policy-pack';
import { readPolicyFolder } from './policy-folder';
import { isConstraint } from './policy-source';

/** Policies from elsewhere than the repository, the same for all clusters but for their stages' enforcement. */
export interface GivenPolicies {
  forStage(stage: string | undefined): readonly PolicyObject[];
  readonly problems: readonly NotEvaluated[];
}

/**
 * Reads the values of `--policies`: ids of our packs, or folders.
 *
 * @throws UsageError for one that is neither, or a folder in which no constraint is
 */
export async function givenPolicies(
  environment: Environment,
  values: readonly string[],
): Promise<GivenPolicies> {
  const sources = await Promise.all(values.map((value) => readOne(environment, value)));
  return {
    forStage: (stage) => withoutRepetitions(sources.flatMap((source) => source.forStage(stage))),
    problems: sources.flatMap((source) => source.problems),
  };
}

async function readOne(environment: Environment, value: string): Promise<GivenPolicies> {
  if (packIds.includes(value)) {
    const pack = packById(value);
    return { forStage: (stage) => packObjects(pack, stage), problems: [] };
  }
  const directory = resolve(environment.workingDirectory, value);
  if ((await stat(directory).catch(() => undefined))?.isDirectory() !== true) {
    throw new UsageError(
      `--policies '${value}' is neither a pack (${packIds.join(', ')}) nor a folder: give one of them`,
    );
  }
  const { objects, problems } = await readPolicyFolder(directory, value);
  if (problems.length === 0 && !objects.some(({ object }) => isConstraint(object))) {
    throw new UsageError(
      `--policies '${value}' holds no constraint (constraints.gatekeeper.sh): give the folder of templates and constraints`,
    );
  }
  return { forStage: () => objects, problems };
}

/** Two packs may share a template; what is really different twice is the engine's to complain about. */
function withoutRepetitions(objects: readonly PolicyObject[]): readonly PolicyObject[] {
  return [...new Map(objects.map((object) => [JSON.stringify(object.object), object])).values()];
}
