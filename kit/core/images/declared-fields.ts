import { type Declaration, readDeclarations } from '../declarations/read-declarations';
import { type NotEvaluated, notEvaluated } from '../not-evaluated';
import type { RepositoryFiles } from '../repository/files';
import { at, isMapping, textAt } from '../yaml-documents';
import { fieldSteps, type ImageField, type ImageFieldForm, imageFieldForms } from './image-field';

/** The kind of the documents in `.securitytower/` that say where custom resources of one's own carry images. */
export const imageFieldsKind = 'ImageFields';

/** What the repository says of its own kinds. */
export interface DeclaredImageFields {
  readonly fields: readonly ImageField[];
  /** Fields that are not in order; the others hold. */
  readonly notEvaluated: readonly NotEvaluated[];
}

/** What the files of a repository say of its own kinds. */
export async function readImageFields(files: RepositoryFiles): Promise<DeclaredImageFields> {
  return declaredImageFields(await readDeclarations(files, [imageFieldsKind]));
}

/** Reads `spec.fields` of the `ImageFields` documents. */
export function declaredImageFields(declarations: readonly Declaration[]): DeclaredImageFields {
  const fields: ImageField[] = [];
  const problems: NotEvaluated[] = [];
  for (const { kind, name, file, document } of declarations) {
    if (kind !== imageFieldsKind) continue;
    const refuse = (path: readonly (string | number)[], message: string): void => {
      const reason = `${imageFieldsKind} ${name}: ${message}`;
      problems.push(notEvaluated({ file, line: document.lineOf(...path), reason }));
    };
    const list = at(document.value, 'spec', 'fields');
    if (!Array.isArray(list)) {
      refuse(
        ['spec'],
        'spec.fields is no list; write for instance - {group: example.com, kind: Shop, path: spec.image}',
      );
      continue;
    }
    list.forEach((item: unknown, index) => {
      const field = readField(item, (part, message) =>
        refuse(['spec', 'fields', index, ...part], `spec.fields[${index}]${message}`),
      );
      if (field !== undefined) fields.push(field);
    });
  }
  return { fields, notEvaluated: problems };
}

function readField(
  item: unknown,
  refuse: (part: readonly string[], message: string) => void,
): ImageField | undefined {
  const [kind, path] = [textAt(item, 'kind'), textAt(item, 'path')];
  const group = at(item, 'group') ?? '';
  const form = at(item, 'form') ?? 'image';
  const unknown = isMapping(item)
    ? Object.keys(item).find((name) => !['group', 'kind', 'path', 'form'].includes(name))
    : undefined;
  if (unknown !== undefined)
    refuse([unknown], `.${unknown} is no field; there are group, kind, path and form`);
  else if (typeof group !== 'string')
    refuse(['group'], `.group is no text; write the API group without its version`);
  else if (kind === undefined) refuse(['kind'], `.kind is missing; write that of the custom resource`);
  else if (path === undefined || fieldSteps(path) === undefined)
    refuse(['path'], `.path '${path ?? ''}' is no path; write for instance spec.workers[].image`);
  else if (!isForm(form))
    refuse(['form'], `.form ${JSON.stringify(form)} is none; write one of ${imageFieldForms.join(', ')}`);
  else return { group, kind, path, form };
  return undefined;
}

function isForm(form: unknown): form is ImageFieldForm {
  return (imageFieldForms as readonly unknown[]).includes(form);
}
