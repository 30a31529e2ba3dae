import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { FactsCache } from '../../../../kit/core/facts/facts-cache';
import { testEnvironment } from '../../support/environment';

const environment = testEnvironment();
const folder = join(environment.cacheDirectory, 'facts');
let made = 0;
const ask = (...checks: readonly (() => boolean)[]): Promise<{ readonly text: string }> =>
  new FactsCache(environment).of(
    ['question'],
    () => Promise.resolve({ text: `answer ${++made}` }),
    ...checks,
  );

test('an answer is kept while it holds, made again where its file was damaged, and not kept where it must not be', async () => {
  expect(await ask()).toEqual({ text: 'answer 1' });
  expect(await ask()).toEqual({ text: 'answer 1' });
  expect(await ask(() => false)).toEqual({ text: 'answer 2' });
  expect(await ask()).toEqual({ text: 'answer 2' });
  const [name = ''] = readdirSync(folder);
  for (const damage of ['2', '']) {
    // Still JSON, and not what was written.
    writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').replace(/answer \d/, damage));
    const next = made + 1;
    expect(await ask()).toEqual({ text: `answer ${next}` });
  }
  const kept = made;
  expect(
    await ask(
      () => false,
      () => false,
    ),
  ).toEqual({ text: `answer ${kept + 1}` });
  expect(await ask()).toEqual({ text: `answer ${kept}` });
  expect(readdirSync(folder)).toEqual([name]);
});
