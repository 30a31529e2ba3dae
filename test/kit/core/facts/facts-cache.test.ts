import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

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

test.each([
  ['files', { files: 4, bytes: 1_000_000 }],
  ['bytes', { files: 1_000, bytes: 1_000 }],
])('past so many %s the oldest half goes', async (_, limits) => {
  const own = testEnvironment();
  const facts = join(own.cacheDirectory, 'facts');
  // As many processes do.
  const keep = (word: string): Promise<string> =>
    new FactsCache(own, true, limits).of([word], () => Promise.resolve(word.padEnd(120)));
  for (const word of ['one', 'two', 'three', 'four']) {
    await keep(word);
    await setTimeout(5);
  }
  expect(readdirSync(facts)).toHaveLength(4);
  await keep('five');
  await keep('six');
  const left = readdirSync(facts).map((name) => readFileSync(join(facts, name), 'utf8'));
  expect(left.some((text) => text.includes('"six '))).toBe(true);
  expect(left.some((text) => text.includes('"one '))).toBe(false);
  // What alone is too much is answered, and not kept.
  const long = 'x'.repeat(limits.bytes / 8 + 1);
  expect(await new FactsCache(own, true, limits).of([long], () => Promise.resolve(long))).toBe(long);
  expect(readdirSync(facts)).toHaveLength(left.length);
});
