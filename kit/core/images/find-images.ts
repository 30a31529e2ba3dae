import { at, isMapping, type Mapping, textAt } from '../yaml-documents';
import { fieldSteps, type FieldStep, type ImageField, type ImageFieldForm } from './image-field';
import { describingGroups, knownImageFields } from './known-fields';

/** An image that an object names. */
export interface FoundImage {
  /** Of a container its name, of a volume `volume/<name>`, of another field its path. */
  readonly container: string;
  /** As it is written. */
  readonly image: string;
  /** Path of the text, items of lists by their names: `spec.template.spec.containers[web].image`. */
  readonly field: string;
}

interface CompiledField {
  readonly steps: readonly FieldStep[];
  readonly form: ImageFieldForm;
}

/** Finds the images in objects: by the fields that are known, and wherever a list of containers is. */
export class ImageFinder {
  private readonly byKind = new Map<string, CompiledField[]>();

  /** @param more fields beyond the known ones */
  constructor(more: readonly ImageField[] = []) {
    for (const { group, kind, path, form } of [...knownImageFields, ...more]) {
      const steps = fieldSteps(path);
      if (steps === undefined) throw new Error(`'${path}' of ${group}/${kind} is no path of a field`);
      const key = `${group}/${kind}`;
      this.byKind.set(key, [...(this.byKind.get(key) ?? []), { steps, form }]);
    }
  }

  /** Every image once per field, init and ephemeral containers' and volumes' too. */
  find(object: Mapping): readonly FoundImage[] {
    const apiVersion = String(object.apiVersion);
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const known = this.byKind.get(`${group}/${String(object.kind)}`) ?? [];
    const found = known.flatMap(({ steps, form }) =>
      valuesAt(object, steps).flatMap((place) => readers[form](place)),
    );
    const isWorthSearching = !describingGroups.some((pattern) => pattern.test(group)) && isCustom(group);
    const searched = isWorthSearching ? containerLists({ value: object, path: '' }, 0) : [];
    return [...new Map([...found, ...searched].map((one) => [one.field, one])).values()];
  }
}

/** Kubernetes' own groups have no dot, or end with its domain; what they run is in the table. */
function isCustom(group: string): boolean {
  return group.includes('.') && !/(^|\.)k8s\.io$/.test(group);
}

/** A value and where it stands. */
interface Place {
  readonly value: unknown;
  readonly path: string;
}

const readers: Readonly<Record<ImageFieldForm, (place: Place) => readonly FoundImage[]>> = {
  image: ({ value, path }) => imageAt(value, path, path),
  pod: (pod) => [
    ...['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
      containersIn(below(pod, list)),
    ),
    ...items(below(pod, 'volumes')).flatMap((volume) => {
      const { value, path } = below(below(volume, 'image'), 'reference');
      return imageAt(value, path, `volume/${textAt(volume.value, 'name') ?? ''}`);
    }),
  ],
  containers: containersIn,
  parts: ({ value, path }) => {
    const first = (...names: readonly string[]): string | undefined =>
      names.map((name) => textAt(value, name) ?? numberAt(value, name)).find((text) => text !== undefined);
    const repository = first('repository', 'name');
    if (repository === undefined) return imageAt(value, path, path);
    const [registry, tag, digest] = [first('registry'), first('tag', 'version'), first('digest', 'sha')];
    const hash = digest === undefined || digest.includes(':') ? digest : `sha256:${digest}`;
    const image = `${registry === undefined ? '' : `${registry}/`}${repository}${tag === undefined ? '' : `:${tag}`}${hash === undefined ? '' : `@${hash}`}`;
    return [{ container: path, image, field: path }];
  },
};

/** A tag like `1.10` may have been written without quotation marks. */
function numberAt(value: unknown, name: string): string | undefined {
  const number = at(value, name);
  return typeof number === 'number' ? String(number) : undefined;
}

function containersIn(list: Place): readonly FoundImage[] {
  return items(list).flatMap((container) => {
    const { value, path } = below(container, 'image');
    return imageAt(value, path, textAt(container.value, 'name') ?? '');
  });
}

function imageAt(value: unknown, field: string, container: string): readonly FoundImage[] {
  return typeof value === 'string' && value !== '' ? [{ container, image: value, field }] : [];
}

function below({ value, path }: Place, name: string): Place {
  return { value: at(value, name), path: path === '' ? name : `${path}.${name}` };
}

/** Items by name where they have one, as the engine calls fields. */
function items({ value, path }: Place): readonly Place[] {
  if (!Array.isArray(value)) return [];
  return value.map((item: unknown, index) => ({
    value: item,
    path: `${path}[${textAt(item, 'name') ?? index}]`,
  }));
}

function valuesAt(object: Mapping, steps: readonly FieldStep[]): readonly Place[] {
  return steps.reduce<readonly Place[]>(
    (places, step) => places.flatMap((place) => follow(place, step)),
    [{ value: object, path: '' }],
  );
}

function follow(place: Place, step: FieldStep): readonly Place[] {
  switch (step.kind) {
    case 'field':
      return isMapping(place.value) && step.name in place.value ? [below(place, step.name)] : [];
    case 'items':
      return items(place);
    case 'values':
      return isMapping(place.value) ? Object.keys(place.value).map((name) => below(place, name)) : [];
  }
}

const containerListNames: ReadonlySet<string> = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
]);
/** Deeper than this no resource is; an object that is, is hostile. */
const deepest = 32;

/** Lists of containers anywhere in an object: operators embed pods in fields of whatever name. */
function containerLists(place: Place, depth: number): readonly FoundImage[] {
  const { value } = place;
  if (depth > deepest) return [];
  if (Array.isArray(value)) return items(place).flatMap((item) => containerLists(item, depth + 1));
  if (!isMapping(value)) return [];
  return Object.keys(value).flatMap((name) => {
    const inner = below(place, name);
    const own = containerListNames.has(name) ? containersIn(inner) : [];
    return [...own, ...containerLists(inner, depth + 1)];
  });
}
