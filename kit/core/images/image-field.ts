/**
 * A place in objects of a kind where images stand, as data: `path` is the field's, its parts separated by dots; `[]` goes
 * through a list and `{}` through the values of a mapping.
 *
 * - `image`: the field is a reference, `ghcr.io/acme/web:1.2`
 * - `pod`: the field is a PodSpec: containers, init and ephemeral containers, image volumes
 * - `containers`: the field is a list of containers
 * - `parts`: the field is a mapping of a reference's parts, named as most charts name them:
 *   `registry`, `repository` (or `name`), `tag` (or `version`), `digest` (or `sha`)
 */
export interface ImageField {
  /** API group, `''` for the core group; every version of it. */
  readonly group: string;
  readonly kind: string;
  readonly path: string;
  readonly form: ImageFieldForm;
}

export const imageFieldForms = ['image', 'pod', 'containers', 'parts'] as const;
export type ImageFieldForm = (typeof imageFieldForms)[number];

/** `spec.nodeSets[].podTemplate.spec` as its steps. */
export type FieldStep =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'items' }
  | { readonly kind: 'values' };

/** A name of a field, and whether all items or values of it are meant. */
const part = /^(?<name>[A-Za-z_][\w-]*)(?<each>(?:\[\]|\{\})*)$/;

/** The steps of a path; undefined for what is none. */
export function fieldSteps(path: string): readonly FieldStep[] | undefined {
  const steps: FieldStep[] = [];
  for (const text of path.split('.')) {
    const { name, each = '' } = part.exec(text)?.groups ?? {};
    if (name === undefined) return undefined;
    steps.push({ kind: 'field', name });
    for (const mark of each.match(/\[\]|\{\}/g) ?? [])
      steps.push({ kind: mark === '[]' ? 'items' : 'values' });
  }
  return steps;
}
