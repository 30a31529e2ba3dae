import * as fc from 'fast-check';

import { wrap } from '../../../../kit/cli/output/wrap';

test.each([
  ['fits', 10, ['fits']],
  ['one two three', 7, ['one two', 'three']],
  ['a path/that/is/longer/than/a/line here', 10, ['a', 'path/that/', 'is/longer/', 'than/a/', 'line here']],
  ['ghcr.io/acme/shop:1.2', 12, ['ghcr.io/', 'acme/shop:', '1.2']],
  ['0123456789 b', 4, ['0123', '4567', '89 b']],
  ['unlimited width', undefined, ['unlimited width']],
  ['', 5, ['']],
])('%p in %p', (text, width, lines) => {
  expect(wrap(text, width)).toEqual(lines);
});

test('no line is too long, and no character is lost', () => {
  const words = fc.array(fc.string({ minLength: 1, unit: fc.constantFrom('a', 'b', '/') }), { minLength: 1 });
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 30 }), (list, width) => {
      const text = list.join(' ');
      const lines = wrap(text, width);
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }),
  );
});

test('a word may fill more lines than a call takes arguments', () => {
  expect(wrap('a'.repeat(400_000), 2)).toHaveLength(200_000);
});
