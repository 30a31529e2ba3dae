import { parseAllDocuments } from 'yaml';
import type { EngineClient } from '../../kit/engine-client/client';
import type { Review, Verdict, Violation } from '../../kit/engine-client/protocol';
import { catalogue } from '../../policies/catalogue';
import { type Constraint } from '../../policies/constraint';
import { constraintTemplate } from '../../policies/constraint-template';
import { expansionTemplates } from '../../policies/expansion';
import type { Policy } from '../../policies/policy';
import { inventoryYaml } from '../../policies/source-files';

/** Any Kubernetes object. */
export type Manifest = Readonly<Record<string, unknown>>;

const namespaces = ['default', 'shop'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}));

/**
 * What the catalogue's samples take for granted. One object stands for the fact that the inventory is known, even
 * where no policy needs any.
 */
const inventory: readonly Manifest[] = [
  ...namespaces,
  ...catalogue.flatMap((policy) =>
    parseAllDocuments(inventoryYaml(policy)).map((document) => document.toJS() as Manifest),
  ),
];

/**
 * Judges reviews by these constraints with Gatekeeper's own code.
 *
 * @param policies whose templates are loaded; all of the catalogue unless given
 * @returns verdicts by the reviews' ids
 * @throws Error when a template or a constraint does not load, or a review cannot be judged
 */
export function judge(
  engine: EngineClient,
  constraints: readonly Constraint[],
  reviews: readonly Review[],
  policies: readonly Policy[] = catalogue,
): Promise<ReadonlyMap<string, readonly Violation[]>> {
  return judgeBy(
    engine,
    policies.map((policy) => ({ ...constraintTemplate(policy) })),
    constraints,
    reviews,
  );
}

/** The same, by templates that need not be the catalogue's. */
export async function judgeBy(
  engine: EngineClient,
  templates: readonly Manifest[],
  constraints: readonly Constraint[],
  reviews: readonly Review[],
): Promise<ReadonlyMap<string, readonly Violation[]>> {
  const objects = [...templates, ...constraints, ...expansionTemplates];
  const loaded = await engine.load({
    objects: objects.map((object) => ({ object: { ...object } })),
    inventory,
  });
  const verdicts: Verdict[] = [];
  await engine.review({ policySet: loaded.policySet, namespaces, reviews }, (verdict) =>
    verdicts.push(verdict),
  );
  const problems = [
    ...loaded.problems.map((problem) => problem.message),
    ...verdicts.flatMap(({ id, error }) => (error === undefined ? [] : [`${id}: ${error}`])),
  ];
  if (problems.length > 0 || verdicts.length !== reviews.length) {
    throw new Error(
      [`${verdicts.length} of ${reviews.length} reviews were answered`, ...problems].join('\n'),
    );
  }
  return new Map(verdicts.map(({ id, results }) => [id, results]));
}
