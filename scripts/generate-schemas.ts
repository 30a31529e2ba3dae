/** Writes the schemas of docs/schemas that are made of what readers check by. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { imageSchemas } from '../kit/core/images/image-schemas';
import { workspaceSchema, workspaceSchemaFile } from '../kit/core/workspace/workspace-schema';
import { acceptanceSchema, acceptanceSchemaFile } from '../policies/acceptance/acceptance-schema';

const schemas: Readonly<Record<string, object>> = {
  [acceptanceSchemaFile]: acceptanceSchema,
  [workspaceSchemaFile]: workspaceSchema,
  ...imageSchemas,
};

async function main(): Promise<void> {
  for (const [name, schema] of Object.entries(schemas)) {
    const file = resolve(__dirname, '../docs/schemas', name);
    const options = { ...(await resolveConfig(file)), parser: 'json' };
    writeFileSync(file, await format(JSON.stringify(schema), options));
  }
}

void main();
