import { rmSync } from 'node:fs';
import { renderCluster } from './fleet/render-cluster';
import { gatorVerdicts } from './gator/gator-verdicts';
import { exceptions, gatorLoads } from './gator/exceptions';
import { check, constraintsOf, verdictOf, type CheckFinding } from './samples/check-document';
import { standaloneObjects, labelledSamples } from './samples/labelled-sample';
import { SamplesRepository } from './samples/samples-repository';
import { ensureBench } from './support/ensure-bench';
import type { KubernetesObject } from './support/kubernetes-object';
import { synthesizeFleet } from './support/synthesize';

const clusters = ['dev-weu', 'staging-weu', 'prod-weu', 'prod-neu'] as const;

/** Whether gator is not right about an object. */
const isException = (object: KubernetesObject): boolean => exceptions.some(({ matches }) => matches(object));

beforeAll(ensureBench, 3_600_000);

describe('gator test agrees with fleetkeep check', () => {
  describe('about what the example fleet renders', () => {
    let files: string;
    let findings: readonly CheckFinding[];

    beforeAll(async () => {
      files = await synthesizeFleet();
      findings = await check('--repository', files);
    });
    afterAll(() => rmSync(files, { recursive: true, force: true }));

    test.each(clusters)('%s', async (cluster) => {
      const { resources } = await renderCluster(files, cluster);
      const objects = resources.map(({ object }) => object as unknown as KubernetesObject);
      const gator = await gatorVerdicts(objects.filter(gatorLoads));
      const own = findings.filter((finding) => finding.cluster === cluster);
      const judged = objects.filter((object) => !isException(object));
      expect(judged.length).toBeGreaterThan(objects.length / 2);
      const disagreements = judged.flatMap((object) => {
        const left = verdictOf(own, object);
        const right = gator(object);
        return left.join('\n') === right.join('\n')
          ? []
          : [{ object: object.metadata, check: left, gator: right }];
      });
      expect(disagreements).toEqual([]);
    });
  });

  describe('about the samples of every policy', () => {
    let repository: SamplesRepository;
    let findings: readonly CheckFinding[];
    let gator: (object: KubernetesObject) => readonly string[];

    beforeAll(async () => {
      repository = SamplesRepository.create();
      findings = await check('--repository', repository.path, '--entry', 'samples=./cluster');
      const { templates, constraints, expansions } = standaloneObjects();
      gator = await gatorVerdicts([
        ...templates,
        ...constraints,
        ...expansions,
        ...labelledSamples().map(({ object }) => object),
      ]);
    });
    afterAll(() => repository?.dispose());

    const judged = labelledSamples().filter(({ object }) => !isException(object));

    test.each(judged)('$label', ({ object }) => {
      // By constraint: gator does not fill in the API server's defaults, which a message may quote.
      expect(constraintsOf(gator(object))).toEqual(constraintsOf(verdictOf(findings, object)));
    });
  });
});
