import { check } from '../../../../kit/core/check/check';
import { EngineClient } from '../../../../kit/engine-client/client';
import { testEnvironment } from '../../support/environment';
import {
  cleanCluster,
  configMap,
  forbiddenConstraint,
  forbiddenTemplate,
  kustomization,
  manifests,
  namespace,
} from '../../support/manifests';
import { commit, makeRepository, write } from '../../support/repository';
import { WatchedEngine } from '../../support/watched-engine';

const environment = testEnvironment();

const saying = (message: string): string =>
  ['package testforbidden', `violation[{"msg": msg}] { msg := ${message} }`].join('\n');

let engine: WatchedEngine;
beforeEach(() => (engine = new WatchedEngine(environment, { cache: false })));
afterEach(() => engine.end());

async function messages(repository: string, by: EngineClient = engine): Promise<readonly string[]> {
  const { report } = await check(environment, by, { repository, revision: 'HEAD' });
  return report.findings.map(({ resource, message }) => `${resource.name}: ${message}`).sort();
}

test('a process that stays has only that judged which is new to it, and says the same as one that starts', async () => {
  const repository = makeRepository({
    ...cleanCluster(),
    'policies/template.yaml': manifests(
      forbiddenTemplate(saying('sprintf("%v", [input.review.object.data])')),
    ),
    'apps/more.yaml': manifests(configMap('changing', { key: 'one' }), configMap('staying', { key: 'one' })),
  });
  const before = await messages(repository);
  expect(before.filter((message) => message.startsWith('changing'))).toEqual([
    expect.stringContaining('one'),
  ]);
  engine.asked = [];
  expect(await messages(repository)).toEqual(before);
  expect(engine.asked).toEqual([]);

  write(repository, {
    'apps/more.yaml': manifests(configMap('changing', { key: 'two' }), configMap('staying', { key: 'one' })),
  });
  commit(repository);
  const after = await messages(repository);
  expect(engine.asked).toEqual(['changing']);
  expect(after.filter((message) => message.startsWith('changing'))).toEqual([expect.stringContaining('two')]);
  const fresh = new EngineClient(environment, { cache: false });
  expect(await messages(repository, fresh)).toEqual(after);
  await fresh.end();
});

test('an object that says no namespace is judged again when Namespace default is another', async () => {
  const plain = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain' } };
  const inMood = (mood: string) => ({ 'apps/plain.yaml': manifests(namespace('default', { mood }), plain) });
  const repository = makeRepository({
    ...cleanCluster(),
    'policies/template.yaml': manifests(
      forbiddenTemplate(saying('sprintf("%v", [input.review.namespaceObject.metadata.labels.mood])')),
    ),
    ...inMood('calm'),
  });
  const ofPlain = async () => (await messages(repository)).filter((message) => message.startsWith('plain'));
  expect(await ofPlain()).toEqual([expect.stringContaining('calm')]);
  write(repository, inMood('stormy'));
  commit(repository);
  expect(await ofPlain()).toEqual([expect.stringContaining('stormy')]);
});

test('what depends on the time is judged again', async () => {
  const repository = makeRepository({
    ...cleanCluster(),
    'policies/template.yaml': manifests(forbiddenTemplate(saying('sprintf("at %v", [time.now_ns()])'))),
  });
  const before = await messages(repository);
  expect(before).not.toEqual([]);
  engine.asked = [];
  expect(await messages(repository)).not.toEqual(before);
  expect(engine.asked).toEqual(['settings']);
});

test('what is remembered of revisions is what each says by itself, in any order, compared or not', async () => {
  const files = (value: string) => ({
    'apps/more.yaml': manifests(configMap('changing', { key: value }), configMap('staying', { key: 'one' })),
  });
  const repository = makeRepository({
    ...cleanCluster(),
    'policies/template.yaml': manifests(
      forbiddenTemplate(saying('sprintf("%v", [input.review.object.data])')),
    ),
    ...files('one'),
  });
  for (const value of ['two', 'three']) {
    write(repository, files(value));
    commit(repository);
  }
  const asks = [
    { revision: 'HEAD~1' },
    { revision: 'HEAD', base: 'HEAD~1' },
    { revision: 'HEAD~2' },
    { revision: 'HEAD~1', base: 'HEAD~2' },
    { revision: 'HEAD', base: 'HEAD~2' },
    { revision: 'HEAD' },
  ];
  const report = async (asked: EngineClient, options: (typeof asks)[number]) =>
    (await check(environment, asked, { repository, ...options })).report;
  for (const options of asks) {
    const fresh = new EngineClient(environment, { cache: false });
    const { summary: known, ...said } = await report(engine, options);
    const { summary, ...wanted } = await report(fresh, options);
    await fresh.end();
    expect(said).toEqual(wanted);
    expect(known).toEqual(summary);
  }
  expect(engine.rendered).toBe(3);
});

test('a rendering in which something failed is made again, and so is the working tree', async () => {
  const broken = { 'apps/broken.yaml': 'kind: [' };
  const repository = makeRepository({ ...cleanCluster(), ...broken });
  for (const revision of ['HEAD', 'HEAD', undefined, undefined])
    await check(environment, engine, { repository, revision });
  expect(engine.rendered).toBe(4);
});

describe('what a Kustomization applies is judged anew, though it stays as it is, when there changes', () => {
  const naming = (what: string) => ({
    'policies/template.yaml': manifests(forbiddenTemplate(saying(`sprintf("%v", [${what}])`))),
  });
  const inNamespace = (team: string) => ({
    ...naming('"in the other"'),
    'clusters/prod/spaces.yaml': manifests(kustomization('spaces', './spaces')),
    'spaces/billing.yaml': manifests(namespace('billing', { team })),
    'apps/more.yaml': manifests(configMap('changing', {}, 'billing')),
    'policies/constraint.yaml': manifests(selecting),
  });
  const { spec, ...constraint } = forbiddenConstraint() as { spec: { match: object } };
  const selecting = {
    ...constraint,
    spec: { ...spec, match: { ...spec.match, namespaceSelector: { matchLabels: { team: 'other' } } } },
  };
  const appliedAs = (serviceAccountName: string) => ({
    ...naming('input.review.userInfo.username'),
    'clusters/prod/apps.yaml': manifests(kustomization('apps', './apps', { serviceAccountName })),
  });

  test.each([
    ['its Namespace, which another one applies', inNamespace('shop'), inNamespace('other')],
    ['whom it is applied as', appliedAs('shop'), appliedAs('other')],
    ['a policy', naming('"one"'), naming('"other"')],
  ])('%s', async (_, files, changed) => {
    const repository = makeRepository({ ...cleanCluster(), ...files });
    const before = await messages(repository);
    write(repository, changed);
    commit(repository);
    const after = await messages(repository);
    expect(after).not.toEqual(before);
    expect(after.join()).toContain('other');
    const fresh = new EngineClient(environment, { cache: false });
    expect(await messages(repository, fresh)).toEqual(after);
    await fresh.end();
    // And back, to what is remembered of it.
    write(repository, files);
    commit(repository);
    expect(await messages(repository)).toEqual(before);
  });
});
