import { expansionTemplates } from '../../policies/expansion';

test('every kind of workload that makes pods is expanded once', () => {
  const kinds = expansionTemplates.flatMap((template) =>
    template.spec.applyTo.flatMap(({ groups, kinds: applied }) =>
      applied.map((kind) => `${groups.join()}/${kind}`),
    ),
  );
  expect(kinds.sort()).toEqual([
    '/ReplicationController',
    'apps/DaemonSet',
    'apps/Deployment',
    'apps/ReplicaSet',
    'apps/StatefulSet',
    'batch/CronJob',
    'batch/Job',
  ]);
});
