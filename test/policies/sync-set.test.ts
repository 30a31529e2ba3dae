import { catalogue, policyById } from '../../policies/catalogue';
import { constraintTemplate } from '../../policies/constraint-template';
import { templateRego } from '../../policies/source-files';
import { syncSet } from '../../policies/sync-set';

const referential = {
  ...policyById('host-namespaces'),
  referential: [{ group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' }],
};

test('a referential policy makes Gatekeeper keep a copy of what it reads', () => {
  expect(syncSet(referential)).toEqual({
    apiVersion: 'syncset.gatekeeper.sh/v1alpha1',
    kind: 'SyncSet',
    metadata: { name: 'host-namespaces' },
    spec: { gvks: [{ group: 'policy', version: 'v1', kind: 'PodDisruptionBudget' }] },
  });
  expect(syncSet(policyById('host-namespaces'))).toBeUndefined();
});

test('its template tells so, as Gatekeeper reads it', () => {
  const annotation = (policy: typeof referential): string | undefined =>
    constraintTemplate(policy).metadata.annotations['metadata.gatekeeper.sh/requires-sync-data'];
  expect(JSON.parse(annotation(referential) ?? '')).toEqual([
    [{ groups: ['policy'], versions: ['v1'], kinds: ['PodDisruptionBudget'] }],
  ]);
  expect(annotation(policyById('host-namespaces') as typeof referential)).toBeUndefined();
});

test('who reads data.inventory says of what, and who says so reads it', () => {
  const reading = catalogue.filter((policy) => templateRego(policy).includes('data.inventory'));
  expect(reading.map(({ id }) => id)).toEqual(
    catalogue.filter((policy) => policy.referential !== undefined).map(({ id }) => id),
  );
});
