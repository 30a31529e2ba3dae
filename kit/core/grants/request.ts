import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { formatGrant, grantFolder, parseGrants } from '../../../fleet/grants/grant-file';
import type { AccessGrantProps } from '../../../fleet/grants/grant-rules';
import type { Environment } from '../../environment';
import { readDeclarations } from '../declarations/read-declarations';
import { UsageError } from '../errors';
import { openRepository } from '../repository/open';

export interface AccessRequest {
  readonly name: string;
  readonly props: AccessGrantProps;
  /** Path of the project's working tree. @default the repository stood in */
  readonly repository?: string;
}

/** What was written. */
export interface RequestedAccess {
  /** Relative to the root of the repository. */
  readonly file: string;
  readonly text: string;
}

/**
 * Writes an access request as a file that a pull request carries: its approval is the first of two, PIM's the second.
 *
 * @throws UsageError with every problem of the request, and nothing is written
 */
export async function requestAccess(
  environment: Environment,
  request: AccessRequest,
): Promise<RequestedAccess> {
  const { name, props } = request;
  const repository = await openRepository(environment, request.repository);
  if (repository.isBare)
    throw new UsageError('an access request is a new file: give --repository a working tree');
  const { files } = await repository.snapshot();
  const declarations = await readDeclarations(files);
  const clusters = declarations.flatMap((one) => (one.kind === 'Cluster' ? one.name : []));
  const file = `${grantFolder}/${name}.yaml`;
  const text = formatGrant(name, props);
  const { problems } = parseGrants(file, text, clusters.length === 0 ? {} : { clusters });
  if (problems.length > 0) throw new UsageError(problems.map(({ message }) => message).join('\n'));
  const other = declarations.find((one) => one.kind === 'AccessGrant' && one.name === name);
  if (other !== undefined) {
    throw new UsageError(
      `access grant '${name}' is in ${other.file} already; take another --name, or change that file`,
    );
  }
  mkdirSync(join(repository.path, grantFolder), { recursive: true });
  try {
    // A file that appeared since is somebody's: it is not written over.
    writeFileSync(join(repository.path, file), text, { flag: 'wx' });
  } catch (error) {
    throw new UsageError(`${file} cannot be written (${(error as Error).message}); take another --name`, {
      cause: error,
    });
  }
  return { file, text };
}
