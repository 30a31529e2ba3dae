import { parseAllDocuments } from 'yaml';

import { catalogue } from '../../../policies/catalogue';
import { constraint } from '../../../policies/constraint';
import { constraintTemplate } from '../../../policies/constraint-template';
import { expansionTemplates } from '../../../policies/expansion';
import type { Policy } from '../../../policies/policy';
import { type Manifest, sampleRequest } from '../../../policies/sample-request';
import { inventoryYaml, type Sample, samplesOf } from '../../../policies/source-files';
import type { EngineClient } from '../../engine-client/client';
import type { Verdict, Violation } from '../../engine-client/protocol';
import { flux, judgedSample, sampleNamespaces, type TruthTable } from './judged-sample';

/** What Gatekeeper says to a sample of the catalogue. */
export interface CatalogueSample {
  readonly policy: Policy;
  readonly sample: Sample;
  /** What the sample's own policy says. */
  readonly results: readonly Violation[];
}

/** The truth table of the catalogue. @throws Error as {@link judgeCatalogue} does */
export async function testCatalogue(engine: EngineClient): Promise<TruthTable> {
  const judged = await judgeCatalogue(engine);
  return {
    samples: judged.map(({ policy: { kind, id }, sample, results }) =>
      judgedSample({ policy: kind, id, sample: sample.name, expected: sample.expectation }, results),
    ),
    incomplete: [],
    notEvaluated: [],
  };
}

/**
 * Judges every sample of the catalogue by Gatekeeper's own code, each by the policy that it belongs to.
 *
 * @throws Error when a template does not load or a sample cannot be judged: the catalogue is ours, and complete
 */
export async function judgeCatalogue(engine: EngineClient): Promise<readonly CatalogueSample[]> {
  // A provider that nobody can reach leaves every image undecided: these policies see no samples but their own.
  const asks = (policy: Policy): boolean => policy.externalData ?? false;
  const deciding = catalogue.filter((policy) => !asks(policy));
  return [...(await judge(engine, deciding)), ...(await judge(engine, catalogue.filter(asks)))];
}

async function judge(engine: EngineClient, policies: readonly Policy[]): Promise<readonly CatalogueSample[]> {
  const objects = [
    ...policies.map((policy) => constraintTemplate(policy)),
    ...policies.map((policy) =>
      constraint(policy, { name: policy.id, parameters: policy.sampleParameters ?? {} }, 'deny'),
    ),
    ...expansionTemplates,
  ];
  const inventory = [
    // Never empty, or the engine took nothing for known.
    ...sampleNamespaces,
    ...policies.flatMap((policy) =>
      parseAllDocuments(inventoryYaml(policy)).map((document) => document.toJS() as Manifest),
    ),
  ];
  const loaded = await engine.load({
    objects: objects.map((object) => ({ object: { ...object } })),
    inventory,
  });
  const samples = policies.flatMap((policy) =>
    samplesOf(policy).map((sample) => ({ policy, sample, id: `${policy.id}/${sample.name}` })),
  );
  const reviews = samples.map(({ id, sample }) => ({ id, user: flux, ...sampleRequest(sample) }));
  const verdicts = new Map<string, Verdict>();
  await engine.review({ policySet: loaded.policySet, namespaces: sampleNamespaces, reviews }, (verdict) =>
    verdicts.set(verdict.id, verdict),
  );
  const problems = [
    ...loaded.problems.map((problem) => problem.message),
    ...[...verdicts.values()].flatMap(({ id, error }) => (error === undefined ? [] : [`${id}: ${error}`])),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return samples.map(({ id, policy, sample }) => ({
    policy,
    sample,
    results: (verdicts.get(id)?.results ?? []).filter((result) => result.constraint.kind === policy.kind),
  }));
}
