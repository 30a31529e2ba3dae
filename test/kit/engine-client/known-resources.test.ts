import { KnownResources } from '../../../kit/engine-client/known-resources';
import type { RenderedKustomization, RenderedResource } from '../../../kit/engine-client/protocol';
import { kustomizationStatus, renderedResource } from '../support/rendered';

const resource = renderedResource();

const sent = (digest: string, resources: RenderedResource[], cluster = 'a'): RenderedKustomization => ({
  token: 't',
  cluster,
  digest,
  kustomization: kustomizationStatus(),
  resources,
});

const asItIs = (one: RenderedResource): RenderedResource => one;

test('a list that comes empty is the one that came before, of this request or an earlier one', () => {
  const known = new KnownResources();
  const first = known.held();
  expect(first.digests).toEqual([]);
  const { resources } = first.complete(sent('x', [resource]), asItIs);
  expect(resources).toEqual([resource]);
  const other = first.complete(sent('x', [], 'b'), asItIs);
  expect(other.resources).toBe(resources);
  expect(other.cluster).toBe('b');

  const second = known.held();
  expect(second.digests).toEqual(['x']);
  expect(second.hashes).toEqual(new Set(['1']));
  expect(second.complete(sent('x', []), asItIs).resources).toBe(resources);
  expect(second.complete(sent('y', []), asItIs).resources).toEqual([]);
});

test('what each resource lacks is put in once, where the list came', () => {
  const held = new KnownResources().held();
  const complete = jest.fn(asItIs);
  held.complete(sent('x', [resource, resource]), complete);
  held.complete(sent('x', []), complete);
  expect(complete).toHaveBeenCalledTimes(2);
});
