import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../kit/environment';

/** The engine of this checkout, or the one that `FLEETKEEP_ENGINE` names. */
export const engineEnvironment: Environment = {
  workingDirectory: process.cwd(),
  cacheDirectory: join(process.env.XDG_CACHE_HOME ?? tmpdir(), 'fleetkeep'),
  dataDirectory: join(tmpdir(), 'fleetkeep-data'),
  variables: process.env,
  engine: process.env.FLEETKEEP_ENGINE,
};
