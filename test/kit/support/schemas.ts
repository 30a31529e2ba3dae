import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, '../../../docs/schemas');

/** All public JSON Schemas, by their name. */
export const schemas: ReadonlyMap<string, object> = new Map(
  readdirSync(folder).map((file) => [
    file.replace('.schema.json', ''),
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as object,
  ]),
);

/** That the schemas are schemas themselves is for `schemas.test.ts` to say, and not for everybody again. */
const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, validateSchema: false });
ajv.addSchema([...schemas.values()]);

/** @throws Error when there is no schema of that name, or not all of it can be checked by */
export function validatorOf(name: string): ValidateFunction {
  const found = ajv.getSchema(`https://fleetkeep.dev/schemas/${name}.schema.json`);
  if (found === undefined) throw new Error(`docs/schemas/${name}.schema.json does not exist`);
  return found;
}

/** Fails with everything that a public JSON Schema has against a text. */
export function expectToMatchSchema(name: string, text: string): void {
  const validate = validatorOf(name);
  void validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
}
