import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import type { Environment } from '../environment';
import { EngineUnavailableError } from './errors';

interface EngineBuilder {
  buildEngine(): Promise<string>;
}

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
  const builder = resolve(__dirname, '../../scripts/build-engine.ts');
  const load = createRequire(__filename);
  if (existsSync(builder)) return build(load(builder) as EngineBuilder);
  return platformPackage(load);
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
