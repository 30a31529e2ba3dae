import { BoundedMemo } from '../../kit/bounded-memo';

test('past its limit a memo forgets what was used least', () => {
  const memo = new BoundedMemo<number>(2);
  memo.keep('a', 1);
  memo.keep('b', 2);
  expect(memo.find('a')).toBe(1);
  memo.keep('c', 3);
  expect([memo.find('a'), memo.find('b'), memo.find('c')]).toEqual([1, undefined, 3]);
});

test('what is kept again replaces what was there, and counts once', () => {
  const memo = new BoundedMemo<number>(2);
  memo.keep('a', 1);
  memo.keep('b', 2);
  memo.keep('a', 3);
  expect([memo.find('a'), memo.find('b')]).toEqual([3, 2]);
});

test('who is told of what is forgotten is told of that, and of nothing that stays', () => {
  const forgotten: number[] = [];
  const memo = new BoundedMemo<number>(2, (value) => forgotten.push(value));
  for (const [key, value] of [
    ['a', 1],
    ['b', 2],
    ['b', 2],
    ['c', 3],
    ['d', 4],
  ] as const)
    memo.keep(key, value);
  expect(forgotten).toEqual([1, 2]);
});
