import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { engineBinary } from '../../../kit/engine-client/binary';
import { EngineClient } from '../../../kit/engine-client/client';
import { EngineRequestError } from '../../../kit/engine-client/errors';
import { ErrorCode, type RenderedResource, type Verdict } from '../../../kit/engine-client/protocol';
import { testEnvironment } from '../support/environment';
import { cleanCluster, configMap, forbiddenConstraint, forbiddenTemplate } from '../support/manifests';
import { makeRepository } from '../support/repository';
import { temporaryDirectory } from '../support/temporary';

const entries = [{ cluster: 'prod', path: './clusters/prod' }];
const policies = {
  objects: [{ object: { ...forbiddenTemplate() } }, { object: { ...forbiddenConstraint() } }],
};
const reviews = Array.from({ length: 300 }, (_, index) => ({
  id: String(index),
  operation: 'CREATE' as const,
  object: { ...configMap(`settings-${index}`, index % 2 === 0 ? { forbidden: 'x' } : {}) },
}));

let engine: EngineClient;
beforeEach(() => (engine = new EngineClient(testEnvironment())));
afterEach(() => engine.end());

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilDead(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function pidOf(client: EngineClient): Promise<number> {
  await client.version();
  const pid = await client.pid();
  if (pid === undefined) throw new Error('the engine does not run');
  return pid;
}

test('says what it hosts', async () => {
  expect(await engine.version()).toMatchObject({ gatekeeper: expect.stringMatching(/^3\./) as string });
});

test('keeps no answer that nobody holds', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const answers: WeakRef<object>[] = [];
  for (let i = 0; i < 20; i++) answers.push(new WeakRef(await engine.version()));
  await pause(10);
  collect();
  // The last ones may still be on somebody's stack.
  expect(answers.slice(0, 10).filter((answer) => answer.deref() !== undefined)).toEqual([]);
});

test('streams every Kustomization before it answers, several requests at once', async () => {
  const path = makeRepository(cleanCluster());
  const render = async (): Promise<readonly string[]> => {
    const names: string[] = [];
    const result = await engine.render({ repository: { path }, entries }, (one) =>
      names.push(one.kustomization.name),
    );
    expect(result.clusters).toMatchObject([{ cluster: 'prod', kustomizations: names.length }]);
    return names.sort();
  };
  const all = await Promise.all([render(), render(), render()]);
  expect(all).toEqual([1, 2, 3].map(() => ['apps', 'flux-system', 'policies']));
});

test('what clusters and revisions have in common crosses once, and every resource has its object', async () => {
  const path = makeRepository(cleanCluster());
  const twice = [...entries, ...entries.map(({ path: entry }) => ({ cluster: 'again', path: entry }))];
  const render = async (client: EngineClient): Promise<readonly RenderedResource[]> => {
    const resources: RenderedResource[] = [];
    await client.render({ repository: { path }, entries: twice }, (one) => resources.push(...one.resources));
    return resources;
  };
  const first = await render(engine);
  expect(first).not.toEqual([]);
  for (const { hash, object } of first) {
    expect(createHash('sha256').update(canonical(object)).digest('hex')).toBe(hash);
  }
  const second = await render(engine);
  expect(second).toEqual(first);
  const held = new Set(first.map(({ object }) => object));
  expect(second.every(({ object }) => held.has(object))).toBe(true);
  expect(held.size).toBe(new Set(first.map(({ hash }) => hash)).size);
});

/** Sorted keys, no white space; for objects without what Go would escape. */
function canonical(object: object): string {
  return JSON.stringify(object, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

test('refusals carry their code, and the engine goes on', async () => {
  const refusal = engine.render({ repository: { path: temporaryDirectory() }, entries }, () => undefined);
  await expect(refusal).rejects.toThrow(EngineRequestError);
  await expect(refusal).rejects.toMatchObject({ code: ErrorCode.NotARepository });
  const pid = await engine.pid();
  await engine.version();
  expect(await engine.pid()).toBe(pid);
});

test('a review in flight on an engine that is killed is repeated, with its policies, and delivers each verdict once', async () => {
  const { policySet } = await engine.load(policies);
  const first = await pidOf(engine);
  const verdicts: Verdict[] = [];
  let killed = false;
  const result = await engine.review({ policySet, namespaces: [], reviews }, (verdict) => {
    verdicts.push(verdict);
    if (!killed) process.kill(first, 'SIGKILL');
    killed = true;
  });
  expect(result).toEqual({ reviewed: 300, failed: 0 });
  expect(verdicts.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual(
    reviews.map((_, index) => index),
  );
  expect(verdicts.filter(({ results }) => results.length > 0)).toHaveLength(150);
  // Where everything was said before the signal came, its end is noticed a moment later.
  while ((await engine.pid()) === first) await pause(10);
});

test('an engine that died between requests is started again, and knows its policies', async () => {
  const { policySet } = await engine.load(policies);
  const first = await pidOf(engine);
  process.kill(first, 'SIGKILL');
  await untilDead(first);
  const verdicts: Verdict[] = [];
  await engine.review({ policySet, namespaces: [], reviews: reviews.slice(0, 2) }, (verdict) =>
    verdicts.push(verdict),
  );
  expect(verdicts).toHaveLength(2);
});

test('an engine that always dies: an error after the second time, with what it said last', async () => {
  const script = join(temporaryDirectory(), 'dying');
  writeFileSync(script, '#!/bin/sh\necho "out of luck" >&2\nexit 7\n', { mode: 0o755 });
  const dying = new EngineClient(testEnvironment({ engine: script }));
  await expect(dying.version()).rejects.toThrow(
    "the engine died twice on 'version' (exit code 7; it said last:\nout of luck)",
  );
});

test.each([
  [
    'an engine that is not there',
    '/no/such/engine',
    /FLEETKEEP_ENGINE is '\/no\/such\/engine', which does not exist/,
  ],
  ['an engine that cannot be executed', __filename, /the engine died twice on 'version' \(.*EACCES/],
])('%s', async (_, path, message) => {
  await expect(new EngineClient(testEnvironment({ engine: path })).version()).rejects.toThrow(message);
});

test('an aborted request is cancelled, and the engine goes on', async () => {
  const { policySet } = await engine.load(policies);
  const pid = await pidOf(engine);
  const abort = new AbortController();
  const many = Array.from({ length: 20 }, (_, round) =>
    reviews.map((one) => ({ ...one, id: `${round} ${one.id}` })),
  ).flat();
  let heard = 0;
  const review = engine.review(
    { policySet, namespaces: [], reviews: many },
    () => {
      if (++heard === 1) abort.abort(new Error('enough'));
    },
    abort.signal,
  );
  await expect(review).rejects.toThrow('enough');
  await engine.version();
  expect(heard).toBeLessThan(many.length);
  expect(await engine.pid()).toBe(pid);
});

test('ends when it is told to, and starts again when it is needed', async () => {
  const first = await pidOf(engine);
  await engine.end();
  expect(isAlive(first)).toBe(false);
  expect(await pidOf(engine)).not.toBe(first);
});

test('is left to end by itself, and starts again when it is needed', async () => {
  const pid = await pidOf(engine);
  await engine.leave();
  await untilDead(pid);
  expect(await pidOf(engine)).not.toBe(pid);
});

test('starts before it is asked, and tells who asks that it cannot', async () => {
  engine.begin();
  const pid = await engine.pid();
  expect(pid).toEqual(expect.any(Number));
  expect(await pidOf(engine)).toBe(pid);
  const missing = new EngineClient({ ...testEnvironment(), engine: '/nowhere/engine' });
  missing.begin();
  await expect(missing.version()).rejects.toThrow(
    "FLEETKEEP_ENGINE is '/nowhere/engine', which does not exist",
  );
  await missing.leave();
});

test('ends with its parent, also when that is killed', async () => {
  const binary = await engineBinary(testEnvironment());
  const program = `
    const child = require('child_process').spawn(${JSON.stringify(binary)}, { stdio: ['pipe', 'ignore', 'ignore'] });
    console.log(child.pid);
    setInterval(() => {}, 1000);
  `;
  const parent = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(line.toString());
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await untilDead(pid);
  expect(isAlive(pid)).toBe(false);
});

test('the engine sees none of our credentials', async () => {
  const variables = { ...process.env, GITHUB_TOKEN: 'secret', AZURE_CLIENT_SECRET: 'secret' };
  engine = new EngineClient(testEnvironment({ variables }));
  const pid = await pidOf(engine);
  const environment = execFileSync('tr', ['\\0', '\\n'], {
    input: execFileSync('cat', [`/proc/${pid}/environ`]),
  });
  expect(environment.toString()).toContain('PATH=');
  expect(environment.toString()).not.toContain('secret');
});
