import { policyById } from '../catalogue';
import { PackError } from './pack-error';
import type { PackProps, PolicyPack } from './policy-pack';
import { constraintName } from './recommended';

/** The lists of a constraint of Syncier Security Tower, by its names. */
export interface ImageAllowList {
  /** Registries, or beginnings of repositories, whose images are trusted: what follows is a `/`. @default - none */
  readonly trustedregistries?: readonly string[];
  /** Images that are trusted: the whole reference, or what is followed by `:` or `@`. @default - none */
  readonly trustedimages?: readonly string[];
}

export interface ImageAllowListProps extends ImageAllowList, PackProps {
  /**
   * What a stage trusts besides.
   *
   * @default - nothing
   */
  readonly inStages?: Readonly<Record<string, ImageAllowList>>;
}

/** The registries that AKS, Kubernetes and Flux themselves are installed from. */
export const platformRegistries: readonly string[] = [
  'ghcr.io/fluxcd',
  'mcr.microsoft.com',
  'registry.k8s.io',
];

const pack = 'image-allow-list';
const policy = 'trusted-images';

/**
 * Trusted images as Syncier Security Tower had them: the same parameters, and namespaces that say by the annotations
 * `imageallowlist.trustedregistries` and `imageallowlist.trustedimages` what they trust besides. Who may annotate a
 * namespace decides what runs in it; `trustedImages` has no such door.
 *
 * @throws PackError with the place of the declaration and all entries that could never match
 */
export function imageAllowList({ enforcement = {}, inStages = {}, ...own }: ImageAllowListProps): PolicyPack {
  const lists = [
    ['', own] as const,
    ...Object.entries(inStages).map(([stage, list]) => [`inStages.${stage}.`, list] as const),
  ];
  const problems = lists.flatMap(([prefix, list]) => listProblems(prefix, list));
  if (problems.length > 0) throw new PackError(pack, problems, imageAllowList);
  const parameters = parametersOf(own);
  const stages = Object.entries(inStages).map(([stage, list]) => [stage, parametersOf(own, list)] as const);
  return {
    id: pack,
    title: 'Image allow list',
    standard: 'cis-aks',
    version: policyById(policy).controls[0]?.version ?? '',
    constraints: [
      {
        policy,
        name: constraintName(pack, policy, parameters),
        parameters,
        controls: policyById(policy).controls,
        ...(stages.length === 0 ? {} : { parametersIn: Object.fromEntries(stages) }),
      },
    ],
    uncovered: [],
    enforcement,
  };
}

function parametersOf(...lists: readonly ImageAllowList[]): Required<ImageAllowList> {
  return {
    trustedregistries: [...new Set(lists.flatMap(({ trustedregistries = [] }) => trustedregistries))],
    trustedimages: [...new Set(lists.flatMap(({ trustedimages = [] }) => trustedimages))],
  };
}

/** Entries are compared with whole parts of a reference: a pattern or white space in one never matches. */
function listProblems(prefix: string, list: ImageAllowList): readonly string[] {
  return (['trustedregistries', 'trustedimages'] as const).flatMap((name) =>
    (list[name] ?? [])
      .filter((entry) => typeof entry !== 'string' || !/^[^\s*,;]+$/.test(entry))
      .map(
        (entry) =>
          `${prefix}${name}: ${JSON.stringify(entry)} matches nothing; write a registry or an image without "*", commas or spaces.`,
      ),
  );
}
