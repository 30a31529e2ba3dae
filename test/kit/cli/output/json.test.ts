import * as fc from 'fast-check';

import { json, jsonPieces } from '../../../../kit/cli/output/json';

test('in pieces it is the same text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 6 }), (value, depth) => {
      expect([...jsonPieces(value, depth)].join('')).toBe(json(value));
    }),
  );
  const many = Array.from({ length: 100 }, (_, index) => ({ index, text: 'a\nb' }));
  for (const depth of [1, 2, 3]) expect([...jsonPieces([many, {}], depth)].join('')).toBe(json([many, {}]));
  expect([...jsonPieces({ a: undefined }, 2)].join('')).toBe(json({}));
  expect([...jsonPieces({ a: undefined, b: [{ c: [] }, {}] })].join('')).toBe(json({ b: [{ c: [] }, {}] }));
});
