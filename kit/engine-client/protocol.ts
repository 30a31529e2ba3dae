// Generated from engine/protocol.schema.json by scripts/generate-protocol.ts. Do not edit.

/** A place in the repository; both parts are absent where nothing in the repository stands for it. */
export interface Location {
  /** Relative to the root of the repository, separated by `/`; in a source given by `sources` `Kind/namespace/name:path`. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
}

/** What the API server knows a resource by. */
export interface ResourceId {
  /** Group and version, for instance `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty when cluster-scoped or not said. */
  readonly namespace: string;
  readonly name: string;
}

/** Something that kept a part of the repository from being rendered or judged, or that Flux would refuse. */
export interface Problem extends Location {
  /** Kebab-case, stable, for instance `yaml-syntax`, `path-missing`, `depends-on-cycle`, `source-unavailable`. */
  readonly code: string;
  /** One sentence with the value and the fix. */
  readonly message: string;
  /** `namespace/name` of the Kustomization concerned, `HelmRelease/namespace/name` for a HelmRelease, `ResourceSet/namespace/name` for a ResourceSet, and so on. */
  readonly kustomization?: string;
  /** The resource concerned. */
  readonly resource?: ResourceId;
  readonly remedy?: Remedy;
}

/** What would give what is not in Git; the message says it, too. */
export interface Remedy {
  /** The source that a copy could be given of, `Kind/namespace/name`: `--source SOURCE=PATH`. */
  readonly source?: string;
  /** The host that it could be fetched from: `--fetch HOST`. */
  readonly fetch?: string;
}

/** What the engine hosts, each as the Go module version it was built from. */
export interface VersionResult {
  readonly engine: string;
  readonly gatekeeper: string;
  /** Version of the Gatekeeper chart that the engine embeds; a HelmRelease of another version needs its chart as a source. */
  readonly gatekeeperChart: string;
  readonly opa: string;
  /** Version of `fluxcd/pkg/kustomize`. */
  readonly flux: string;
  readonly kustomize: string;
  readonly helm: string;
  readonly go: string;
}

/** What to read. */
export interface RepositoryReference {
  /** Absolute path of a worktree, of a folder inside of one, of a bare repository or of a `.git` folder. */
  readonly path: string;
  /** A commit, tag, branch or expression of gitrevisions(7), read without checking it out. Absent: the working tree as it is on disk, untracked files included (HEAD for a bare repository). */
  readonly revision?: string;
  /**
   * Whether to read the index instead of the working tree: what the next commit would hold. Only without a revision.
   * @default false
   */
  readonly index?: boolean;
}

/** Where a cluster begins: the path that its Kustomization flux-system/flux-system applies. */
export interface Entry {
  readonly cluster: string;
  /** Relative to the root of the repository, for instance `./cluster/prod-weu`. */
  readonly path: string;
  /** The folder of the repository that the artifact is made of which the cluster syncs, for instance `./kubernetes`: `path` is relative to it. Absent for the whole repository. */
  readonly folder?: string;
  /** The file that declares the cluster's FluxInstance, or the values of the chart that makes it; relative to the root of the repository. */
  readonly instance?: string;
  readonly argo?: ArgoEntry;
}

/** Where a cluster begins that Argo CD delivers, where its first Applications lie outside of what they apply, and which of the clusters that it delivers is meant. */
export interface ArgoEntry {
  /** Files whose Applications and ApplicationSets nothing in the repository applies; relative to its root. */
  readonly files: readonly string[];
  /** Servers and names by which Applications mean the cluster; of the others nothing is told. Empty for all that Argo CD applies. */
  readonly destinations: readonly string[];
  /** Those of all clusters that were found. An Application for another one is a problem. */
  readonly known: readonly string[];
}

/** A local copy of a source that is not this repository. */
export interface SourcePath {
  /** `Kind/namespace/name`, for instance `GitRepository/apps/podinfo` or `HelmRepository/flux-system/podinfo`. */
  readonly source: string;
  /** Absolute path of a folder, of a Git repository (its working tree is taken, of a bare one HEAD), or of an OCI image layout (the artifact of the source's own spec.ref is taken, else the only one). */
  readonly path: string;
}

/** A local mirror of a Git repository: a bare one with the branches and tags of its origin. */
export interface Mirror {
  /** A URL. Every GitRepository of this address, however it is written, is read there, at its own spec.ref. */
  readonly address: string;
  /** Absolute. */
  readonly path: string;
}

/** What lies outside of Git and can be fetched: a chart of a HelmRepository, or what an OCIRepository takes. Equal ones are the same. */
export interface Artifact {
  /** The URL that the source object says, `https:` or `oci:`. */
  readonly address: string;
  /** A chart's name, absent for an OCIRepository. */
  readonly chart?: string;
  /** A chart's version or range, as HelmChart has it; empty is the newest stable one. */
  readonly version?: string;
  readonly tag?: string;
  readonly semver?: string;
  readonly semverFilter?: string;
  readonly digest?: string;
  /** Of the layer that is taken; the first one otherwise. */
  readonly mediaType?: string;
  /** Whether the source object allows a registry without TLS, which only this machine may be. */
  readonly insecure?: boolean;
}

/** Something could not be rendered for want of this artifact. The location is the declaration's that wants it. */
export interface MissingArtifact extends Location {
  readonly artifact: Artifact;
}

/** A gzip-compressed tar archive that stands for an artifact. */
export interface FetchedArtifact {
  readonly artifact: Artifact;
  /** SHA-256 of the archive, `sha256:` and hexadecimal. */
  readonly digest: string;
  /** What the range or the tag stood for. */
  readonly version: string;
  /** Absolute. */
  readonly path: string;
  /** Whether it is a packaged chart, whose files are below a folder of its name. */
  readonly packed: boolean;
}

/** Fetches an artifact. Only an engine that was started with `-fetch` knows this method; that one knows no other, and alone has a network. */
export interface FetchParams {
  readonly artifact: Artifact;
  /** Absolute path of the folder in which archives are kept, by digest. */
  readonly directory: string;
  /** Hosts that may be asked, each with or without a path below which everything must be, for instance `ghcr.io/acme`. Nothing else is, whatever a redirect says. */
  readonly allowed: readonly string[];
  /** Hosts that the artifact's registry may send to, for content or for a token; `*.` and the end of hosts. */
  readonly follow: readonly string[];
  /** For the artifact's own host only. */
  readonly username?: string;
  readonly password?: string;
  /** A refresh token, in the place of a password. */
  readonly identityToken?: string;
  /**
   * Longest time for the artifact.
   * @default 60
   */
  readonly seconds?: number;
}

/** Caps against hostile or broken repositories. */
export interface RenderLimits {
  /**
   * Largest file that is read.
   * @default 10485760
   */
  readonly fileBytes?: number;
  /**
   * Longest time for one Kustomization.
   * @default 60
   */
  readonly seconds?: number;
  /**
   * Most resources of one Kustomization.
   * @default 50000
   */
  readonly resources?: number;
  /**
   * Most memory of the engine while it renders. Past it the engine ends with exit code 86, and its last line on standard error is `fleetkeep-engine: out of memory, building ` and a JSON list of what was being built.
   * @default 4096
   */
  readonly memoryMebibytes?: number;
}

/** Renders every cluster: follows the Kustomizations that each entry emits to their fixpoint. */
export interface RenderParams {
  /** Repeated in each streamed notification of this request. */
  readonly token: string;
  readonly repository: RepositoryReference;
  readonly entries: readonly Entry[];
  readonly sources?: readonly SourcePath[];
  /** A URL that the repository is fetched from, as its clone knows. A GitRepository or Application of that address is the repository itself, as long as it does not name another revision than the cluster's root does. */
  readonly origin?: string;
  /** Repositories that sources come from and that were fetched; `sources` win over them. */
  readonly mirrors?: readonly Mirror[];
  /** What was fetched of the artifacts that sources name; `sources` win over them. */
  readonly fetched?: readonly FetchedArtifact[];
  readonly limits?: RenderLimits;
  /** Version of Flux in the clusters, for instance `2.8`. Absent: what each cluster's own manifests say, else the newest. Since 2.9 a variable without a value is an error. */
  readonly fluxVersion?: string;
  /** Hashes of objects that the caller has. */
  readonly known?: readonly string[];
  /** Digests of lists of resources that the caller has, as RenderedKustomization has them. */
  readonly knownResources?: readonly string[];
  /** Digests of clusters that the caller has, as RenderedCluster has them: nothing of them is streamed, unless `reads` asks for more. */
  readonly knownClusters?: readonly string[];
  /**
   * Whether to report which Git objects each Kustomization read.
   * @default false
   */
  readonly reads?: boolean;
  /** What to build one at a time, because an engine ended for want of memory while it built it: as that one named it. */
  readonly alone?: readonly string[];
  /** What to do without, because an engine ended for want of memory while it built nothing else: it fails with the code `out-of-memory`. */
  readonly without?: readonly string[];
  /**
   * Whether to report what set the fields that are not as they were declared.
   * @default false
   */
  readonly fields?: boolean;
}

/** A variable whose value only the cluster knows. */
export interface UnknownVariable {
  readonly variable: string;
  /** The ConfigMaps and Secrets that could hold it and are not in Git, `Kind/namespace/name`, comma-separated. */
  readonly from: string;
  /** Whether its default, which every use of it in a resource has, stands for it; absent where the text stayed as it was written. */
  readonly defaulted?: boolean;
  /** The file of the first resource that uses it. */
  readonly file: string;
  /** The line of its first use in that file, else of the resource. */
  readonly line: number;
}

/** How one Kustomization, HelmRelease, ResourceSet (of the Flux Operator), Application or ApplicationSet (of Argo CD) came out. The location is its own, in the file that declares it. */
export interface KustomizationStatus extends Location {
  readonly kind: 'Kustomization' | 'HelmRelease' | 'ResourceSet' | 'Application' | 'ApplicationSet';
  readonly namespace: string;
  readonly name: string;
  /** The path that is built, as the spec says it; a HelmRelease's chart; the paths or charts of an Application, comma-separated. */
  readonly path: string;
  /** `rendered`: its objects are known (none for an empty folder). `unknown`: all or some of it could not be built for want of something outside of Git; what could is among the resources. `failed`: Flux would fail on it. */
  readonly state: 'rendered' | 'failed' | 'unknown';
  /** Why it failed or is unknown, or that it is suspended; empty otherwise. */
  readonly message: string;
  /** `namespace/name` of each. */
  readonly dependsOn: readonly string[];
  /** `Kind/namespace/name` of the source; empty for a ResourceSet, which is made of itself, and for Argo CD, whose sources are no objects. */
  readonly source: string;
  /** The service account that it is applied as: its own, else the controller's `--default-service-account`; absent for the controller's own rights. */
  readonly serviceAccount?: string;
  /** Who sends the requests that apply its objects, as far as Git says it. */
  readonly user?: User;
  /** Why nobody knows who applies its objects, and what would tell; absent where `user` is there. */
  readonly userUnknown?: string;
  /** What applies its declaration, as resources refer to it, and so on up to the root; absent for a root that nothing declares. The root applies itself. */
  readonly appliedBy?: string;
  readonly unknowns: readonly UnknownVariable[];
}

/** One object as the controller would apply it. */
export interface RenderedResource extends ResourceId {
  /** `namespace/name`, of another kind `HelmRelease/namespace/name`. */
  readonly kustomization: string;
  /** The file that declares the resource, also where a Kustomization patched it. */
  readonly file: string;
  readonly line: number;
  /** SHA-256 of the object as canonical JSON (sorted keys, no white space), in hexadecimal. */
  readonly hash: string;
  /** The object itself; empty, as no Kubernetes object is, where it was among `known` or was streamed before in the same request: what clusters have in common crosses once. */
  readonly object: Readonly<Record<string, unknown>>;
  /** Whether SOPS encrypts it: its values stay as they are in Git. */
  readonly encrypted?: boolean;
  /** What is not as the file declares it, by path; only with `fields`. Of what a HelmRelease or a ResourceSet makes: what is not its template's own text, as far as that can be told exactly. Absent where nothing differs, and for what an Application makes. */
  readonly fields?: readonly FieldOrigin[];
  /** The template that makes it: of a chart by its name there, for instance `web/templates/deployment.yaml`, of a ResourceSet by its path, for instance `spec.resources[0]`. Absent where none does. */
  readonly template?: string;
}

/** What set or took away one field. The location is that of the text which did; absent where nothing in the repository says it. */
export interface FieldOrigin extends Location {
  /** For instance `spec.template.spec.containers[web].image`: items of lists by name where each has one of its own, else by place, from 0; names that are more than a word in brackets. */
  readonly path: string;
  /** The field of a kustomization file or of the Kustomization, a HelmRelease or a ResourceSet. `reference`: a name that followed what it refers to. `substitution`: by spec.postBuild, the location being that of the text with the variables. `owner`: the controller's own mark. `values`: by values of a HelmRelease, the location being that of the first; the template of its chart put them there, as rendering with another value showed. `inputs`: by inputs of a ResourceSet, the location being that of the template's text. `unknown`: it differs, and nothing was found that says so. */
  readonly by: 'patch' | 'namespace' | 'namePrefix' | 'nameSuffix' | 'labels' | 'annotations' | 'replicas' | 'images' | 'replacements' | 'reference' | 'substitution' | 'commonMetadata' | 'owner' | 'values' | 'inputs' | 'unknown';
  /** Whether the field was taken away. */
  readonly removed?: boolean;
  /** Those that were substituted; the values of a HelmRelease, the inputs of a ResourceSet. */
  readonly variables?: readonly VariableOrigin[];
}

/** Where a variable has its value from; without a location it is a default that the text itself gives, or Git does not say it. */
export interface VariableOrigin extends Location {
  readonly name: string;
}

/** Streamed once for every Kustomization, HelmRelease and ResourceSet of every cluster. */
export interface RenderedKustomization {
  readonly token: string;
  readonly cluster: string;
  readonly kustomization: KustomizationStatus;
  /** Empty where the digest was among `knownResources` or was streamed before in the same request. */
  readonly resources: readonly RenderedResource[];
  /** SHA-256 of all that `resources` say, in hexadecimal: equal lists have equal digests. */
  readonly digest: string;
  /** The Git objects (trees and blobs, hexadecimal, sorted) that the result depends on; only with `reads` and a revision. */
  readonly read?: readonly string[];
}

/** One cluster's sums and everything that went wrong in it. */
export interface RenderedCluster {
  readonly cluster: string;
  readonly entry: string;
  /** How many there are, HelmReleases included. */
  readonly kustomizations: number;
  readonly resources: number;
  readonly problems: readonly Problem[];
  /** What could be fetched. */
  readonly missing: readonly MissingArtifact[];
  /** SHA-256 of all that is streamed of it but for `read`, in hexadecimal: of clusters with equal ones it is the same. */
  readonly digest: string;
}

/** The answer after the last notification. */
export interface RenderResult {
  /** The full id of the commit that was read; null for the working tree. */
  readonly revision: string | null;
  readonly clusters: readonly RenderedCluster[];
  /** Those of the repository as a whole. */
  readonly problems: readonly Problem[];
  /** Whether the same commit may be answered otherwise next time, for instance by a faster machine: something failed, or was cut off. */
  readonly volatile?: boolean;
}

/** Reads streams of YAML as kubectl and gator do. */
export interface ReadParams {
  readonly streams: readonly Stream[];
  /** Hashes of streams that the caller has read. */
  readonly known?: readonly string[];
}

/** A stream of YAML, by its text or by the file that it is in. */
export interface Stream {
  readonly text?: string;
  /** Absolute path. */
  readonly file?: string;
}

/** A document that holds a mapping. */
export interface Manifest {
  readonly object: Readonly<Record<string, unknown>>;
  /** Line of its first key, counted from 1. */
  readonly line: number;
}

/** What a stream holds; nothing where it has a mistake. */
export interface Manifests {
  /** SHA-256 of the stream in hexadecimal; empty where it cannot be read at all. */
  readonly hash: string;
  /** Without those that are empty or no mapping; absent where the hash is known. */
  readonly documents?: readonly Manifest[];
  readonly mistake?: Mistake;
}

/** What is wrong with a stream of YAML. */
export interface Mistake {
  /** Counted from 1; absent where it cannot be read at all. */
  readonly line?: number;
  readonly message: string;
}

/** The streams, in the order that they were given in. */
export interface ReadResult {
  readonly streams: readonly Manifests[];
}

/** A ConstraintTemplate, constraint, Config or ExpansionTemplate and where it is from. */
export interface PolicyObject extends Location {
  /** The object itself. */
  readonly object: Readonly<Record<string, unknown>>;
}

/** Compiles a policy set; the same objects give the same policy set. */
export interface LoadParams {
  readonly objects: readonly PolicyObject[];
  /** Objects that stand in the cluster, as Gatekeeper would synchronise them. Where there are any, policies that read `data.inventory` are decided by them; without, such policies cannot be evaluated. */
  readonly inventory?: readonly Readonly<Record<string, unknown>>[];
}

/** A template that compiled. */
export interface LoadedTemplate {
  /** The kind of its constraints. */
  readonly kind: string;
  readonly name: string;
  readonly targets: readonly string[];
}

/** A constraint that is in force. */
export interface LoadedConstraint {
  readonly kind: string;
  readonly name: string;
  /** `deny`, `warn`, `dryrun` or `scoped`. */
  readonly enforcementAction: string;
}

/** What could be loaded; what could not is in `problems`. */
export interface LoadResult {
  /** Hash of the content, to be given to `review`. */
  readonly policySet: string;
  readonly templates: readonly LoadedTemplate[];
  readonly constraints: readonly LoadedConstraint[];
  readonly problems: readonly Problem[];
}

/** One admission request. */
export interface Review {
  /** Repeated in the verdict. */
  readonly id: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  /** The object after the operation; absent for DELETE. What a CONNECT sends, for instance PodExecOptions. */
  readonly object?: Readonly<Record<string, unknown>>;
  /** The object before the operation; absent for CREATE and CONNECT. */
  readonly oldObject?: Readonly<Record<string, unknown>>;
  /** Who sends the request. Absent: nobody knows, and policies that ask for it are not evaluated. */
  readonly user?: User;
  /** Where the request is sent, when that is a subresource. */
  readonly target?: SubresourceTarget;
}

/** Who sends a request, as the API server knows him. */
export interface User {
  /** For instance `system:serviceaccount:shop:tenant`. */
  readonly username: string;
  readonly groups: readonly string[];
}

/** A subresource of an object, for instance `exec` of a pod. */
export interface SubresourceTarget {
  /** The plural name, for instance `pods`. */
  readonly resource: string;
  /** For instance `exec` or `ephemeralcontainers`. */
  readonly subResource: string;
  /** Empty when the object is cluster-scoped. */
  readonly namespace: string;
  readonly name: string;
}

/** A kind that a CustomResourceDefinition adds. */
export interface CustomKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Namespaced' | 'Cluster';
}

/** Judges objects as Gatekeeper's admission webhook would. */
export interface ReviewParams {
  /** Repeated in each streamed notification of this request. */
  readonly token: string;
  readonly policySet: string;
  /** The Namespace objects as they are after the change. */
  readonly namespaces: readonly Readonly<Record<string, unknown>>[];
  /** What the CustomResourceDefinitions of the cluster say of the kinds among the objects. */
  readonly kinds?: readonly CustomKind[];
  readonly reviews: readonly Review[];
}

/** A constraint by kind and name. */
export interface ConstraintReference {
  readonly kind: string;
  readonly name: string;
}

/** One result of one constraint. */
export interface Violation {
  readonly constraint: ConstraintReference;
  readonly enforcementAction: string;
  readonly scopedEnforcementActions?: readonly string[];
  readonly message: string;
  /** What the policy's `violation` rule gave as `details`. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The ExpansionTemplate whose generated object violates, when the object itself does not. */
  readonly impliedBy?: string;
}

/** Some of the verdicts of a request, as they are ready: each comes once. */
export interface Verdicts {
  readonly token: string;
  readonly verdicts: readonly Verdict[];
}

/** On one review. */
export interface Verdict {
  readonly id: string;
  readonly results: readonly Violation[];
  /** Why it could not be evaluated; then `results` is not the whole truth. */
  readonly error?: string;
  /** What asks for the user, where the review has none, for instance `K8sWriters/ours reads userInfo`: nothing of it is about the object. `error` says so, too. */
  readonly withoutUser?: readonly string[];
  /** What `error` says beside `withoutUser`; absent where that is nothing, or there is no `withoutUser`. */
  readonly otherError?: string;
  /** Why no constraint was asked, for instance an excluded namespace. */
  readonly exempt?: string;
  /** Whether the same request may be judged otherwise next time, because a policy asked for the time, or time ran out: it must not be remembered. */
  readonly volatile?: boolean;
}

/** The answer after the last notification. */
export interface ReviewResult {
  readonly reviewed: number;
  /** How many of them could not be evaluated. */
  readonly failed: number;
}

/** Each request with its parameters and its answer. */
export interface Requests {
  readonly version: { readonly params: undefined; readonly result: VersionResult };
  readonly fetch: { readonly params: FetchParams; readonly result: FetchedArtifact };
  readonly render: { readonly params: RenderParams; readonly result: RenderResult };
  readonly read: { readonly params: ReadParams; readonly result: ReadResult };
  readonly load: { readonly params: LoadParams; readonly result: LoadResult };
  readonly review: { readonly params: ReviewParams; readonly result: ReviewResult };
}

/** Each notification that the engine streams, with its parameters. */
export interface Notifications {
  readonly 'render/kustomization': RenderedKustomization;
  readonly 'review/verdicts': Verdicts;
}

/** Codes of JSON-RPC errors that are ours; the others are those of JSON-RPC 2.0 itself. */
export const ErrorCode = {
  /** The path is neither a Git repository nor inside of one. */
  NotARepository: 1001,
  /** The repository has no commit of that name. */
  RevisionUnknown: 1002,
  /** The repository has no commit, or nothing but an empty tree. */
  EmptyRepository: 1003,
  /** None of the entries exists in the repository. */
  EntryMissing: 1004,
  /** `fluxVersion` is no version. */
  FluxVersionInvalid: 1006,
  /** The artifact could not be had; the message says why. */
  NotFetched: 1007,
  /** The policy set was never loaded into this process: load it again. */
  PolicySetUnknown: 1005,
} as const;

/** The kebab-case names of those codes, as `Problem.code` has them. */
export const errorNames: Readonly<Record<number, string>> = {
  1001: 'not-a-repository',
  1002: 'revision-unknown',
  1003: 'empty-repository',
  1004: 'entry-missing',
  1006: 'flux-version-invalid',
  1007: 'not-fetched',
  1005: 'policy-set-unknown',
};
