import { createHash } from 'node:crypto';

import { oncePer } from '../once-per';

/**
 * SHA-256 of an object's JSON, in hexadecimal. Computed once for each object: policies are large and asked for once for
 * every cluster.
 *
 * @param object is not changed afterwards
 */
export const contentDigest = oncePer((object: object): string =>
  createHash('sha256').update(JSON.stringify(object)).digest('hex'),
);
