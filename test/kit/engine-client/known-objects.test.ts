import { KnownObjects } from '../../../kit/engine-client/known-objects';
import type { RenderedResource } from '../../../kit/engine-client/protocol';
import { renderedResource } from '../support/rendered';

const resource = (hash: string, object: RenderedResource['object']): RenderedResource =>
  renderedResource({ hash, object });
const sent = resource('1', { kind: 'ConfigMap' });

test('a resource that comes without its object is given it', () => {
  const objects = new KnownObjects();
  const first = objects.held();
  expect(first.hashes).toEqual([]);
  expect(first.complete(sent)).toBe(sent);
  expect(first.complete(resource('1', {})).object).toBe(sent.object);
  const second = objects.held();
  expect(second.hashes).toEqual(['1']);
  expect(second.complete(resource('1', {})).object).toBe(sent.object);
});

test('one that nobody sent is an error, and not a resource of nothing', () => {
  expect(() => new KnownObjects().held().complete(resource('2', {}))).toThrow(
    'the engine did not send object 2 (ConfigMap settings)',
  );
});
