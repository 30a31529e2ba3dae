import type { Environment } from '../../../kit/environment';
import { temporaryDirectory } from './temporary';

/** Starting an engine takes half a second, on a machine that has nothing else to do. */
jest.setTimeout(60_000);

/** The environment of the test process, with a cache folder of its own. */
export function testEnvironment(overrides: Partial<Environment> = {}): Environment {
  return {
    workingDirectory: process.cwd(),
    cacheDirectory: temporaryDirectory(),
    dataDirectory: temporaryDirectory(),
    variables: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    engine: process.env['FLEETKEEP_ENGINE'],
    ...overrides,
  };
}
