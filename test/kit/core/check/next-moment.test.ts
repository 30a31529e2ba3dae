import { nextMoment, onlyCompares } from '../../../../kit/core/check/next-moment';

const at = (text: string): number => Date.parse(text);
const now = at('2027-03-10T12:00:00Z');

test.each<readonly [string, string | undefined]>([
  ['nothing, of version 1.2027-1', undefined],
  ['ended 2027-03-09, and 2026-01-01T00:00:00Z', undefined],
  ['a day ends when it is over: 2027-03-10', '2027-03-11T00:00:00Z'],
  ['a day begins: 2027-03-20', '2027-03-20T00:00:00Z'],
  ['"expiresAt":"2027-03-10T12:00:01Z"', '2027-03-10T12:00:01Z'],
  ['in another zone: 2027-03-10T13:30:00+01:00', '2027-03-10T12:30:00Z'],
  ['the first counts: 2028-01-01T00:00:00Z 2027-04-01T00:00:00.5Z', '2027-04-01T00:00:00.5Z'],
])('%s', (text, expected) => {
  expect(nextMoment(text, now)).toBe(expected === undefined ? Infinity : at(expected));
});

test.each<readonly [string, boolean]>([
  ['violation[{"msg": "x"}] { input.review.object.bad }', true],
  ['\ttime.now_ns() < time.parse_rfc3339_ns(exception.hardExpiresAt)', true],
  ['\\ttime.parse_rfc3339_ns(grant.startsAt) <= time.now_ns()', true],
  ['time.now_ns() - time.parse_rfc3339_ns(input.created) > 3600', false],
  ['[hour, _, _] := time.clock(time.now_ns())', false],
  ['time["now_ns"]() < time.parse_rfc3339_ns(x)', false],
])('%s: whether it only compares', (rego, expected) => {
  expect(onlyCompares(rego)).toBe(expected);
});
