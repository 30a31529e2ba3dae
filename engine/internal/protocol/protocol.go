// Code generated from engine/protocol.schema.json by scripts/generate-protocol.ts. DO NOT EDIT.

// Package protocol holds the messages between the engine and its parent.
package protocol

import "encoding/json"

// Requests.
const (
	MethodVersion = "version"
	MethodFetch   = "fetch"
	MethodRender  = "render"
	MethodRead    = "read"
	MethodLoad    = "load"
	MethodReview  = "review"
)

// Notifications that the engine streams.
const (
	NotificationRenderKustomization = "render/kustomization"
	NotificationReviewVerdicts      = "review/verdicts"
)

// Codes of JSON-RPC errors.
const (
	// The path is neither a Git repository nor inside of one.
	ErrorNotARepository = 1001
	// The repository has no commit of that name.
	ErrorRevisionUnknown = 1002
	// The repository has no commit, or nothing but an empty tree.
	ErrorEmptyRepository = 1003
	// None of the entries exists in the repository.
	ErrorEntryMissing = 1004
	// `fluxVersion` is no version.
	ErrorFluxVersionInvalid = 1006
	// The artifact could not be had; the message says why.
	ErrorNotFetched = 1007
	// The policy set was never loaded into this process: load it again.
	ErrorPolicySetUnknown = 1005
)

// Values of KustomizationStatus.Kind.
const (
	KustomizationStatusKindKustomization  = "Kustomization"
	KustomizationStatusKindHelmRelease    = "HelmRelease"
	KustomizationStatusKindResourceSet    = "ResourceSet"
	KustomizationStatusKindApplication    = "Application"
	KustomizationStatusKindApplicationSet = "ApplicationSet"
)

// Values of KustomizationStatus.State.
const (
	KustomizationStatusStateRendered = "rendered"
	KustomizationStatusStateFailed   = "failed"
	KustomizationStatusStateUnknown  = "unknown"
)

// Values of FieldOrigin.By.
const (
	FieldOriginByPatch          = "patch"
	FieldOriginByNamespace      = "namespace"
	FieldOriginByNamePrefix     = "namePrefix"
	FieldOriginByNameSuffix     = "nameSuffix"
	FieldOriginByLabels         = "labels"
	FieldOriginByAnnotations    = "annotations"
	FieldOriginByReplicas       = "replicas"
	FieldOriginByImages         = "images"
	FieldOriginByReplacements   = "replacements"
	FieldOriginByReference      = "reference"
	FieldOriginBySubstitution   = "substitution"
	FieldOriginByCommonMetadata = "commonMetadata"
	FieldOriginByOwner          = "owner"
	FieldOriginByValues         = "values"
	FieldOriginByInputs         = "inputs"
	FieldOriginByUnknown        = "unknown"
)

// Values of Review.Operation.
const (
	ReviewOperationCreate  = "CREATE"
	ReviewOperationUpdate  = "UPDATE"
	ReviewOperationDelete  = "DELETE"
	ReviewOperationConnect = "CONNECT"
)

// Values of CustomKind.Scope.
const (
	CustomKindScopeNamespaced = "Namespaced"
	CustomKindScopeCluster    = "Cluster"
)

// Location: A place in the repository; both parts are absent where nothing in the repository stands for it.
type Location struct {
	// Relative to the root of the repository, separated by `/`; in a source given by `sources` `Kind/namespace/name:path`.
	File string `json:"file,omitempty"`
	// Counted from 1.
	Line int `json:"line,omitempty"`
}

// ResourceId: What the API server knows a resource by.
type ResourceId struct {
	// Group and version, for instance `apps/v1`.
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Empty when cluster-scoped or not said.
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// Problem: Something that kept a part of the repository from being rendered or judged, or that Flux would refuse.
type Problem struct {
	Location

	// Kebab-case, stable, for instance `yaml-syntax`, `path-missing`, `depends-on-cycle`, `source-unavailable`.
	Code string `json:"code"`
	// One sentence with the value and the fix.
	Message string `json:"message"`
	// `namespace/name` of the Kustomization concerned, `HelmRelease/namespace/name` for a HelmRelease, `ResourceSet/namespace/name` for a ResourceSet, and so on.
	Kustomization string `json:"kustomization,omitempty"`
	// The resource concerned.
	Resource *ResourceId `json:"resource,omitempty"`
	Remedy   *Remedy     `json:"remedy,omitempty"`
}

// Remedy: What would give what is not in Git; the message says it, too.
type Remedy struct {
	// The source that a copy could be given of, `Kind/namespace/name`: `--source SOURCE=PATH`.
	Source string `json:"source,omitempty"`
	// The host that it could be fetched from: `--fetch HOST`.
	Fetch string `json:"fetch,omitempty"`
}

// VersionResult: What the engine hosts, each as the Go module version it was built from.
type VersionResult struct {
	Engine     string `json:"engine"`
	Gatekeeper string `json:"gatekeeper"`
	// Version of the Gatekeeper chart that the engine embeds; a HelmRelease of another version needs its chart as a source.
	GatekeeperChart string `json:"gatekeeperChart"`
	Opa             string `json:"opa"`
	// Version of `fluxcd/pkg/kustomize`.
	Flux      string `json:"flux"`
	Kustomize string `json:"kustomize"`
	Helm      string `json:"helm"`
	Go        string `json:"go"`
}

// RepositoryReference: What to read.
type RepositoryReference struct {
	// Absolute path of a worktree, of a folder inside of one, of a bare repository or of a `.git` folder.
	Path string `json:"path"`
	// A commit, tag, branch or expression of gitrevisions(7), read without checking it out. Absent: the working tree as it is on disk, untracked files included (HEAD for a bare repository).
	Revision string `json:"revision,omitempty"`
	// Whether to read the index instead of the working tree: what the next commit would hold. Only without a revision.
	Index bool `json:"index,omitempty"`
}

// Entry: Where a cluster begins: the path that its Kustomization flux-system/flux-system applies.
type Entry struct {
	Cluster string `json:"cluster"`
	// Relative to the root of the repository, for instance `./cluster/prod-weu`.
	Path string `json:"path"`
	// The folder of the repository that the artifact is made of which the cluster syncs, for instance `./kubernetes`: `path` is relative to it. Absent for the whole repository.
	Folder string `json:"folder,omitempty"`
	// The file that declares the cluster's FluxInstance, or the values of the chart that makes it; relative to the root of the repository.
	Instance string     `json:"instance,omitempty"`
	Argo     *ArgoEntry `json:"argo,omitempty"`
}

// ArgoEntry: Where a cluster begins that Argo CD delivers, where its first Applications lie outside of what they apply, and which of the clusters that it delivers is meant.
type ArgoEntry struct {
	// Files whose Applications and ApplicationSets nothing in the repository applies; relative to its root.
	Files []string `json:"files"`
	// Servers and names by which Applications mean the cluster; of the others nothing is told. Empty for all that Argo CD applies.
	Destinations []string `json:"destinations"`
	// Those of all clusters that were found. An Application for another one is a problem.
	Known []string `json:"known"`
}

// SourcePath: A local copy of a source that is not this repository.
type SourcePath struct {
	// `Kind/namespace/name`, for instance `GitRepository/apps/podinfo` or `HelmRepository/flux-system/podinfo`.
	Source string `json:"source"`
	// Absolute path of a folder, of a Git repository (its working tree is taken, of a bare one HEAD), or of an OCI image layout (the artifact of the source's own spec.ref is taken, else the only one).
	Path string `json:"path"`
}

// Mirror: A local mirror of a Git repository: a bare one with the branches and tags of its origin.
type Mirror struct {
	// A URL. Every GitRepository of this address, however it is written, is read there, at its own spec.ref.
	Address string `json:"address"`
	// Absolute.
	Path string `json:"path"`
}

// Artifact: What lies outside of Git and can be fetched: a chart of a HelmRepository, or what an OCIRepository takes. Equal ones are the same.
type Artifact struct {
	// The URL that the source object says, `https:` or `oci:`.
	Address string `json:"address"`
	// A chart's name, absent for an OCIRepository.
	Chart string `json:"chart,omitempty"`
	// A chart's version or range, as HelmChart has it; empty is the newest stable one.
	Version      string `json:"version,omitempty"`
	Tag          string `json:"tag,omitempty"`
	Semver       string `json:"semver,omitempty"`
	SemverFilter string `json:"semverFilter,omitempty"`
	Digest       string `json:"digest,omitempty"`
	// Of the layer that is taken; the first one otherwise.
	MediaType string `json:"mediaType,omitempty"`
	// Whether the source object allows a registry without TLS, which only this machine may be.
	Insecure bool `json:"insecure,omitempty"`
}

// MissingArtifact: Something could not be rendered for want of this artifact. The location is the declaration's that wants it.
type MissingArtifact struct {
	Location

	Artifact Artifact `json:"artifact"`
}

// FetchedArtifact: A gzip-compressed tar archive that stands for an artifact.
type FetchedArtifact struct {
	Artifact Artifact `json:"artifact"`
	// SHA-256 of the archive, `sha256:` and hexadecimal.
	Digest string `json:"digest"`
	// What the range or the tag stood for.
	Version string `json:"version"`
	// Absolute.
	Path string `json:"path"`
	// Whether it is a packaged chart, whose files are below a folder of its name.
	Packed bool `json:"packed"`
}

// FetchParams: Fetches an artifact. Only an engine that was started with `-fetch` knows this method; that one knows no other, and alone has a network.
type FetchParams struct {
	Artifact Artifact `json:"artifact"`
	// Absolute path of the folder in which archives are kept, by digest.
	Directory string `json:"directory"`
	// Hosts that may be asked, each with or without a path below which everything must be, for instance `ghcr.io/acme`. Nothing else is, whatever a redirect says.
	Allowed []string `json:"allowed"`
	// Hosts that the artifact's registry may send to, for content or for a token; `*.` and the end of hosts.
	Follow []string `json:"follow"`
	// For the artifact's own host only.
	Username string `json:"username,omitempty"`
	Password string `json:"password,omitempty"`
	// A refresh token, in the place of a password.
	IdentityToken string `json:"identityToken,omitempty"`
	// Longest time for the artifact.
	Seconds float64 `json:"seconds,omitempty"`
}

// RenderLimits: Caps against hostile or broken repositories.
type RenderLimits struct {
	// Largest file that is read.
	FileBytes int `json:"fileBytes,omitempty"`
	// Longest time for one Kustomization.
	Seconds float64 `json:"seconds,omitempty"`
	// Most resources of one Kustomization.
	Resources int `json:"resources,omitempty"`
	// Most memory of the engine while it renders. Past it the engine ends with exit code 86, and its last line on standard error is `fleetkeep-engine: out of memory, building ` and a JSON list of what was being built.
	MemoryMebibytes int `json:"memoryMebibytes,omitempty"`
}

// RenderParams: Renders every cluster: follows the Kustomizations that each entry emits to their fixpoint.
type RenderParams struct {
	// Repeated in each streamed notification of this request.
	Token      string              `json:"token"`
	Repository RepositoryReference `json:"repository"`
	Entries    []Entry             `json:"entries"`
	Sources    []SourcePath        `json:"sources,omitempty"`
	// A URL that the repository is fetched from, as its clone knows. A GitRepository or Application of that address is the repository itself, as long as it does not name another revision than the cluster's root does.
	Origin string `json:"origin,omitempty"`
	// Repositories that sources come from and that were fetched; `sources` win over them.
	Mirrors []Mirror `json:"mirrors,omitempty"`
	// What was fetched of the artifacts that sources name; `sources` win over them.
	Fetched []FetchedArtifact `json:"fetched,omitempty"`
	Limits  *RenderLimits     `json:"limits,omitempty"`
	// Version of Flux in the clusters, for instance `2.8`. Absent: what each cluster's own manifests say, else the newest. Since 2.9 a variable without a value is an error.
	FluxVersion string `json:"fluxVersion,omitempty"`
	// Hashes of objects that the caller has.
	Known []string `json:"known,omitempty"`
	// Digests of lists of resources that the caller has, as RenderedKustomization has them.
	KnownResources []string `json:"knownResources,omitempty"`
	// Digests of clusters that the caller has, as RenderedCluster has them: nothing of them is streamed, unless `reads` asks for more.
	KnownClusters []string `json:"knownClusters,omitempty"`
	// Whether to report which Git objects each Kustomization read.
	Reads bool `json:"reads,omitempty"`
	// What to build one at a time, because an engine ended for want of memory while it built it: as that one named it.
	Alone []string `json:"alone,omitempty"`
	// What to do without, because an engine ended for want of memory while it built nothing else: it fails with the code `out-of-memory`.
	Without []string `json:"without,omitempty"`
	// Whether to report what set the fields that are not as they were declared.
	Fields bool `json:"fields,omitempty"`
}

// UnknownVariable: A variable whose value only the cluster knows.
type UnknownVariable struct {
	Variable string `json:"variable"`
	// The ConfigMaps and Secrets that could hold it and are not in Git, `Kind/namespace/name`, comma-separated.
	From string `json:"from"`
	// Whether its default, which every use of it in a resource has, stands for it; absent where the text stayed as it was written.
	Defaulted bool `json:"defaulted,omitempty"`
	// The file of the first resource that uses it.
	File string `json:"file"`
	// The line of its first use in that file, else of the resource.
	Line int `json:"line"`
}

// KustomizationStatus: How one Kustomization, HelmRelease, ResourceSet (of the Flux Operator), Application or ApplicationSet (of Argo CD) came out. The location is its own, in the file that declares it.
type KustomizationStatus struct {
	Location

	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	// The path that is built, as the spec says it; a HelmRelease's chart; the paths or charts of an Application, comma-separated.
	Path string `json:"path"`
	// `rendered`: its objects are known (none for an empty folder). `unknown`: all or some of it could not be built for want of something outside of Git; what could is among the resources. `failed`: Flux would fail on it.
	State string `json:"state"`
	// Why it failed or is unknown, or that it is suspended; empty otherwise.
	Message string `json:"message"`
	// `namespace/name` of each.
	DependsOn []string `json:"dependsOn"`
	// `Kind/namespace/name` of the source; empty for a ResourceSet, which is made of itself, and for Argo CD, whose sources are no objects.
	Source string `json:"source"`
	// The service account that it is applied as: its own, else the controller's `--default-service-account`; absent for the controller's own rights.
	ServiceAccount string `json:"serviceAccount,omitempty"`
	// Who sends the requests that apply its objects, as far as Git says it.
	User *User `json:"user,omitempty"`
	// Why nobody knows who applies its objects, and what would tell; absent where `user` is there.
	UserUnknown string `json:"userUnknown,omitempty"`
	// What applies its declaration, as resources refer to it, and so on up to the root; absent for a root that nothing declares. The root applies itself.
	AppliedBy string            `json:"appliedBy,omitempty"`
	Unknowns  []UnknownVariable `json:"unknowns"`
}

// RenderedResource: One object as the controller would apply it.
type RenderedResource struct {
	ResourceId

	// `namespace/name`, of another kind `HelmRelease/namespace/name`.
	Kustomization string `json:"kustomization"`
	// The file that declares the resource, also where a Kustomization patched it.
	File string `json:"file"`
	Line int    `json:"line"`
	// SHA-256 of the object as canonical JSON (sorted keys, no white space), in hexadecimal.
	Hash string `json:"hash"`
	// The object itself; empty, as no Kubernetes object is, where it was among `known` or was streamed before in the same request: what clusters have in common crosses once.
	Object json.RawMessage `json:"object"`
	// Whether SOPS encrypts it: its values stay as they are in Git.
	Encrypted bool `json:"encrypted,omitempty"`
	// What is not as the file declares it, by path; only with `fields`. Of what a HelmRelease or a ResourceSet makes: what is not its template's own text, as far as that can be told exactly. Absent where nothing differs, and for what an Application makes.
	Fields []FieldOrigin `json:"fields,omitempty"`
	// The template that makes it: of a chart by its name there, for instance `web/templates/deployment.yaml`, of a ResourceSet by its path, for instance `spec.resources[0]`. Absent where none does.
	Template string `json:"template,omitempty"`
}

// FieldOrigin: What set or took away one field. The location is that of the text which did; absent where nothing in the repository says it.
type FieldOrigin struct {
	Location

	// For instance `spec.template.spec.containers[web].image`: items of lists by name where each has one of its own, else by place, from 0; names that are more than a word in brackets.
	Path string `json:"path"`
	// The field of a kustomization file or of the Kustomization, a HelmRelease or a ResourceSet. `reference`: a name that followed what it refers to. `substitution`: by spec.postBuild, the location being that of the text with the variables. `owner`: the controller's own mark. `values`: by values of a HelmRelease, the location being that of the first; the template of its chart put them there, as rendering with another value showed. `inputs`: by inputs of a ResourceSet, the location being that of the template's text. `unknown`: it differs, and nothing was found that says so.
	By string `json:"by"`
	// Whether the field was taken away.
	Removed bool `json:"removed,omitempty"`
	// Those that were substituted; the values of a HelmRelease, the inputs of a ResourceSet.
	Variables []VariableOrigin `json:"variables,omitempty"`
}

// VariableOrigin: Where a variable has its value from; without a location it is a default that the text itself gives, or Git does not say it.
type VariableOrigin struct {
	Location

	Name string `json:"name"`
}

// RenderedKustomization: Streamed once for every Kustomization, HelmRelease and ResourceSet of every cluster.
type RenderedKustomization struct {
	Token         string              `json:"token"`
	Cluster       string              `json:"cluster"`
	Kustomization KustomizationStatus `json:"kustomization"`
	// Empty where the digest was among `knownResources` or was streamed before in the same request.
	Resources []RenderedResource `json:"resources"`
	// SHA-256 of all that `resources` say, in hexadecimal: equal lists have equal digests.
	Digest string `json:"digest"`
	// The Git objects (trees and blobs, hexadecimal, sorted) that the result depends on; only with `reads` and a revision.
	Read []string `json:"read,omitempty"`
}

// RenderedCluster: One cluster's sums and everything that went wrong in it.
type RenderedCluster struct {
	Cluster string `json:"cluster"`
	Entry   string `json:"entry"`
	// How many there are, HelmReleases included.
	Kustomizations int       `json:"kustomizations"`
	Resources      int       `json:"resources"`
	Problems       []Problem `json:"problems"`
	// What could be fetched.
	Missing []MissingArtifact `json:"missing"`
	// SHA-256 of all that is streamed of it but for `read`, in hexadecimal: of clusters with equal ones it is the same.
	Digest string `json:"digest"`
}

// RenderResult: The answer after the last notification.
type RenderResult struct {
	// The full id of the commit that was read; null for the working tree.
	Revision *string           `json:"revision"`
	Clusters []RenderedCluster `json:"clusters"`
	// Those of the repository as a whole.
	Problems []Problem `json:"problems"`
	// Whether the same commit may be answered otherwise next time, for instance by a faster machine: something failed, or was cut off.
	Volatile bool `json:"volatile,omitempty"`
}

// ReadParams: Reads streams of YAML as kubectl and gator do.
type ReadParams struct {
	Streams []Stream `json:"streams"`
	// Hashes of streams that the caller has read.
	Known []string `json:"known,omitempty"`
}

// Stream: A stream of YAML, by its text or by the file that it is in.
type Stream struct {
	Text string `json:"text,omitempty"`
	// Absolute path.
	File string `json:"file,omitempty"`
}

// Manifest: A document that holds a mapping.
type Manifest struct {
	Object json.RawMessage `json:"object"`
	// Line of its first key, counted from 1.
	Line int `json:"line"`
}

// Manifests: What a stream holds; nothing where it has a mistake.
type Manifests struct {
	// SHA-256 of the stream in hexadecimal; empty where it cannot be read at all.
	Hash string `json:"hash"`
	// Without those that are empty or no mapping; absent where the hash is known.
	Documents []Manifest `json:"documents,omitempty"`
	Mistake   *Mistake   `json:"mistake,omitempty"`
}

// Mistake: What is wrong with a stream of YAML.
type Mistake struct {
	// Counted from 1; absent where it cannot be read at all.
	Line    int    `json:"line,omitempty"`
	Message string `json:"message"`
}

// ReadResult: The streams, in the order that they were given in.
type ReadResult struct {
	Streams []Manifests `json:"streams"`
}

// PolicyObject: A ConstraintTemplate, constraint, Config or ExpansionTemplate and where it is from.
type PolicyObject struct {
	Location

	// The object itself.
	Object json.RawMessage `json:"object"`
}

// LoadParams: Compiles a policy set; the same objects give the same policy set.
type LoadParams struct {
	Objects []PolicyObject `json:"objects"`
	// Objects that stand in the cluster, as Gatekeeper would synchronise them. Where there are any, policies that read `data.inventory` are decided by them; without, such policies cannot be evaluated.
	Inventory []json.RawMessage `json:"inventory,omitempty"`
}

// LoadedTemplate: A template that compiled.
type LoadedTemplate struct {
	// The kind of its constraints.
	Kind    string   `json:"kind"`
	Name    string   `json:"name"`
	Targets []string `json:"targets"`
}

// LoadedConstraint: A constraint that is in force.
type LoadedConstraint struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	// `deny`, `warn`, `dryrun` or `scoped`.
	EnforcementAction string `json:"enforcementAction"`
}

// LoadResult: What could be loaded; what could not is in `problems`.
type LoadResult struct {
	// Hash of the content, to be given to `review`.
	PolicySet   string             `json:"policySet"`
	Templates   []LoadedTemplate   `json:"templates"`
	Constraints []LoadedConstraint `json:"constraints"`
	Problems    []Problem          `json:"problems"`
}

// Review: One admission request.
type Review struct {
	// Repeated in the verdict.
	ID        string `json:"id"`
	Operation string `json:"operation"`
	// The object after the operation; absent for DELETE. What a CONNECT sends, for instance PodExecOptions.
	Object json.RawMessage `json:"object,omitempty"`
	// The object before the operation; absent for CREATE and CONNECT.
	OldObject json.RawMessage `json:"oldObject,omitempty"`
	// Who sends the request. Absent: nobody knows, and policies that ask for it are not evaluated.
	User *User `json:"user,omitempty"`
	// Where the request is sent, when that is a subresource.
	Target *SubresourceTarget `json:"target,omitempty"`
}

// User: Who sends a request, as the API server knows him.
type User struct {
	// For instance `system:serviceaccount:shop:tenant`.
	Username string   `json:"username"`
	Groups   []string `json:"groups"`
}

// SubresourceTarget: A subresource of an object, for instance `exec` of a pod.
type SubresourceTarget struct {
	// The plural name, for instance `pods`.
	Resource string `json:"resource"`
	// For instance `exec` or `ephemeralcontainers`.
	SubResource string `json:"subResource"`
	// Empty when the object is cluster-scoped.
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// CustomKind: A kind that a CustomResourceDefinition adds.
type CustomKind struct {
	Group  string `json:"group"`
	Kind   string `json:"kind"`
	Plural string `json:"plural"`
	Scope  string `json:"scope"`
}

// ReviewParams: Judges objects as Gatekeeper's admission webhook would.
type ReviewParams struct {
	// Repeated in each streamed notification of this request.
	Token     string `json:"token"`
	PolicySet string `json:"policySet"`
	// The Namespace objects as they are after the change.
	Namespaces []json.RawMessage `json:"namespaces"`
	// What the CustomResourceDefinitions of the cluster say of the kinds among the objects.
	Kinds   []CustomKind `json:"kinds,omitempty"`
	Reviews []Review     `json:"reviews"`
}

// ConstraintReference: A constraint by kind and name.
type ConstraintReference struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// Violation: One result of one constraint.
type Violation struct {
	Constraint               ConstraintReference `json:"constraint"`
	EnforcementAction        string              `json:"enforcementAction"`
	ScopedEnforcementActions []string            `json:"scopedEnforcementActions,omitempty"`
	Message                  string              `json:"message"`
	// What the policy's `violation` rule gave as `details`.
	Details json.RawMessage `json:"details,omitempty"`
	// The ExpansionTemplate whose generated object violates, when the object itself does not.
	ImpliedBy string `json:"impliedBy,omitempty"`
}

// Verdicts: Some of the verdicts of a request, as they are ready: each comes once.
type Verdicts struct {
	Token    string    `json:"token"`
	Verdicts []Verdict `json:"verdicts"`
}

// Verdict: On one review.
type Verdict struct {
	ID      string      `json:"id"`
	Results []Violation `json:"results"`
	// Why it could not be evaluated; then `results` is not the whole truth.
	Error string `json:"error,omitempty"`
	// What asks for the user, where the review has none, for instance `K8sWriters/ours reads userInfo`: nothing of it is about the object. `error` says so, too.
	WithoutUser []string `json:"withoutUser,omitempty"`
	// What `error` says beside `withoutUser`; absent where that is nothing, or there is no `withoutUser`.
	OtherError string `json:"otherError,omitempty"`
	// Why no constraint was asked, for instance an excluded namespace.
	Exempt string `json:"exempt,omitempty"`
	// Whether the same request may be judged otherwise next time, because a policy asked for the time, or time ran out: it must not be remembered.
	Volatile bool `json:"volatile,omitempty"`
}

// ReviewResult: The answer after the last notification.
type ReviewResult struct {
	Reviewed int `json:"reviewed"`
	// How many of them could not be evaluated.
	Failed int `json:"failed"`
}
