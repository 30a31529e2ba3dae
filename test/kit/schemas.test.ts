import Ajv2020 from 'ajv/dist/2020';

import { schemas, validatorOf } from './support/schemas';

const metaschema = new Ajv2020().getSchema('https://json-schema.org/draft/2020-12/schema');

describe('a public JSON Schema', () => {
  test.each([...schemas])('%s is one, and can be found under its own address', (name, schema) => {
    expect([metaschema?.(schema), metaschema?.errors ?? []]).toEqual([true, []]);
    expect(schema).toHaveProperty('$id', `https://fleetkeep.dev/schemas/${name}.schema.json`);
    expect(validatorOf(name)).toBeInstanceOf(Function);
  });
});
