package argocd

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	jsonpatch "github.com/evanphx/json-patch/v5"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// Group is the API group of Argo CD's objects.
const Group = "argoproj.io"

// Names by which an Application's destination means the cluster that Argo CD itself runs in.
const (
	inClusterServer = "https://kubernetes.default.svc"
	inClusterName   = "in-cluster"
)

// Application is what an Application says about what it applies.
type Application struct {
	// Sources are those that render something.
	Sources []Source
	// Refs are sources that lend their files to the values of others, by what they are called there: `$values`.
	Refs map[string]Source
	// Namespace is given to namespaced objects that have none.
	Namespace string
	// Elsewhere names the destination when it is another cluster than Argo CD's own; empty otherwise.
	Elsewhere string
	// CreatesNamespace tells that Argo CD makes Namespace where it is missing.
	CreatesNamespace bool
}

// Source is a directory of a repository and how it is built.
type Source struct {
	// Field is the source's place in the Application: `spec.source`, `spec.sources[0]`.
	Field    string
	Address  string
	Revision string
	// Path is relative to the repository's root, clean, and never leaves it.
	Path string
	// Chart is the name of a chart that is in no Git repository.
	Chart string
	// Tool is what the source asks for; ToolByContent leaves it to what the directory holds.
	Tool      Tool
	Directory Directory
	// Kustomize are the fields of a Flux Kustomization's spec that mean the same as those of spec.source.kustomize.
	Kustomize map[string]any
	// Helm is how a chart is rendered.
	Helm Helm
	// Unread are the fields that decide what is rendered and that are not read here.
	Unread []string

	ref         string
	written     json.RawMessage
	environment Environment
}

// Tool builds a source.
type Tool string

// The tools.
const (
	ToolByContent Tool = ""
	ToolDirectory Tool = "directory"
	ToolKustomize Tool = "kustomize"
	ToolHelm      Tool = "helm"
	ToolPlugin    Tool = "plugin"
)

// Read reads an Application. It fails on what Argo CD refuses, with the field and how to mend it.
func Read(object *unstructured.Unstructured) (*Application, error) {
	var parsed struct {
		Spec struct {
			Source      json.RawMessage   `json:"source"`
			Sources     []json.RawMessage `json:"sources"`
			Destination struct {
				Server    string `json:"server"`
				Name      string `json:"name"`
				Namespace string `json:"namespace"`
			} `json:"destination"`
			Project    string `json:"project"`
			SyncPolicy struct {
				SyncOptions []string `json:"syncOptions"`
			} `json:"syncPolicy"`
			SourceHydrator json.RawMessage `json:"sourceHydrator"`
		} `json:"spec"`
	}
	data, err := json.Marshal(object.Object)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &parsed); err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	spec, to := parsed.Spec, parsed.Spec.Destination
	result := &Application{Refs: map[string]Source{}, Namespace: to.Namespace, CreatesNamespace: slices.Contains(spec.SyncPolicy.SyncOptions, "CreateNamespace=true")}
	switch {
	case to.Server != "" && to.Name != "":
		return nil, fmt.Errorf("spec.destination has both the server %q and the name %q: keep one of them", to.Server, to.Name)
	case to.Server != "" && to.Server != inClusterServer:
		result.Elsewhere = to.Server
	case to.Name != "" && to.Name != inClusterName:
		result.Elsewhere = to.Name
	}
	// Argo CD takes spec.sources when it has any, whatever spec.source says.
	written := map[string]json.RawMessage{}
	fields := []string{}
	for i, source := range spec.Sources {
		field := fmt.Sprintf("spec.sources[%d]", i)
		fields, written[field] = append(fields, field), source
	}
	switch {
	case len(fields) > 0:
	case len(spec.SourceHydrator) > 0:
		result.Sources = []Source{{Field: "spec.sourceHydrator", Unread: []string{"spec.sourceHydrator"}}}
		return result, nil
	case len(spec.Source) == 0:
		return nil, fmt.Errorf("it has neither spec.source nor spec.sources: give one of them")
	default:
		fields, written["spec.source"] = []string{"spec.source"}, spec.Source
	}
	environment := Environment{
		"ARGOCD_APP_NAME": object.GetName(), "ARGOCD_APP_NAMESPACE": to.Namespace, "ARGOCD_APP_PROJECT_NAME": spec.Project,
	}
	for _, field := range fields {
		source, err := readSource(field, written[field], environment)
		if err != nil {
			return nil, err
		}
		if source.ref != "" {
			if _, taken := result.Refs[source.ref]; taken {
				return nil, fmt.Errorf("%s.ref is %q, as that of another source is: give each its own", field, strings.TrimPrefix(source.ref, "$"))
			}
			result.Refs[source.ref] = *source
		}
		if !source.onlyLends() {
			result.Sources = append(result.Sources, *source)
		}
	}
	return result, nil
}

// onlyLends tells that a source renders nothing (reposerver/repository, GenerateManifest).
func (s Source) onlyLends() bool { return s.ref != "" && s.Path == "" && s.Chart == "" }

// OverrideFiles are the files beside an Application's manifests that change its source, the later over the earlier
// (reposerver/repository, mergeSourceParameters).
func OverrideFiles(application string) []string {
	return []string{".argocd-source.yaml", ".argocd-source-" + application + ".yaml"}
}

// Overridden is the source with what such a file says merged over it. Where the source lies is not theirs to say.
func (s Source) Overridden(file []byte) (Source, error) {
	patch, err := yaml.YAMLToJSON(file)
	if err != nil {
		return s, err
	}
	merged, err := jsonpatch.MergePatch(s.written, patch)
	if err != nil {
		return s, err
	}
	var fields, own map[string]json.RawMessage
	if err := json.Unmarshal(merged, &fields); err != nil {
		return s, err
	}
	if err := json.Unmarshal(s.written, &own); err != nil {
		return s, err
	}
	for _, name := range []string{"chart", "path", "repoURL", "targetRevision"} {
		delete(fields, name)
		if value, given := own[name]; given {
			fields[name] = value
		}
	}
	if merged, err = json.Marshal(fields); err != nil {
		return s, err
	}
	read, err := readSource(s.Field, merged, s.environment)
	if err != nil {
		return s, err
	}
	return *read, nil
}

var refName = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)

func readSource(field string, written json.RawMessage, environment Environment) (*Source, error) {
	var parsed struct {
		RepoURL        string                     `json:"repoURL"`
		TargetRevision string                     `json:"targetRevision"`
		Path           string                     `json:"path"`
		Chart          string                     `json:"chart"`
		Ref            string                     `json:"ref"`
		Directory      *directory                 `json:"directory"`
		Kustomize      map[string]json.RawMessage `json:"kustomize"`
		Helm           json.RawMessage            `json:"helm"`
		Plugin         json.RawMessage            `json:"plugin"`
	}
	if err := json.Unmarshal(written, &parsed); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", field, err)
	}
	if parsed.RepoURL == "" {
		return nil, fmt.Errorf("%s has no repoURL: give one", field)
	}
	source := &Source{Field: field, Address: parsed.RepoURL, Revision: parsed.TargetRevision, Chart: parsed.Chart, written: written}
	source.environment = environment.with(map[string]string{
		"ARGOCD_APP_SOURCE_REPO_URL": parsed.RepoURL, "ARGOCD_APP_SOURCE_PATH": parsed.Path, "ARGOCD_APP_SOURCE_TARGET_REVISION": parsed.TargetRevision,
	})
	if parsed.Ref != "" {
		if !refName.MatchString(parsed.Ref) {
			return nil, fmt.Errorf("%s.ref is %q: give it a name of letters, digits, - and _", field, parsed.Ref)
		}
		source.ref = "$" + parsed.Ref
	}
	if source.ref != "" && parsed.Path == "" && parsed.Chart == "" {
		return source, nil
	}
	if parsed.Chart == "" && (parsed.Path == "" || path.IsAbs(parsed.Path)) {
		return nil, fmt.Errorf("%s.path is %q: give a path relative to the repository's root", field, parsed.Path)
	}
	cleaned := path.Clean(parsed.Path)
	if cleaned == ".." || strings.HasPrefix(cleaned, "../") {
		return nil, fmt.Errorf("%s.path is %q, which leaves the repository: give a path inside of it", field, parsed.Path)
	}
	source.Path = cleaned
	if err := source.readHelm(parsed.Helm); err != nil {
		return nil, err
	}
	var tools []string
	use := func(tool Tool, given bool) {
		if given {
			source.Tool = tool
			tools = append(tools, string(tool))
		}
	}
	use(ToolDirectory, parsed.Directory != nil && !parsed.Directory.empty())
	use(ToolKustomize, asksForKustomize(parsed.Kustomize))
	use(ToolHelm, source.Helm.given)
	use(ToolPlugin, given(parsed.Plugin))
	if len(tools) > 1 {
		return nil, fmt.Errorf("%s asks for %s at once: keep one of them", field, strings.Join(tools, " and "))
	}
	if parsed.Directory != nil {
		source.Directory = parsed.Directory.read()
	}
	if err := source.readKustomize(parsed.Kustomize); err != nil {
		return nil, err
	}
	return source, nil
}

// given tells whether an optional object says anything.
func given(written json.RawMessage) bool {
	return len(written) > 0 && string(written) != "null" && string(written) != "{}"
}
