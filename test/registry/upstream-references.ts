import { execFileSync } from 'node:child_process';

import type { ParsedImage } from '../../kit/core/images/image-reference';
import { registryProgram } from './program';

/** What the distribution project's own library takes texts for, with its words for what is none. */
export async function upstreamReferences(texts: readonly string[]): Promise<readonly ParsedImage[]> {
  const program = await registryProgram();
  const input = texts.map((text) => `${JSON.stringify(text)}\n`).join('');
  const lines = execFileSync(program, ['parse'], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return lines
    .trimEnd()
    .split('\n')
    .map((line): ParsedImage => {
      const { error, ...reference } = JSON.parse(line) as {
        error?: string;
        registry: string;
        repository: string;
        tag: string | null;
        digest: string | null;
      };
      return error === undefined ? { kind: 'reference', reference } : { kind: 'invalid', problem: error };
    });
}
