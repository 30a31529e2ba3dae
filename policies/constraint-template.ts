import { exceptionParameters } from './acceptance/exception';
import { enforcedRego } from './enforced-rego';
import { isOwn } from './own/own-policy';
import type { ControlReference, ParameterSchema, Policy, ReferencedKind } from './policy';
import { libraryRego, templateRego } from './source-files';

/** Annotations by which a tool that has only the repository recognises a policy of ours. */
export const annotations = {
  title: 'fleetkeep.dev/title',
  severity: 'fleetkeep.dev/severity',
  /** `standard/version/control`, separated by `, `. */
  controls: 'fleetkeep.dev/controls',
  /** Of a constraint: the packs that it belongs to, separated by `, `. */
  packs: 'fleetkeep.dev/packs',
  /**
   * Gatekeeper's own: which kinds must be synchronised, in JSON. The outer list must hold all, of an inner one any.
   *
   * Source: https://open-policy-agent.github.io/gatekeeper/website/docs/sync
   */
  requiredSync: 'metadata.gatekeeper.sh/requires-sync-data',
} as const;

/** What Gatekeeper is given: a policy's parameters and logic. */
export interface ConstraintTemplate {
  readonly apiVersion: 'templates.gatekeeper.sh/v1';
  readonly kind: 'ConstraintTemplate';
  readonly metadata: { readonly name: string; readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly crd: {
      readonly spec: {
        readonly names: { readonly kind: string };
        readonly validation: { readonly openAPIV3Schema: object };
      };
    };
    readonly targets: readonly object[];
  };
}

/** What templates do besides denying. */
export interface TemplateOptions {
  /**
   * Whether objects and namespaces may exclude themselves by the annotations of the original product.
   *
   * @default false
   */
  readonly legacyExclusions?: boolean;
}

/**
 * The ConstraintTemplate of a policy: `templates.gatekeeper.sh/v1`, Rego v1, with the shared modules that it imports,
 * its findings handed through the risk acceptances ({@link enforcedRego}).
 *
 * Gatekeeper demands that the name is the kind in lower case.
 */
export function constraintTemplate(
  policy: Policy,
  { legacyExclusions = false }: TemplateOptions = {},
): ConstraintTemplate {
  if (isOwn(policy)) return policy.template;
  const rego = enforcedRego(templateRego(policy), legacyExclusions ? policy.kind : undefined);
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: {
      name: policy.kind.toLowerCase(),
      annotations: {
        description: policy.description,
        [annotations.title]: policy.title,
        [annotations.severity]: policy.severity,
        [annotations.controls]: policy.controls.map(controlAnnotation).join(', '),
        ...(policy.referential === undefined
          ? {}
          : { [annotations.requiredSync]: requiredSync(policy.referential) }),
      },
    },
    spec: {
      crd: {
        spec: {
          names: { kind: policy.kind },
          validation: { openAPIV3Schema: parametersSchema(policy) },
        },
      },
      targets: [
        {
          target: 'admission.k8s.gatekeeper.sh',
          code: [{ engine: 'Rego', source: { version: 'v1', rego, libs: libraryRego(rego) } }],
        },
      ],
    },
  };
}

/** The schema of `spec.parameters`, as a structural schema: what absent parameters mean stays out of it. */
export function parametersSchema(policy: Policy): ParameterSchema {
  const properties = Object.fromEntries(
    Object.entries(policy.parameters).map(([name, { absent: _, ...schema }]) => [name, schema]),
  );
  return { type: 'object', properties: { ...properties, ...exceptionParameters } };
}

function requiredSync(kinds: readonly ReferencedKind[]): string {
  const any = ({ group, version, kind }: ReferencedKind) => [
    { groups: [group], versions: [version], kinds: [kind] },
  ];
  return JSON.stringify(kinds.map(any));
}

/** How the annotation names a control. */
export function controlAnnotation(control: Omit<ControlReference, 'source'>): string {
  return `${control.standard}/${control.version}/${control.id}`;
}
