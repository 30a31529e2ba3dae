import { MemoryCulprits } from '../../../kit/engine-client/memory-culprits';

test('who ran out of memory beside others is tried alone, who did so alone is done without', () => {
  const culprits = new MemoryCulprits();
  expect(culprits.params).toEqual({ alone: [], without: [] });
  expect(culprits.learn(['./a', './b'])).toBe(true);
  expect(culprits.params).toEqual({ alone: ['./a', './b'], without: [] });
  expect(culprits.learn(['./b'])).toBe(true);
  expect(culprits.params).toEqual({ alone: ['./a', './b'], without: ['./b'] });
});

test('an engine that ends although nothing new can be done about it is not started for ever', () => {
  const culprits = new MemoryCulprits();
  expect(culprits.learn(undefined)).toBe(false);
  expect(culprits.learn([])).toBe(false);
  const pair = ['./a', './b'];
  expect([culprits.learn(pair), culprits.learn(pair), culprits.learn(pair)]).toEqual([true, true, false]);
  expect(culprits.params).toEqual({ alone: pair, without: pair });
  expect([culprits.learn(['./c']), culprits.learn(['./c'])]).toEqual([true, false]);
});
