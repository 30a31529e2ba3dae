import * as fc from 'fast-check';

import { json, jsonPieces } from '../../../../kit/cli/output/json';

test('in pieces it is the same text', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 6 }), (value, depth) => {
      expect([...jsonPieces(value, depth)].join('')).toBe(json(value));
    }),
  );
  expect([...jsonPieces({ a: undefined, b: [{ c: [] }, {}] })].join('')).toBe(json({ b: [{ c: [] }, {}] }));
});
