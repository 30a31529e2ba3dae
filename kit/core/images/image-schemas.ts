import { imageFieldForms } from './image-field';
import { imageFieldsKind } from './declared-fields';
import { imagePolicyKind, type imageRuleFields } from './versions/declared-policies';
import { updateLevels } from './versions/update-policy';

type Schema = Readonly<Record<string, unknown>>;

const text = (description: string): Schema => ({ type: 'string', pattern: '\\S', description });
const texts = (description: string): Schema => ({
  type: 'array',
  minItems: 1,
  items: { type: 'string', pattern: '\\S' },
  description,
});

/** A document of `.securitytower/` whose spec is one list. */
function declaration(kind: string, file: string, description: string, list: string, item: Schema): Schema {
  const closed = { type: 'object', additionalProperties: false };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `https://fleetkeep.dev/schemas/${file}`,
    title: kind,
    description,
    ...closed,
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { enum: ['securitytower.io/v1alpha1', 'phylake.io/v1alpha1'] },
      kind: { const: kind },
      metadata: {
        type: 'object',
        required: ['name'],
        properties: { name: text('Of the document; any.') },
      },
      spec: {
        ...closed,
        required: [list],
        properties: { [list]: { type: 'array', items: { ...closed, ...item } } },
      },
    },
  };
}

const rule: Readonly<Record<(typeof imageRuleFields)[number], Schema>> = {
  images: texts(
    'Repositories with their registries, docker.io/library/postgres; one that ends with * is the beginning of names.',
  ),
  level: {
    enum: updateLevels,
    default: 'major',
    description:
      'major: anything newer. minor: the first number stays. patch: the first two stay. pin: nothing is proposed.',
  },
  match: text(
    'A regular expression (as of JavaScript) that tags must match. What a group named version matches is compared then.',
  ),
  prereleases: { type: 'boolean', default: false, description: 'Whether versions before a release count.' },
  ignore: texts('Tags that are known to be bad.'),
  reason: text('Why, for who reads it.'),
};

/** JSON Schemas of what users write about images, by file name, for editors; the readers check the same. */
export const imageSchemas: Readonly<Record<string, Schema>> = {
  'image-fields.schema.json': declaration(
    imageFieldsKind,
    'image-fields.schema.json',
    'Where custom resources of your own carry images: a document in .securitytower/.',
    'fields',
    {
      required: ['kind', 'path'],
      properties: {
        group: { type: 'string', default: '', description: 'API group, without its version.' },
        kind: text('Of the custom resource.'),
        path: text(
          'The field, its parts separated by dots; [] goes through a list, {} through the values of a mapping.',
        ),
        form: {
          enum: imageFieldForms,
          default: 'image',
          description:
            'image: a reference. pod: a PodSpec. containers: a list of containers. parts: a mapping of registry, repository (or name), tag (or version) and digest (or sha).',
        },
      },
    },
  ),
  'image-policy.schema.json': declaration(
    imagePolicyKind,
    'image-policy.schema.json',
    'How far images may be updated, for `fleetkeep images outdated`: a document in .securitytower/. The first rule that is about an image holds.',
    'rules',
    { required: ['images'], properties: rule },
  ),
};
