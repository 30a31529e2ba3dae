/**
 * What a policy is: metadata in one place. Its logic is `template.rego` and its samples are `samples/*.yaml`, both
 * beside the `policy.ts` that describes it, in `policies/<category>/<id>/`.
 */

/** How bad a violation is. The cap of a risk acceptance depends on it. */
export type Severity = 'low' | 'medium' | 'high' | 'critical';

/** What Gatekeeper does with a violation. Only `deny` blocks a request. */
export type EnforcementAction = 'deny' | 'warn' | 'dryrun';

/** One requirement of a published standard. */
export interface ControlReference {
  /** The standard's id, for instance `cis-kubernetes`; its title is in {@link file://./standards/index.ts}. */
  readonly standard: string;
  /** The edition of the standard, for instance `1.12`. */
  readonly version: string;
  /** The control's id as the standard prints it, for instance `5.2.2`. */
  readonly id: string;
  /** Where the mapping of the control to the policy was taken from. */
  readonly source: string;
}

/** The part of OpenAPI v3 that parameters are described with: a structural schema without `default`. */
export interface ParameterSchema {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly description?: string;
  readonly items?: ParameterSchema;
  readonly properties?: ParameterSchemas;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Schemas by property name. */
export type ParameterSchemas = Readonly<Record<string, ParameterSchema>>;

/** A parameter of a policy. */
export interface Parameter extends ParameterSchema {
  /** Required: the generated page and the template explain the parameter with it. */
  readonly description: string;
  /**
   * What an absent parameter means, in words where it is not a value. The Rego applies it; it is never written into
   * the CRD, because only an API server would fill it in and a pull request would then be judged differently.
   */
  readonly absent: string;
}

/** Parameters by name. */
export type Parameters = Readonly<Record<string, Parameter>>;

/** Kinds of Kubernetes objects, as `spec.match.kinds` of a constraint names them. */
export interface MatchedKinds {
  /** `''` is the core group. */
  readonly apiGroups: readonly string[];
  readonly kinds: readonly string[];
}

/** A kind of Kubernetes object in one version. */
export interface ReferencedKind {
  /** `''` is the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What a policy is asked about. */
export interface PolicyMatch {
  readonly kinds: readonly MatchedKinds[];
  /**
   * `Original`: requests only, not the pods that a workload expands to. Policies about who writes need it, because
   * nobody sends what is expanded.
   *
   * @default - both
   */
  readonly source?: 'Original';
  /**
   * Whether the platform's own namespaces are judged too.
   *
   * @default false
   */
  readonly everywhere?: true;
}

/** One policy of the catalogue. */
export interface Policy {
  /** The folder's name, unique in the catalogue, for instance `privileged-container`. */
  readonly id: string;
  /** The name of the folder that holds it, for instance `pod-security`. */
  readonly category: string;
  /** The constraint's kind: that of gatekeeper-library where it has one, so that its constraints work unchanged. */
  readonly kind: string;
  /** A short noun phrase. */
  readonly title: string;
  /** What is denied, in one or two sentences. */
  readonly description: string;
  /** Why it matters: what an attacker gains otherwise. */
  readonly rationale: string;
  /** What to write in the manifest instead. */
  readonly remediation: string;
  readonly severity: Severity;
  readonly controls: readonly ControlReference[];
  /**
   * Why no standard asks for the policy.
   *
   * @default - some standard does: `controls` is not empty
   */
  readonly withoutControls?: string;
  /** The properties of `spec.parameters`. */
  readonly parameters: Parameters;
  readonly match: PolicyMatch;
  /**
   * The kinds that the logic looks up in `data.inventory`: a SyncSet makes Gatekeeper keep a copy of all objects of
   * them. What stands in the cluster when the samples are judged is in `inventory.yaml`, beside `policy.ts`.
   *
   * @default - none: the object under review is all that the policy needs
   */
  readonly referential?: readonly ReferencedKind[];
  /**
   * Whether the logic asks an external data provider of Gatekeeper: only a cluster that has one can decide then, and
   * `check` says so of every object that it is asked about.
   *
   * @default false
   */
  readonly externalData?: boolean;
  /**
   * The strictest that the policy may be enforced, where denying would do harm that no parameter can prevent.
   *
   * @default - it may deny
   */
  readonly enforcementAtMost?: { readonly action: 'warn' | 'dryrun'; readonly reason: string };
  /**
   * The parameters that the samples are judged with.
   *
   * @default - none: `{}`
   */
  readonly sampleParameters?: Readonly<Record<string, unknown>>;
}

/** Pods themselves; workloads reach a policy as the pods that they expand to. */
export const pods: Policy['match'] = { kinds: [{ apiGroups: [''], kinds: ['Pod'] }] };
