import { catalogue } from '../catalogue';
import { nearest } from '../nearest';
import type { ControlReference, Policy } from '../policy';
import { standardById } from '../standards';
import { ParameterError, validateParameters } from '../validate-parameters';
import { PackError } from './pack-error';
import type { PackConstraint, PackProps, PolicyPack } from './policy-pack';
import type { PolicyId, PolicyParameters } from './policy-parameters';
import { constraintName, recommended } from './recommended';

export interface StandardPackProps extends PackProps {
  /**
   * Parameters in place of the recommended ones, by the policy's id. A policy that the standard asks for and that is
   * nothing without parameters, such as `required-labels`, is part of the pack once it has some.
   *
   * @default - the recommended ones
   */
  readonly parameters?: { readonly [Id in PolicyId]?: PolicyParameters[Id] };
  /**
   * Policies that are left out, each with the reason.
   *
   * @default - none
   */
  readonly without?: { readonly [Id in PolicyId]?: string };
}

/**
 * Every policy of the catalogue that a standard asks for.
 *
 * @param props what is said about policies
 * @throws PackError with the place of the declaration and all problems: a policy that does not exist or that the
 *   standard does not ask for, parameters that do not fit
 */
export function standardPack(standardId: string, props: StandardPackProps, caller: unknown): PolicyPack {
  const standard = standardById(standardId);
  const asked = catalogue.filter((policy) => controlsOf(policy, standardId).length > 0);
  const { parameters = {}, without = {} } = props;
  const problems = [...unknownPolicies(asked, { parameters, without }), ...emptyReasons(without)];
  const constraints = asked.flatMap((policy): PackConstraint[] => {
    const given: Readonly<Record<string, unknown>> | undefined = parameters[policy.id as PolicyId];
    const used = given ?? recommended[policy.id as PolicyId];
    if (used === undefined || without[policy.id as PolicyId] !== undefined) return [];
    const name = constraintName(standardId, policy.id, used);
    try {
      validateParameters(policy, { name, parameters: used });
    } catch (error) {
      if (!(error instanceof ParameterError)) throw error;
      problems.push(...error.problems);
    }
    return [{ policy: policy.id, name, parameters: used, controls: controlsOf(policy, standardId) }];
  });
  if (problems.length > 0) throw new PackError(standardId, problems, caller);
  const covered = new Set(constraints.flatMap(({ controls }) => controls.map(({ id }) => id)));
  return {
    id: standardId,
    title: standard.title,
    standard: standardId,
    version: standard.version,
    constraints,
    uncovered: standard.controls
      .filter(({ id, outside }) => outside === undefined && !covered.has(id))
      .map(({ id }) => ({ standard: standardId, version: standard.version, id, source: standard.source })),
    enforcement: props.enforcement ?? {},
  };
}

function controlsOf(policy: Policy, standard: string): readonly ControlReference[] {
  return policy.controls.filter((control) => control.standard === standard);
}

function unknownPolicies(
  asked: readonly Policy[],
  given: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): string[] {
  const ids = asked.map(({ id }) => id);
  return Object.entries(given).flatMap(([prop, entries]) =>
    Object.keys(entries)
      .filter((id) => !ids.includes(id))
      .map((id) => {
        const exists = catalogue.some((policy) => policy.id === id);
        const what = exists ? 'the standard does not ask for it; leave it out' : 'there is no such policy';
        return `${prop}.${id}: ${what}. Did you mean ${nearest(id, ids).join(' or ')}?`;
      }),
  );
}

function emptyReasons(without: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(without)
    .filter(([, reason]) => reason.trim() === '')
    .map(([id]) => `without.${id}: says no reason; write why the standard can do without it.`);
}
