import { EngineClient } from '../../../kit/engine-client/client';
import type { Violation } from '../../../kit/engine-client/protocol';
import { catalogue } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { sampleRequest } from '../../../policies/sample-request';
import { samplesOf } from '../../../policies/source-files';
import { engineEnvironment } from '../engine-environment';
import { judge } from '../judge';

/** What a constraint is asked to report, by the end of its name. */
const ways = {
  bare: {},
  alone: { reportExceptions: true },
  among: { reportExceptions: true, exceptions: [] },
} as const;
type Way = keyof typeof ways;

describe('a constraint without exceptions reports', () => {
  const engine = new EngineClient(engineEnvironment);
  const policies = catalogue.filter(({ externalData }) => externalData !== true);
  let verdicts: ReadonlyMap<string, readonly Violation[]>;

  beforeAll(async () => {
    const constraints = policies.flatMap((policy) =>
      Object.entries(ways).map(([way, asked]) => {
        const parameters = policy.sampleParameters ?? {};
        const { spec, ...rest } = constraint(policy, { name: `${policy.id}-${way}`, parameters }, 'deny');
        return { ...rest, spec: { ...spec, parameters: { ...spec.parameters, ...asked } } };
      }),
    );
    const reviews = policies.flatMap((policy) =>
      samplesOf(policy).map((sample) => ({
        id: `${policy.id}/${sample.name}`,
        user: { username: 'somebody', groups: [] },
        ...sampleRequest(sample),
      })),
    );
    verdicts = await judge(engine, constraints, reviews, policies);
  }, 300_000);
  afterAll(() => engine.end());

  test.each(policies.map(({ id }) => id))('%s: as one does whose list of them is empty', (id) => {
    const said = (results: readonly Violation[], way: Way): readonly Omit<Violation, 'constraint'>[] =>
      results
        .filter(({ constraint: { name } }) => name === `${id}-${way}`)
        .map(({ constraint: _, ...violation }) => violation);
    const violating = [...verdicts].filter(
      ([sample, results]) => sample.startsWith(`${id}/`) && said(results, 'bare').length > 0,
    );
    expect(violating).not.toEqual([]);
    for (const [, results] of violating) {
      const alone = said(results, 'alone');
      expect(alone).toEqual(said(results, 'among'));
      expect(
        alone.map(({ details: { place, digest, exceptions, ...rest } = {}, ...violation }) => {
          expect({ place, digest, exceptions }).toEqual({
            place: expect.stringMatching(/./) as string,
            digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
            exceptions: [],
          });
          return { ...violation, details: rest };
        }),
      ).toEqual(said(results, 'bare'));
    }
  });
});
