import type { EnforcementAction, Policy, PolicyMatch } from './policy';
import { validateParameters } from './validate-parameters';

/** Namespaces of the platform itself: a policy that denied their pods could take the cluster down. */
export const defaultExcludedNamespaces: readonly string[] = ['gatekeeper-system', 'kube-system'];

/** A policy put to work. */
export interface ConstraintProps {
  /** The constraint's `metadata.name`. */
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A Gatekeeper constraint. */
export interface Constraint {
  readonly apiVersion: 'constraints.gatekeeper.sh/v1beta1';
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly enforcementAction: EnforcementAction;
    readonly match: Pick<PolicyMatch, 'kinds' | 'source'> & {
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
  validateParameters(policy, props);
  const { kinds, source, everywhere } = policy.match;
  const excluded = everywhere === true ? [] : excludedNamespaces;
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: policy.kind,
    metadata: { name: props.name },
    spec: {
      enforcementAction,
      match: {
        kinds,
        ...(source === undefined ? {} : { source }),
        ...(excluded.length > 0 ? { excludedNamespaces: [...excluded].sort() } : {}),
      },
      ...(Object.keys(props.parameters).length > 0 ? { parameters: props.parameters } : {}),
    },
  };
}
