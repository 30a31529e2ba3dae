import { oncePer } from '../../../kit/core/once-per';

test('is computed once for one object, and for each that is equal to it', () => {
  const asked: object[] = [];
  const sizeOf = oncePer((object: object) => {
    asked.push(object);
    return Object.keys(object).length;
  });
  const [one, equal] = [{ a: 1 }, { a: 1 }];
  expect([sizeOf(one), sizeOf(one), sizeOf(equal), sizeOf({})]).toEqual([1, 1, 1, 0]);
  expect(asked).toEqual([one, equal, {}]);
});

test('what is false is computed once, too', () => {
  let asked = 0;
  const never = oncePer((_: object) => (asked++, false));
  const one = {};
  expect([never(one), never(one), asked]).toEqual([false, false, 1]);
});
