import { ControlPlane, ensureControlPlane } from './support/control-plane';
import { eventually } from './support/eventually';
import { conditionOf, referenceOf, type KubernetesObject } from './support/kubernetes-object';

const deployment: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'here', namespace: 'default' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'here' } },
    template: {
      metadata: { labels: { app: 'here' } },
      spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }] },
    },
  },
};

describe('two control planes at once', () => {
  let planes: readonly ControlPlane[] = [];

  beforeAll(async () => {
    await ensureControlPlane();
    planes = await Promise.all(['left', 'right'].map((name) => ControlPlane.start(name)));
  }, 3_600_000);

  afterAll(() => Promise.all(planes.map((plane) => plane.stop())));

  test('neither sees what is in the other, and pods become ready', async () => {
    const [left, right] = planes;
    await left!.admin.create(deployment);
    await eventually('the Deployment to be available', async () => {
      const current = await left!.admin.read(referenceOf(deployment));
      return conditionOf(current, 'Available')?.status === 'True' || undefined;
    });
    expect(await right!.admin.find(referenceOf(deployment))).toBeUndefined();
  });
});
