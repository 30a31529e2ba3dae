import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import type { Environment } from '../environment';
import { EngineUnavailableError } from './errors';

interface EngineBuilder {
  buildEngine(): Promise<string>;
}

const builder = resolve(__dirname, '../../scripts/build-engine.ts');

/**
 * Finds the engine's executable, and in a source checkout builds it when its sources changed.
 *
 * In this order: `environment.engine`; in a source checkout what `scripts/build-engine.ts` builds; the npm
 * package of this platform, `@fleetkeep/engine-<os>-<arch>`.
 *
 * @throws EngineUnavailableError when there is none, or it does not build
 */
export async function engineBinary(environment: Environment): Promise<string> {
  if (environment.engine !== undefined) return existing(environment.engine);
  const load = createRequire(__filename);
  if (existsSync(builder)) return build(load(builder) as EngineBuilder);
  return platformPackage(load);
}

/** Where the engine would come from, without building it. */
export type EngineOrigin =
  | { readonly kind: 'file'; readonly path: string }
  /** Go builds it from the sources of this checkout. */
  | { readonly kind: 'sources' }
  | { readonly kind: 'missing'; readonly fix: string };

export function engineOrigin(environment: Environment): EngineOrigin {
  if (environment.engine === undefined && existsSync(builder)) return { kind: 'sources' };
  try {
    const path =
      environment.engine === undefined
        ? platformPackage(createRequire(__filename))
        : existing(environment.engine);
    return { kind: 'file', path };
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error;
    return { kind: 'missing', fix: error.message };
  }
}

async function build(builder: EngineBuilder): Promise<string> {
  try {
    return await builder.buildEngine();
  } catch (error) {
    throw new EngineUnavailableError((error as Error).message, { cause: error });
  }
}

function existing(path: string): string {
  if (existsSync(path)) return path;
  throw new EngineUnavailableError(
    `FLEETKEEP_ENGINE is '${path}', which does not exist: unset it or give it the path of an engine executable`,
  );
}

function platformPackage(load: NodeJS.Require): string {
  const name = `@fleetkeep/engine-${process.platform}-${process.arch}`;
  const executable = process.platform === 'win32' ? 'fleetkeep-engine.exe' : 'fleetkeep-engine';
  try {
    return join(load.resolve(`${name}/package.json`), '..', executable);
  } catch {
    throw new EngineUnavailableError(
      `the package ${name} is not installed: install fleetkeep with its optional dependencies, on a platform it is published for`,
    );
  }
}
