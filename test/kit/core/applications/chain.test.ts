import { chainOf } from '../../../../kit/core/applications/chain';

const stage = (name: string, previousStage?: string, cluster = name) => ({ name, previousStage, cluster });

test('stages follow the one that they name; one name may stand for several clusters', () => {
  const [dev, weu, neu] = [stage('dev'), stage('prod', 'dev', 'weu'), stage('prod', 'dev', 'neu')];
  const chain = chainOf('shop', [weu, neu, dev]);
  expect(chain.previous(weu)).toEqual([dev]);
  expect(chain.previous(neu)).toEqual([dev]);
  expect(chain.previous(dev)).toEqual([]);
  expect(chain.names).toEqual(['dev', 'prod']);
  expect(chain.broken).toEqual([]);
});

test('a previous stage that does not exist is told, with what may be meant; the rest goes on', () => {
  const [dev, test, prod] = [stage('dev'), stage('staging', 'dev'), stage('prod', 'stagin')];
  const chain = chainOf('shop', [dev, test, prod]);
  expect(chain.broken).toEqual([
    {
      stage: prod,
      reason: "application shop: stage prod follows 'stagin', which is no stage of it; did you mean staging?",
    },
  ]);
  expect(chain.previous(prod)).toEqual([]);
  expect(chain.previous(test)).toEqual([dev]);
});

test('a ring is told once, and nothing in it follows anything; what follows the ring does', () => {
  const [a, b, c] = [stage('a', 'b'), stage('b', 'a'), stage('c', 'a')];
  const chain = chainOf('shop', [a, b, c]);
  expect(chain.broken.map(({ reason }) => reason)).toEqual([
    'application shop: stages follow one another in a ring (a after b after a): take one previousStage away',
  ]);
  expect([a, b, c].map((one) => chain.previous(one))).toEqual([[], [], [a]]);
  expect([...chain.names].sort()).toEqual(['a', 'b', 'c']);
});

test('a stage that follows itself is a ring of one', () => {
  const chain = chainOf('shop', [stage('a', 'a')]);
  expect(chain.broken.map(({ reason }) => reason)).toEqual([expect.stringContaining('(a after a)')]);
});

test('a chain of many thousands is walked without a deep stack', () => {
  const stages = Array.from({ length: 50_000 }, (_, index) =>
    stage(`s${index}`, index === 49_999 ? undefined : `s${index + 1}`),
  );
  expect(chainOf('long', stages).names[0]).toBe('s49999');
});
