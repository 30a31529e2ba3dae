import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateProtocol } from '../../scripts/generate-protocol';
import { propertyType } from '../../scripts/generate-protocol/schema';

const project = join(__dirname, '../..');

test.each(generateProtocol(project))('$path is what the schema says', ({ path, content }) => {
  expect(readFileSync(join(project, path), 'utf8')).toBe(content);
});

test.each([{ type: 'null' }, { oneOf: [] }, { $ref: 'other.json' }, { type: ['string', 'integer'] }])(
  'refuses %j, which it cannot express in both languages',
  (schema) => {
    expect(() => propertyType(schema)).toThrow('protocol schema');
  },
);
