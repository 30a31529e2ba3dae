import { EngineClient } from '../../kit/engine-client/client';
import { catalogue, policyById } from '../../policies/catalogue';
import { constraint } from '../../policies/constraint';
import { constraintTemplate } from '../../policies/constraint-template';
import { sampleRequest } from '../../policies/sample-request';
import { misjudged } from './completeness';
import { engineEnvironment } from './engine-environment';
import { judgeBy, type Manifest } from './judge';
import { type JudgedSample, judgeSamples } from './judge-samples';

describe('every sample is judged as its name says', () => {
  const engine = new EngineClient(engineEnvironment);
  let judged: readonly JudgedSample[];

  beforeAll(async () => {
    judged = await judgeSamples(engine);
  }, 300_000);
  afterAll(() => engine.end());

  test.each(catalogue.map((policy) => policy.id))('%s', (id) => {
    const samples = judged.filter(({ policy }) => policy.id === id);
    expect(samples.length).toBeGreaterThan(0);
    expect(misjudged(samples)).toEqual([]);
  });

  test('a policy that never fires is found', async () => {
    const policy = policyById('host-namespaces');
    const silent = { ...constraintTemplate(policy) };
    const text = JSON.stringify(silent).replaceAll(
      'input.review.object.spec.host',
      'input.review.object.spec.guest',
    );
    expect(text).not.toBe(JSON.stringify(silent));
    const given = judged.filter((one) => one.policy.id === policy.id);
    const reviews = given.map(({ sample }) => ({ id: sample.name, ...sampleRequest(sample) }));
    const verdicts = await judgeBy(
      engine,
      [JSON.parse(text) as Manifest],
      [constraint(policy, { name: policy.id, parameters: {} }, 'deny')],
      reviews,
    );
    const disallowed = given.filter(({ sample }) => sample.expectation === 'disallowed');
    expect(misjudged(given.map((one) => ({ ...one, results: verdicts.get(one.sample.name) ?? [] })))).toEqual(
      disallowed.map(({ sample }) => `${sample.name}: nothing is said`),
    );
  });

  test('every message says object, container, field, value and what is allowed, and details the field', () => {
    for (const { results } of judged) {
      for (const { message, details } of results) {
        expect(message).toMatch(
          /^(\[Implied by \S+\] )?[A-Z]\w+ \S+( without a name)?(, (container|initContainer|ephemeralContainer) \S+)?: \S+ is .+; allowed: .+/,
        );
        expect(details).toMatchObject({ field: expect.stringMatching(/^[a-z]/) as string });
        expect(details).toHaveProperty('value');
        expect(message).toContain(String(details?.['field']));
      }
    }
  });
});
