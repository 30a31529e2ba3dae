import Ajv2020 from 'ajv/dist/2020';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../../docs/schemas');

/** Fails with everything that a public JSON Schema has against a text. */
export function expectToMatchSchema(name: string, text: string): void {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  for (const file of readdirSync(folder))
    ajv.addSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object);
  const validate = ajv.getSchema(`https://fleetkeep.dev/schemas/${name}.schema.json`);
  if (validate === undefined) throw new Error(`docs/schemas/${name}.schema.json does not exist`);
  void validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
}
