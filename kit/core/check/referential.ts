import { annotations } from '../../../policies/constraint-template';
import { parseRequiredSync } from '../../../policies/required-sync';
import type { PolicyObject, RenderedResource } from '../../engine-client/protocol';
import { oncePer } from '../once-per';
import { at, isMapping, listAt, type Mapping, textAt } from '../yaml-documents';

/**
 * Policies apart by whether they look at other objects of the cluster, `data.inventory`: what those say depends on more
 * than the object, and must not be remembered with what the others say.
 */
export interface SplitPolicies {
  readonly plain: readonly PolicyObject[];
  /** Empty when no constraint is of such a template. */
  readonly referential: readonly PolicyObject[];
  /** What the referential ones see: what Gatekeeper would have a copy of, as far as Git says it. */
  readonly inventory: readonly Mapping[];
}

/**
 * Kinds of which every cluster has objects that nobody declares. Policies that look at one stay among the plain ones,
 * where they cannot be evaluated, unless Git has some: only the live cluster knows.
 */
const kindsOfTheCluster = new Set(['storage.k8s.io/v1/StorageClass']);

const defaultNamespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };

/** Tells the policies that look at other objects from those that do not. */
export function splitPolicies(
  policies: readonly PolicyObject[],
  resources: readonly RenderedResource[],
): SplitPolicies {
  const looking = templatesLookingAround(policies).filter(({ object }) =>
    annotatedKinds(object).every(
      (kind) => !kindsOfTheCluster.has(kind) || contentOf(resources).kinds.has(kind),
    ),
  );
  const kinds = new Set(looking.map(({ object }) => constraintKind(object)));
  const isReferential = ({ object }: PolicyObject): boolean =>
    kinds.has(isTemplate(object) ? constraintKind(object) : textAt(object, 'kind'));
  if (
    kinds.size === 0 ||
    !policies.some((policy) => isConstraintObject(policy.object) && isReferential(policy))
  )
    return { plain: policies, referential: [], inventory: [] };
  const isShared = ({ object }: PolicyObject): boolean => !isTemplate(object) && !isConstraintObject(object);
  const synced = new Set([
    ...looking.flatMap(({ object }) => annotatedKinds(object)),
    ...contentOf(resources).synced,
  ]);
  return {
    plain: policies.filter((policy) => !isReferential(policy)),
    referential: policies.filter((policy) => isShared(policy) || isReferential(policy)),
    inventory: [
      // Never empty, or the engine took nothing for known.
      defaultNamespace,
      ...resources.filter((resource) => synced.has(keyOf(resource))).map(({ object }) => object),
    ],
  };
}

/** What the resources of a cluster are, and which kinds they have Gatekeeper copy: once for one and the same cluster. */
const contentOf = oncePer((resources: readonly RenderedResource[]) => ({
  kinds: new Set(resources.map(keyOf)),
  synced: new Set(resources.flatMap(({ object }) => syncedKinds(object))),
}));

/** Once for policies that many clusters share. */
const templatesLookingAround = oncePer((policies: readonly PolicyObject[]) =>
  policies.filter(({ object }) => isTemplate(object) && looksAround(object)),
);

const keyOf = ({ apiVersion, kind }: RenderedResource): string => `${apiVersion}/${kind}`;

const constraintKind = (template: object): string | undefined =>
  textAt(template, 'spec', 'crd', 'spec', 'names', 'kind');

const isTemplate = (object: object): boolean => textAt(object, 'kind') === 'ConstraintTemplate';

const isConstraintObject = (object: object): boolean =>
  textAt(object, 'apiVersion')?.startsWith('constraints.gatekeeper.sh/') === true;

/** Looked for once in each template, and not once for every cluster. */
const looksAround = oncePer((template: object): boolean =>
  JSON.stringify(template).includes('data.inventory'),
);

function annotatedKinds(template: object): readonly string[] {
  const text = textAt(template, 'metadata', 'annotations', annotations.requiredSync);
  return text === undefined
    ? []
    : parseRequiredSync(text).map(({ group, version, kind }) => gvk(group, version, kind));
}

function syncedKinds(object: object): readonly string[] {
  const [group] = (textAt(object, 'apiVersion') ?? '').split('/');
  const entries =
    group === 'syncset.gatekeeper.sh'
      ? at(object, 'spec', 'gvks')
      : group === 'config.gatekeeper.sh'
        ? at(object, 'spec', 'sync', 'syncOnly')
        : [];
  return listAt(entries)
    .filter(isMapping)
    .map(({ group, version, kind }) => gvk(group ?? '', version, kind));
}

function gvk(group: unknown, version: unknown, kind: unknown): string {
  return `${String(group) === '' ? '' : `${String(group)}/`}${String(version)}/${String(kind)}`;
}
