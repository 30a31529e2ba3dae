import type { Parameters } from './policy';

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
