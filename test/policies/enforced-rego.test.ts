import { enforcedRego } from '../../policies/enforced-rego';

const policy = (head: string, rest = 'if {\n\tvalue := input.review.object.spec.paused\n}'): string =>
  `package paused\n\nimport data.lib.objects\n\n${head} ${rest}\n`;

describe('the module of a template', () => {
  test('is the policy as it is, its findings as violations, and what acceptances make of them', () => {
    const rego = policy('object_finding contains ["spec.paused", value, sprintf("%s, [or] not", ["false"])]');
    expect(enforcedRego(rego)).toMatchSnapshot();
  });

  test('lets objects exclude themselves only where it is told to', () => {
    const rego = policy('object_finding contains ["spec.paused", value, "false"]');
    expect(enforcedRego(rego)).not.toContain('legacy');
    const legacy = enforcedRego(rego, 'Paused');
    expect(legacy).toContain('import data.lib.legacy\n');
    expect(legacy).toContain('excluded := legacy.exclusions("paused")\n');
    expect(legacy.match(/count\(excluded\) == 0/g)).toHaveLength(2);
  });

  // Each would find nothing, which is what a policy says that allows everything.
  test.each([
    ['too few parts', policy('object_finding contains [value, "false, or not set"]')],
    ['too many', policy('object_finding contains ["spec.paused", value, "false", "or not set"]')],
    ['no array', policy('object_finding contains value')],
    ['a rule that nothing gives words to', policy('findings contains ["spec.paused", value, "false"]')],
    ['a violation of its own', policy('violation contains {"msg": "paused"}')],
    [
      'conditions without braces',
      policy('object_finding contains ["a", 1, "2"]', 'if input.review.object.paused'),
    ],
    ['no conditions', policy('object_finding contains ["a", 1, "2"]', '')],
  ])('is refused with %s', (_, rego) => {
    expect(() => enforcedRego(rego)).toThrow(/^a (policy finds|finding has)/);
  });

  test('is refused without a package of one word', () => {
    expect(() => enforcedRego('package a.b\n')).toThrow('a policy is a package of one word');
  });
});
