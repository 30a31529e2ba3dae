/**
 * `kustomization.yaml`, as far as we write it.
 *
 * Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/
 */
export interface KustomizationFile {
  readonly namespace?: string;
  readonly resources: readonly string[];
  readonly labels?: readonly { readonly pairs: Readonly<Record<string, string>> }[];
  readonly images?: readonly ImageOverride[];
  readonly replicas?: readonly { readonly name: string; readonly count: number }[];
  readonly patches?: readonly Patch[];
  readonly secretGenerator?: readonly SecretGenerator[];
}

/** Replaces the reference of every container whose image is called `name`. */
export interface ImageOverride {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

/** What a patch applies to; a field that is not there matches everything. */
export interface PatchTarget {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  /** A regular expression, anchored. */
  readonly name?: string;
  readonly namespace?: string;
}

export interface Patch {
  readonly target?: PatchTarget;
  /** YAML of a strategic merge patch or of a list of JSON 6902 operations. */
  readonly patch: string;
}

/** A Secret made of files beside the kustomization. */
export interface SecretGenerator {
  readonly name: string;
  readonly namespace: string;
  readonly files: readonly string[];
  /** Whoever refers to the Secret does so by its plain name. */
  readonly options: { readonly disableNameSuffixHash: true };
}
