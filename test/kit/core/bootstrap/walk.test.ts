import { type BootstrapStep, type Look, StepStopped } from '../../../../kit/core/bootstrap/step';
import { walk, type WalkOptions } from '../../../../kit/core/bootstrap/walk';

type Told = 'done' | 'open' | 'stopped' | 'throws' | 'fails';

function step(
  name: string,
  told: Told,
  needs: readonly string[] = [],
  more: Partial<BootstrapStep> = {},
): BootstrapStep {
  const looks: Readonly<Record<Told, () => Promise<Look>>> = {
    done: () => Promise.resolve({ kind: 'done', found: 'is there' }),
    open: () =>
      Promise.resolve({
        kind: 'open',
        found: 'is not there',
        shown: 'make it',
        run: () => Promise.resolve('is there now'),
      }),
    stopped: () => Promise.resolve({ kind: 'stopped', found: 'cannot be', fix: 'help it' }),
    throws: () => Promise.reject(new StepStopped('cannot be looked at', 'help it')),
    fails: () =>
      Promise.resolve({
        kind: 'open',
        found: 'is not there',
        shown: 'make it',
        run: () => Promise.reject(new StepStopped('broke', 'mend it')),
      }),
  };
  return { name, does: name, needs, look: looks[told], ...more };
}

const yes: WalkOptions = { dryRun: false, confirm: () => Promise.resolve(true) };

async function states(
  steps: readonly BootstrapStep[],
  options: WalkOptions = yes,
): Promise<readonly string[]> {
  return (await walk(steps, options)).map(({ step: name, state }) => `${name} ${state}`);
}

test('what is done is passed by, what is open is done', async () => {
  expect(await states([step('a', 'done'), step('b', 'open', ['a']), step('c', 'open', ['b'])])).toEqual([
    'a done',
    'b made',
    'c made',
  ]);
});

test.each<Told>(['stopped', 'throws', 'fails'])(
  'a step that %s holds up all that comes after it',
  async (told) => {
    const results = await walk([step('a', told), step('b', 'open'), step('c', 'done')], yes);
    expect(results.map(({ state }) => state)).toEqual(['stopped', 'waiting', 'waiting']);
    expect(results[0]?.fix).not.toBe('');
    expect(results[1]?.found).toBe("comes after 'a'");
  },
);

test('one that only tells holds up nobody', async () => {
  const told = step('b', 'stopped', ['a'], { holds: false });
  expect(await states([step('a', 'open'), told, step('c', 'open', ['a'])])).toEqual([
    'a made',
    'b stopped',
    'c made',
  ]);
});

test('without a yes nothing is done, and the walk ends there', async () => {
  const run = jest.fn(() => Promise.resolve(''));
  const asked = step('a', 'open', [], {
    look: () => Promise.resolve({ kind: 'open', found: 'is not there', shown: 'make it', run }),
  });
  const no = { ...yes, confirm: () => Promise.resolve(false) };
  expect(await states([asked, step('b', 'open')], no)).toEqual(['a open', 'b waiting']);
  expect(run).not.toHaveBeenCalled();
});

test('a dry run does nothing and looks at everything that can be looked at', async () => {
  const confirm = jest.fn(() => Promise.resolve(true));
  const steps = [step('a', 'open'), step('b', 'done'), step('c', 'open', ['a']), step('d', 'open', ['b'])];
  expect(await states(steps, { dryRun: true, confirm })).toEqual(['a open', 'b done', 'c waiting', 'd open']);
  expect(confirm).not.toHaveBeenCalled();
});

test('each step is shown before anybody is asked', async () => {
  const order: string[] = [];
  await walk([step('a', 'open')], {
    ...yes,
    onShow: (_step, { shown }) => order.push(`shown: ${shown}`),
    confirm: () => Promise.resolve(order.push('asked') > 0),
  });
  expect(order).toEqual(['shown: make it', 'asked']);
});

test('what should not happen is no stopped step', async () => {
  const broken = step('a', 'open', [], { look: () => Promise.reject(new Error('a mistake of ours')) });
  await expect(walk([broken], yes)).rejects.toThrow('a mistake of ours');
});
