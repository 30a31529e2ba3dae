/** Writes docs/schemas/risk-acceptance.schema.json from what the parser of acceptances checks by. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { acceptanceSchema, acceptanceSchemaFile } from '../policies/acceptance/acceptance-schema';

async function main(): Promise<void> {
  const file = resolve(__dirname, '../docs/schemas', acceptanceSchemaFile);
  const options = { ...(await resolveConfig(file)), parser: 'json' };
  writeFileSync(file, await format(JSON.stringify(acceptanceSchema), options));
}

void main();
