import type { Parameters, ParameterSchema, ParameterSchemas } from './policy';

/** The parameter by which most policies of gatekeeper-library spare containers. */
export const exemptImages: Parameters = {
  exemptImages: {
    type: 'array',
    items: { type: 'string' },
    description:
      'Containers with these images are not judged. An entry is a whole image reference, or the beginning of one ' +
      'followed by `*`. End a beginning with `/`, or a registry of a similar name is exempt too.',
    absent: 'no image is exempt',
  },
};

const ranges: ParameterSchema = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      min: { type: 'integer', description: 'The lowest id, itself included.' },
      max: { type: 'integer', description: 'The highest id, itself included.' },
    },
  },
};

/** A rule about the user of containers, as PodSecurityPolicy had it. */
export const userRule = {
  rule: {
    type: 'string',
    enum: ['MustRunAs', 'MustRunAsNonRoot', 'RunAsAny'],
    description: 'How the ids are judged.',
  },
  ranges,
} satisfies ParameterSchemas;

/**
 * A rule about a group, as PodSecurityPolicy had it.
 *
 * @param field the field that it is about, for the description
 */
export function groupRule(field: string): {
  readonly rule: ParameterSchema & { readonly description: string };
  readonly ranges: ParameterSchema & { readonly description: string };
} {
  return {
    rule: {
      type: 'string',
      enum: ['MustRunAs', 'MayRunAs', 'RunAsAny'],
      description:
        `\`MustRunAs\`: \`${field}\` must be set, in the ranges. \`MayRunAs\`: in the ranges, or not set. ` +
        '`RunAsAny`: whatever it is.',
    },
    ranges: { ...ranges, description: 'Allowed ids.' },
  };
}

const name: ParameterSchema = { type: 'string' };
const regexMatch: ParameterSchema = { type: 'boolean' };

/** Roles that a policy about roles leaves alone, by kind. */
export const exemptRoles: Parameters = {
  exemptions: {
    type: 'object',
    properties: {
      clusterRoles: { type: 'array', items: { type: 'object', properties: { name, regexMatch } } },
      roles: {
        type: 'array',
        items: { type: 'object', properties: { name, namespace: { type: 'string' }, regexMatch } },
      },
    },
    description:
      'Roles that are not judged, by name, or with `regexMatch` by an expression: begin it with `^` and end it with `$`.',
    absent: 'none',
  },
};

/**
 * Subjects that a policy about bindings allows.
 *
 * @param question what the list answers, for the description, such as `Who may be bound.`
 */
export function allowedSubjects(question: string): Parameters {
  return {
    allowedSubjects: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          apiGroup: { type: 'string' },
          kind: { type: 'string' },
          name,
          namespace: { type: 'string' },
          regexMatch,
        },
      },
      description:
        `${question} \`kind\`, \`namespace\` and \`apiGroup\` restrict an entry where they are given; with ` +
        '`regexMatch` the name is an expression: begin it with `^` and end it with `$`.',
      absent: 'nobody',
    },
  };
}

function most(
  resource: 'CPU' | 'memory',
  example: string,
): ParameterSchema & { readonly description: string } {
  return {
    type: 'string',
    description: `The most that a container may say, for instance \`${example}\`; \`-1\` leaves ${resource} alone.`,
  };
}

const said = 'it must be said, and may be anything';

/** The most CPU and memory that a container may ask for. */
export const maximalAmounts: Parameters = {
  cpu: { ...most('CPU', '500m'), absent: said },
  memory: { ...most('memory', '1Gi'), absent: said },
};

/**
 * Numbers of replicas.
 *
 * @param absent what no ranges mean
 */
export function replicaRanges(absent: string): Parameters {
  return {
    ranges: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          min_replicas: { type: 'integer', description: 'The fewest, itself included.' },
          max_replicas: { type: 'integer', description: 'The most, itself included.' },
        },
      },
      description: 'Allowed numbers of replicas.',
      absent,
    },
  };
}
