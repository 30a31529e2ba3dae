import { EngineClient } from '../../kit/engine-client/client';
import { catalogue } from '../../policies/catalogue';
import { asExpected, type JudgedSample, judgeSamples } from './judge-samples';
import { engineEnvironment } from './engine-environment';

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
    expect(samples.filter((sample) => !asExpected(sample))).toEqual([]);
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
