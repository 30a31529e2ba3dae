import {
  acceptancePatterns as patterns,
  requiredSpecFields,
  requiredVulnerabilityFields,
  type specFields,
  type targetFields,
  type vulnerabilitySpecFields,
  type vulnerabilityTargetFields,
} from './fields';
import {
  acceptanceApiVersion,
  acceptanceFolder,
  acceptanceKind,
  capInDays,
  categories,
  defaultGraceInDays,
  maximalGraceInDays,
} from './risk-acceptance';

/** Where the schema is published, beside the others in `docs/schemas/`. */
export const acceptanceSchemaFile = 'risk-acceptance.schema.json';
export const acceptanceSchemaId = `https://fleetkeep.dev/schemas/${acceptanceSchemaFile}`;

type Schema = Readonly<Record<string, unknown>>;

const text = (description?: string): Schema => ({
  type: 'string',
  pattern: patterns.text,
  ...(description === undefined ? {} : { description }),
});
const matching = (pattern: string, description?: string): Schema => ({ ...text(description), pattern });
const texts = (description: string, items: Schema = text()): Schema => ({
  type: 'array',
  minItems: 1,
  items,
  description,
});
const closed = (required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const { critical, medium, low } = capInDays;

const target: Readonly<Record<(typeof targetFields)[number], Schema>> = {
  clusters: texts('Names of clusters; * is every cluster.'),
  stages: texts('All clusters of these stages, those that will be added too.', {
    ...text(),
    not: { const: '*' },
  }),
  namespace: { type: 'string', description: 'Absent for an object in none.' },
  apiVersion: matching(patterns.apiVersion),
  kind: matching(patterns.kind),
  name: matching(patterns.objectName),
};

const moment = { $ref: '#/$defs/moment' };

const eitherScope = ['clusters', 'stages'].map((field) => ({
  required: [field],
  properties: { [field]: true },
}));

const spec: Readonly<Record<(typeof specFields)[number], Schema>> = {
  policy: text('The kind of the constraint, for instance K8sPSPCapabilities.'),
  constraint: text("The constraint's name."),
  target: {
    ...closed(['apiVersion', 'kind', 'name'], target),
    oneOf: eitherScope,
    description:
      'The objects; what they own (the Pods of a Deployment) is covered with them. A name that ends with * needs a second approver.',
  },
  accepts: {
    type: 'array',
    minItems: 1,
    items: closed(['field', 'digest'], {
      field: text(
        'The field of the judged object (for workloads of their Pod), a container in brackets by its name: spec.containers[app].securityContext.privileged.',
      ),
      digest: matching(
        patterns.digest,
        'SHA-256 of the accepted value as JSON with sorted keys: another value is not covered.',
      ),
      value: {
        description: 'The accepted value, for who reviews; refused when the digest is of another one.',
      },
    }),
  },
  category: { enum: categories },
  owner: text('Who answers for the risk.'),
  reason: text('Why it may be taken.'),
  ticket: text('Where the decision is recorded.'),
  createdAt: moment,
  expiresAt: {
    ...moment,
    description: `From then on pull requests fail. At most ${critical} days after createdAt for policies of severity critical and high, ${medium} for medium, ${low} for low.`,
  },
  hardExpiresAt: {
    ...moment,
    description: `From then on admission denies; at most ${maximalGraceInDays} days after expiresAt, ${defaultGraceInDays} when absent.`,
  },
};

const vulnerableImages: Readonly<Record<(typeof vulnerabilityTargetFields)[number], Schema>> = {
  clusters: target.clusters,
  stages: target.stages,
  image: matching(
    patterns.image,
    'A repository with its registry, of any tag or of one: docker.io/library/nginx, docker.io/library/nginx:1.27. One that ends with * needs a second approver.',
  ),
  packages: texts('Only in packages of these names.'),
};

const vulnerabilitySpec: Readonly<Record<(typeof vulnerabilitySpecFields)[number], Schema>> = {
  vulnerabilities: texts(
    'Their ids, by any of their names: CVE-2026-1234, GHSA-…',
    matching(patterns.vulnerability),
  ),
  target: {
    ...closed(['image'], vulnerableImages),
    oneOf: eitherScope,
    description: 'The images, and where they run.',
  },
  category: spec.category,
  owner: spec.owner,
  reason: spec.reason,
  ticket: spec.ticket,
  createdAt: moment,
  expiresAt: {
    ...moment,
    description: `From then on they count again. At most ${critical} days after createdAt where one of them is critical or high, ${medium} where one is medium, ${low} else.`,
  },
};

/** The JSON Schema of the files in `.securitytower/acceptances`, for editors: made of what the parser checks by. */
export const acceptanceSchema: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: acceptanceSchemaId,
  title: acceptanceKind,
  description: `A risk that somebody answers for until a day: one file in ${acceptanceFolder}/. Who approved it is the code owner whose review let the file in, and is never typed in.`,
  ...closed(['apiVersion', 'kind', 'metadata', 'spec'], {
    apiVersion: { const: acceptanceApiVersion },
    kind: { const: acceptanceKind },
    metadata: closed(['name'], {
      name: matching(patterns.name),
      labels: { type: 'object' },
      annotations: { type: 'object' },
    }),
    spec: {
      oneOf: [closed(requiredSpecFields, spec), closed(requiredVulnerabilityFields, vulnerabilitySpec)],
    },
  }),
  $defs: { moment: matching(patterns.moment) },
};
