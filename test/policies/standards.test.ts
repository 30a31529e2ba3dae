import { standards } from '../../policies/standards';
import { coverageOf, neededOf } from '../../policies/standards/coverage';

test.each(standards.map((standard) => [standard.id, standard] as const))(
  '%s: every control is covered by policies, or says why it cannot be',
  (_, standard) => {
    const unanswered = coverageOf(standard).filter(
      ({ control, policies }) => policies.length > 0 === (control.outside !== undefined),
    );
    expect(unanswered.map(({ control }) => control.id)).toEqual([]);
  },
);

test('what a policy must be told is said', () => {
  const policies = standards.flatMap(coverageOf).flatMap((one) => one.policies);
  const needed = new Set(policies.flatMap((policy) => neededOf(policy) ?? []));
  expect(needed.size).toBeGreaterThan(5);
  for (const text of needed) expect(text).toMatch(/^[A-Z].*\.$/);
});
