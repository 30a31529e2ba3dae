import type { ParameterSchema, ParameterSchemas } from '../policy';

/**
 * One accepted place, as a constraint's `parameters.exceptions` holds it: the compiled form of a `RiskAcceptance`, read by
 * `policies/lib/exceptions.rego` wherever the constraint is evaluated.
 */
export interface Exception {
  /** The acceptance's name. */
  readonly id: string;
  /** A name, the beginning of names followed by `*`, or `''` for objects in none. */
  readonly namespace: string;
  /** API group of the object, `''` for the core group. */
  readonly group: string;
  readonly kind: string;
  /** A name, or the beginning of names followed by `*`. */
  readonly name: string;
  /** Path in the judged object, a container in brackets: `spec.containers[app].securityContext.privileged`. */
  readonly field: string;
  /** Of the accepted value: `sha256:…`, see {@link valueDigest}. */
  readonly digest: string;
  /** RFC 3339. From then on `check` counts the violation again. */
  readonly expiresAt: string;
  /** RFC 3339. From then on admission denies it. */
  readonly hardExpiresAt: string;
}

/** The parameters of every template that {@link file://./acceptance-rules.ts} makes the violations of. */
export const exceptionParameters: ParameterSchemas = {
  exceptions: exceptionsSchema(),
  reportExceptions: {
    type: 'boolean',
    description:
      'For the control kit, which asks what an acceptance covers: violations are given out with the exceptions that ' +
      'cover them. On a cluster this denies what is accepted.',
  },
};

function exceptionsSchema(): ParameterSchema {
  const text: ParameterSchema = { type: 'string' };
  return {
    type: 'array',
    description:
      'Accepted risks, compiled from the files in .securitytower/acceptances. Never written by hand: an exception that ' +
      'no file stands for has no owner, no approver and no reason.',
    items: {
      type: 'object',
      properties: {
        id: text,
        namespace: text,
        group: text,
        kind: text,
        name: text,
        field: text,
        digest: text,
        expiresAt: text,
        hardExpiresAt: text,
      },
    },
  };
}
