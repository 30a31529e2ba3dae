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
