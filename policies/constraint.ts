import { isOwn } from './own/own-policy';
import type { Exception } from './acceptance/exception';
import type { EnforcementAction, Policy, PolicyMatch } from './policy';
import { validateParameters } from './validate-parameters';

/** Namespaces of the platform itself: a policy that denied their pods could take the cluster down. */
export const defaultExcludedNamespaces: readonly string[] = ['gatekeeper-system', 'kube-system'];

/** A policy put to work. */
export interface ConstraintProps {
  /** The constraint's `metadata.name`. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Names of namespaces, or their beginnings followed by `*`. @default - every one that is not left out */
  readonly namespaces?: readonly string[];
  /** Namespaces that are left out besides the platform's. @default - none */
  readonly exceptNamespaces?: readonly string[];
  /** `spec.match` of a policy of the user's. @default - what the policy is about */
  readonly match?: Readonly<Record<string, unknown>>;
  /** Accepted risks. @default - none */
  readonly exceptions?: readonly Exception[];
}

/**
 * What a policy does where an action is wanted: that, or the milder one that the policy may at most.
 */
export function enforcementOf(policy: Policy, wanted: EnforcementAction): EnforcementAction {
  const most = policy.enforcementAtMost?.action ?? 'deny';
  return strictestFirst.indexOf(wanted) > strictestFirst.indexOf(most) ? wanted : most;
}

/** From the action that blocks to the one that only counts. */
export const strictestFirst: readonly EnforcementAction[] = ['deny', 'warn', 'dryrun'];

/** A Gatekeeper constraint. */
export interface Constraint {
  readonly apiVersion: 'constraints.gatekeeper.sh/v1beta1';
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly enforcementAction: EnforcementAction;
    readonly match: Partial<Pick<PolicyMatch, 'kinds' | 'source'>> & {
      readonly namespaces?: readonly string[];
      readonly excludedNamespaces?: readonly string[];
    };
    readonly parameters?: Readonly<Record<string, unknown>>;
  };
}

/**
 * The constraint that applies a policy.
 *
 * @param excludedNamespaces names or prefixes with `*`, unless the policy is about every namespace;
 *   {@link defaultExcludedNamespaces} unless given
 * @throws ParameterError when the parameters do not fit the policy's schema, with all problems at once
 */
export function constraint(
  policy: Policy,
  props: ConstraintProps,
  enforcementAction: EnforcementAction,
  excludedNamespaces: readonly string[] = defaultExcludedNamespaces,
): Constraint {
  // The schema of a user's template is Gatekeeper's to check.
  if (!isOwn(policy)) validateParameters(policy, props);
  const { exceptions = [] } = props;
  const parameters = { ...props.parameters, ...(exceptions.length > 0 ? { exceptions } : {}) };
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: policy.kind,
    metadata: {
      name: props.name,
      ...(props.annotations === undefined ? {} : { annotations: props.annotations }),
    },
    spec: {
      enforcementAction: enforcementOf(policy, enforcementAction),
      match: isOwn(policy)
        ? ownMatch(props.match ?? {}, excludedNamespaces)
        : catalogueMatch(policy, props, excludedNamespaces),
      ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    },
  };
}

function catalogueMatch(
  { match: { kinds, source, everywhere } }: Policy,
  { namespaces, exceptNamespaces = [] }: ConstraintProps,
  excludedNamespaces: readonly string[],
): Constraint['spec']['match'] {
  const excluded = [...(everywhere === true ? [] : excludedNamespaces), ...exceptNamespaces];
  return {
    kinds,
    ...(source === undefined ? {} : { source }),
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(excluded.length > 0 ? { excludedNamespaces: excluded.sort() } : {}),
  };
}

/** Whoever names namespaces has thought of the platform's. */
function ownMatch(
  match: Readonly<Record<string, unknown>>,
  excludedNamespaces: readonly string[],
): Constraint['spec']['match'] {
  if ('namespaces' in match || 'excludedNamespaces' in match || excludedNamespaces.length === 0) return match;
  return { ...match, excludedNamespaces: [...excludedNamespaces].sort() };
}
