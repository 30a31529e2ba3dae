import { policyById } from '../catalogue';
import { imageListProblems } from './image-references';
import { type ImageSignatures, providerObject, providerProblems } from './image-signatures';
import { PackError } from './pack-error';
import type { ConstraintScope, PackConstraint, PackProps, PolicyPack } from './policy-pack';
import { constraintName } from './recommended';

export interface TrustedImagesProps extends PackProps {
  /**
   * What the whole fleet trusts: whole image references, or beginnings that end with a `*`. A beginning names the
   * registry and its `/`, as in `registry.example.com/*`.
   */
  readonly allowedImages: readonly string[];
  /**
   * What a stage trusts besides, in the form of `allowedImages`.
   *
   * @default - nothing
   */
  readonly inStages?: Readonly<Record<string, readonly string[]>>;
  /**
   * What a namespace trusts besides, by its name, or the beginning of names followed by `*`.
   *
   * @default - nothing
   */
  readonly inNamespaces?: Readonly<Record<string, readonly string[]>>;
  /**
   * Whether every image must be named by its digest; or the stages in which it must.
   *
   * @default true
   */
  readonly digests?: boolean | readonly string[];
  /**
   * Images that need no digest, in the form of `allowedImages`.
   *
   * @default - none
   */
  readonly withoutDigest?: readonly string[];
  /**
   * Who verifies that images are signed, and in which stages.
   *
   * @default - nobody: signatures are not asked for
   */
  readonly signatures?: ImageSignatures;
}

/** The registries that AKS, Kubernetes, Flux and Gatekeeper themselves are installed from. */
export const platformImages: readonly string[] = [
  'docker.io/openpolicyagent/gatekeeper*',
  'ghcr.io/fluxcd/*',
  'mcr.microsoft.com/*',
  'openpolicyagent/gatekeeper*',
  'registry.k8s.io/*',
];

const pack = 'trusted-images';

/**
 * Where images may come from, that they are named by digest, and that they are signed.
 *
 * @throws PackError with the place of the declaration and all problems: a beginning so short that a registry of a
 *   similar name would be trusted too, namespaces that overlap, a provider that cannot be asked
 */
export function trustedImages(props: TrustedImagesProps): PolicyPack {
  const problems = problemsOf(props);
  if (problems.length > 0) throw new PackError(pack, problems, trustedImages);
  const { digests = true, signatures } = props;
  return {
    id: pack,
    title: 'Trusted images',
    standard: 'cis-aks',
    version: policyById('allowed-images').controls[0]?.version ?? '',
    constraints: [
      ...registryConstraints(props),
      ...(digests === false ? [] : [digestConstraint(props, digests)]),
      ...(signatures === undefined ? [] : [signatureConstraint(signatures)]),
    ],
    uncovered: [],
    enforcement: props.enforcement ?? {},
    ...(signatures === undefined ? {} : { providers: [providerObject(signatures.provider)] }),
  };
}

/** One for all namespaces, and one in its place for each that trusts more. */
function registryConstraints(props: TrustedImagesProps): readonly PackConstraint[] {
  const { inNamespaces = {} } = props;
  const namespaces = Object.keys(inNamespaces).sort();
  return [
    packConstraint('allowed-images', allowed(props, []), {
      ...allowedInStages(props, []),
      ...(namespaces.length === 0 ? {} : { exceptNamespaces: namespaces }),
    }),
    ...namespaces.map((namespace) => {
      const own = inNamespaces[namespace] ?? [];
      const constraint = packConstraint('allowed-images', allowed(props, own), {
        ...allowedInStages(props, own),
        namespaces: [namespace],
      });
      return { ...constraint, name: `${constraint.name}-${namespace.replace('*', 'any')}` };
    }),
  ];
}

function allowed({ allowedImages }: TrustedImagesProps, more: readonly string[]) {
  return { allowedImages: [...new Set([...allowedImages, ...more])] };
}

function allowedInStages(props: TrustedImagesProps, own: readonly string[]): ConstraintScope {
  const stages = Object.entries(props.inStages ?? {});
  if (stages.length === 0) return {};
  return {
    parametersIn: Object.fromEntries(
      stages.map(([stage, images]) => [stage, allowed(props, [...images, ...own])]),
    ),
  };
}

function digestConstraint(
  { withoutDigest }: TrustedImagesProps,
  digests: true | readonly string[],
): PackConstraint {
  const parameters = withoutDigest === undefined ? {} : { exemptImages: [...withoutDigest] };
  return packConstraint('image-digests', parameters, digests === true ? {} : { stages: [...digests] });
}

function signatureConstraint({ provider, stages, without = [] }: ImageSignatures): PackConstraint {
  const { metadata } = providerObject(provider);
  return packConstraint(
    'signed-images',
    { provider: metadata.name, ...(without.length === 0 ? {} : { exemptImages: [...without] }) },
    stages === undefined ? {} : { stages: [...stages] },
  );
}

function packConstraint(
  policy: string,
  parameters: Readonly<Record<string, unknown>>,
  scope: ConstraintScope,
): PackConstraint {
  // What holds in some stages only is not what another pack means by the usual name.
  const name = scope.stages === undefined ? constraintName(pack, policy, parameters) : `${pack}-${policy}`;
  return { policy, name, parameters, controls: policyById(policy).controls, ...scope };
}

function problemsOf(props: TrustedImagesProps): readonly string[] {
  const { allowedImages, inStages = {}, inNamespaces = {}, withoutDigest = [], signatures } = props;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['allowedImages', allowedImages],
    ...Object.entries(inStages).map(([stage, list]) => [`inStages.${stage}`, list] as const),
    ...Object.entries(inNamespaces).map(([namespace, list]) => [`inNamespaces.${namespace}`, list] as const),
    ['withoutDigest', withoutDigest],
    ['signatures.without', signatures?.without ?? []],
  ];
  return [
    ...lists.flatMap(([name, entries]) => imageListProblems(name, entries)),
    ...namespaceProblems(Object.keys(inNamespaces)),
    ...(signatures === undefined ? [] : providerProblems(signatures.provider)),
  ];
}

/** Of two that overlap both would judge, and only what both trust could run. */
function namespaceProblems(namespaces: readonly string[]): readonly string[] {
  const misnamed = namespaces.filter(
    (name) => !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$|^[a-z0-9][a-z0-9-]*\*$/.test(name),
  );
  const beginnings = namespaces.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  return [
    ...misnamed.map(
      (name) => `inNamespaces: "${name}" is no namespace; write its name, or the beginning of names and "*".`,
    ),
    ...beginnings.flatMap((beginning) =>
      namespaces
        .filter((name) => name !== `${beginning}*` && name.startsWith(beginning))
        .map((name) => `inNamespaces: "${name}" is among "${beginning}*"; leave one of them out.`),
    ),
  ];
}
