import { nearest } from '../../../../policies/nearest';
import type { Declaration } from '../../declarations/read-declarations';
import { type NotEvaluated, notEvaluated } from '../../not-evaluated';
import { at, isMapping, textAt } from '../../yaml-documents';
import { defaultUpdatePolicy, type UpdateLevel, updateLevels, type UpdatePolicy } from './update-policy';

/** The kind of the documents in `.securitytower/` that say how far images may be updated. */
export const imagePolicyKind = 'ImagePolicy';

/** The fields of a rule; its schema is `docs/schemas/image-policy.schema.json`. */
export const imageRuleFields = ['images', 'level', 'match', 'prereleases', 'ignore', 'reason'] as const;

/** A rule, and where it stands. */
export interface ImageRule extends UpdatePolicy {
  /** Repositories with their registries, `docker.io/library/postgres`; one that ends with `*` is the beginning of names. */
  readonly images: readonly string[];
  readonly reason?: string;
  readonly file: string;
  readonly line: number;
}

/** The rules of a repository. */
export class ImagePolicies {
  constructor(
    private readonly rules: readonly ImageRule[],
    /** Rules that are not in order; the others hold. */
    readonly notEvaluated: readonly NotEvaluated[] = [],
  ) {}

  /** The first rule that is about an image; undefined when none is, and anything newer counts. */
  ruleFor(image: string): ImageRule | undefined {
    return this.rules.find(({ images }) =>
      images.some((one) => (one.endsWith('*') ? image.startsWith(one.slice(0, -1)) : one === image)),
    );
  }
}

/** Reads `spec.rules` of the `ImagePolicy` documents, in the order of files and rules. */
export function declaredImagePolicies(declarations: readonly Declaration[]): ImagePolicies {
  const rules: ImageRule[] = [];
  const problems: NotEvaluated[] = [];
  const inOrder = [...declarations].sort((a, b) => (a.file < b.file ? -1 : 1));
  for (const { kind, name, file, document } of inOrder) {
    if (kind !== imagePolicyKind) continue;
    const refuse = (path: readonly (string | number)[], message: string): void => {
      const reason = `${imagePolicyKind} ${name}: ${message}`;
      problems.push(notEvaluated({ file, line: document.lineOf(...path), reason }));
    };
    const list = at(document.value, 'spec', 'rules');
    if (!Array.isArray(list)) {
      const example = '- {images: [docker.io/library/postgres], level: minor}';
      refuse(['spec'], `spec.rules is no list; write for instance ${example}`);
      continue;
    }
    list.forEach((item: unknown, index) => {
      const path = ['spec', 'rules', index];
      const rule = readRule(item, (part, message) =>
        refuse([...path, ...part], `spec.rules[${index}]${message}`),
      );
      if (rule !== undefined) rules.push({ ...rule, file, line: document.lineOf(...path) });
    });
  }
  return new ImagePolicies(rules, problems);
}

type Rule = Omit<ImageRule, 'file' | 'line'>;

function readRule(
  item: unknown,
  refuse: (part: readonly string[], message: string) => void,
): Rule | undefined {
  let sound = true;
  const wrong = (field: string, message: string): undefined => {
    sound = false;
    refuse([field], `.${field} ${message}`);
  };
  if (!isMapping(item)) {
    refuse([], ' is no mapping; write images and level');
    return undefined;
  }
  for (const field of Object.keys(item)) {
    if (!(imageRuleFields as readonly string[]).includes(field))
      wrong(field, `is no field; did you mean ${nearest(field, imageRuleFields).join(' or ')}?`);
  }
  const images =
    textsAt(item, 'images') ??
    wrong('images', 'is no list of names; write for instance [docker.io/library/postgres]');
  for (const image of images ?? []) {
    if (!/^(?:\*|[\w.[\]:-]+\/[a-z0-9._/-]*\*?)$/.test(image))
      wrong(
        'images',
        `'${image}' is no repository; write it with its registry and without a tag, for instance docker.io/library/postgres or ghcr.io/acme/*`,
      );
  }
  const level = item.level ?? defaultUpdatePolicy.level;
  if (!isLevel(level))
    wrong('level', `${JSON.stringify(level)} is none; write one of ${updateLevels.join(', ')}`);
  const match = textAt(item, 'match');
  if (item.match !== undefined && match === undefined)
    wrong('match', 'is no text; write a regular expression');
  const broken = match === undefined ? undefined : brokenPattern(match);
  if (broken !== undefined) wrong('match', `'${match}' is no regular expression: ${broken}`);
  const prereleases = item.prereleases ?? false;
  if (typeof prereleases !== 'boolean') wrong('prereleases', 'is neither true nor false');
  const ignore = item.ignore === undefined ? [] : textsAt(item, 'ignore');
  if (ignore === undefined) wrong('ignore', 'is no list of tags; write them in quotation marks');
  const reason = textAt(item, 'reason');
  if (!sound || images === undefined || ignore === undefined) return undefined;
  return {
    images,
    level: level as UpdateLevel,
    prereleases: prereleases === true,
    ignore,
    ...(match === undefined ? {} : { match }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function textsAt(item: unknown, field: string): readonly string[] | undefined {
  const list = at(item, field);
  const sound =
    Array.isArray(list) && list.length > 0 && list.every((one) => typeof one === 'string' && one !== '');
  return sound ? (list as readonly string[]) : undefined;
}

function isLevel(level: unknown): level is UpdateLevel {
  return (updateLevels as readonly unknown[]).includes(level);
}

function brokenPattern(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
