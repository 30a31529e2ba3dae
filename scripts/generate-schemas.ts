/** Writes the JSON Schemas of what users write, from what its readers check by. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { imageSchemas } from '../kit/core/images/image-schemas';
import { acceptanceSchema, acceptanceSchemaFile } from '../policies/acceptance/acceptance-schema';

async function main(): Promise<void> {
  const schemas = { [acceptanceSchemaFile]: acceptanceSchema, ...imageSchemas };
  for (const [name, schema] of Object.entries(schemas)) {
    const file = resolve(__dirname, '../docs/schemas', name);
    const options = { ...(await resolveConfig(file)), parser: 'json' };
    writeFileSync(file, await format(JSON.stringify(schema), options));
  }
}

void main();
