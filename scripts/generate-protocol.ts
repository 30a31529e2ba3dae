/**
 * Generates both sides' types from `engine/protocol.schema.json`:
 * `kit/engine-client/protocol.ts` and `engine/internal/protocol/protocol.go`.
 *
 * A generator of our own because quicktype names types after properties and json-schema-to-typescript knows no Go;
 * the subset of JSON Schema that the protocol needs is small, and both sides should read as written by hand.
 *
 * Run: `npm run generate:protocol`
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { go } from './generate-protocol/go';
import type { ProtocolSchema } from './generate-protocol/schema';
import { typescript } from './generate-protocol/typescript';

/** A generated file: its path relative to the project, and its content. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** Generates without writing. Needs `gofmt`, which comes with Go. */
export function generateProtocol(project: string): GeneratedFile[] {
  const file = join(project, 'engine/protocol.schema.json');
  const schema = JSON.parse(readFileSync(file, 'utf8')) as ProtocolSchema;
  return [
    { path: 'kit/engine-client/protocol.ts', content: typescript(schema) },
    {
      path: 'engine/internal/protocol/protocol.go',
      content: execFileSync('gofmt', { input: go(schema), encoding: 'utf8' }),
    },
  ];
}

if (require.main === module) {
  const project = join(__dirname, '..');
  for (const { path, content } of generateProtocol(project)) writeFileSync(join(project, path), content);
}
