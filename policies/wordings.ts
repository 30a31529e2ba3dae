/** How what a policy finds becomes a violation. */
export interface Wording {
  /** The policy's rule: a set of arrays. */
  readonly rule: string;
  /** What the arrays hold, in this order: variables of Rego. */
  readonly finding: readonly string[];
  /** What {@link message} and {@link details} need beside them. */
  readonly body: readonly string[];
  /** `msg` of the violation. */
  readonly message: string;
  /** Its `details`. */
  readonly details: string;
}

/** Values are shown as JSON, so that "true" and true differ; null stands for what is not there. */
const shown = 'finding_shown := object.get({null: "not set"}, finding_value, json.marshal(finding_value))';

/** Containers are named by their place and not handed over: OPA would hash them. */
const container =
  'finding_container := object.get(input.review.object.spec, [finding_list, finding_index, "name"], "without a name")';

const inContainer = {
  message:
    'sprintf("%s, %s %s: %s is %s; allowed: %s", [pods.title, trim_suffix(finding_list, "s"), finding_container, finding_field, finding_shown, finding_allowed])',
  details: '{"field": finding_field, "container": finding_container, "value": finding_value}',
};

const ofObject = '{"field": finding_field, "value": finding_value}';

/**
 * The rules by which a policy of the catalogue says what it finds: where, what, and what is allowed instead. The words are
 * the same for all policies.
 */
export const wordings: readonly Wording[] = [
  // At a path in a container, such as `securityContext.privileged`.
  {
    rule: 'container_finding',
    finding: ['finding_list', 'finding_index', 'finding_path', 'finding_value', 'finding_allowed'],
    body: [
      'finding_field := sprintf("spec.%s[%d].%s", [finding_list, finding_index, finding_path])',
      container,
      shown,
    ],
    ...inContainer,
  },
  // About a container, at an annotation of its pod.
  {
    rule: 'container_annotation_finding',
    finding: ['finding_list', 'finding_index', 'finding_field', 'finding_value', 'finding_allowed'],
    body: [container, shown],
    ...inContainer,
  },
  // At a path in the object.
  {
    rule: 'object_finding',
    finding: ['finding_field', 'finding_value', 'finding_allowed'],
    body: [shown],
    message:
      'sprintf("%s: %s is %s; allowed: %s", [pods.title, finding_field, finding_shown, finding_allowed])',
    details: ofObject,
  },
  // The same in words of the constraint's own.
  {
    rule: 'worded_finding',
    finding: ['finding_field', 'finding_value', 'finding_message'],
    body: [],
    message: 'finding_message',
    details: ofObject,
  },
];
