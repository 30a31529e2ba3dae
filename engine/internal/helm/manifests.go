package helm

import (
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	helmrelease "helm.sh/helm/v3/pkg/release"
	"helm.sh/helm/v3/pkg/releaseutil"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

// Object is one object of a release.
type Object struct {
	*unstructured.Unstructured
	// Template is the file of the chart that it comes from, `gatekeeper/templates/x.yaml`; "" for the Namespace
	// that createNamespace makes.
	Template string
	// Hook is true for an object that Helm creates while it installs or upgrades, and may delete afterwards.
	Hook bool
	// Lookups are what its template looked up in the cluster, for instance `Secret apps/x`, in order: each was answered
	// as for an object that is not there.
	Lookups []string
	// Fields are those that the release set, not the chart by itself, by path; only with Inputs.Trace.
	Fields []Field
	// Cut tells that the time was over before all of Fields was found: another time more may be.
	Cut bool
	// rendered is the object as its template made it, previous as it was before the last post-renderer; only with
	// Inputs.Trace.
	rendered, previous map[string]interface{}
	// values are the fields that hold a value of the release.
	values map[string][]Value
	// was is what it was known by before it was post-rendered.
	was identity
}

// manifests splits what the templates rendered, in Helm's order of installation; notes and partials are none.
func manifests(files map[string]string) (objects, hooks []Object, err error) {
	for name := range files {
		if strings.HasSuffix(name, "NOTES.txt") {
			delete(files, name)
		}
	}
	sortedHooks, sorted, err := releaseutil.SortManifests(files, nil, releaseutil.InstallOrder)
	if err != nil {
		return nil, nil, err
	}
	for _, manifest := range sorted {
		parsed, err := parse(manifest.Name, manifest.Content)
		if err != nil {
			return nil, nil, err
		}
		objects = append(objects, parsed...)
	}
	for _, hook := range sortedHooks {
		if !installs(hook) {
			continue
		}
		parsed, err := parse(hook.Path, hook.Manifest)
		if err != nil {
			return nil, nil, err
		}
		for index := range parsed {
			parsed[index].Hook = true
		}
		hooks = append(hooks, parsed...)
	}
	return objects, hooks, nil
}

// installs leaves out the hooks that run for tests, rollbacks and deletions only.
func installs(hook *helmrelease.Hook) bool {
	for _, event := range hook.Events {
		switch event {
		case helmrelease.HookPreInstall, helmrelease.HookPostInstall, helmrelease.HookPreUpgrade, helmrelease.HookPostUpgrade:
			return true
		}
	}
	return false
}

// definitions are the objects in the chart's crds/ folders.
func definitions(c *chart.Chart) ([]Object, error) {
	var objects []Object
	for _, file := range c.CRDObjects() {
		for _, document := range splitInOrder(string(file.File.Data)) {
			parsed, err := parse(file.Filename, document)
			if err != nil {
				return nil, err
			}
			objects = append(objects, parsed...)
		}
	}
	return objects, nil
}

func splitInOrder(stream string) []string {
	documents := releaseutil.SplitManifests(stream)
	ordered := make([]string, 0, len(documents))
	for key := range documents {
		ordered = append(ordered, key)
	}
	sort.Sort(releaseutil.BySplitManifestsOrder(ordered))
	for index, key := range ordered {
		ordered[index] = documents[key]
	}
	return ordered
}

// parse reads one YAML document; a List becomes its items.
func parse(template, document string) ([]Object, error) {
	data, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		return nil, failure(CodeTemplateFailed, "%s renders something that is not YAML: %v", template, err)
	}
	if text := strings.TrimSpace(string(data)); text == "null" || text == "{}" {
		return nil, nil
	}
	decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(data, nil, nil)
	if err != nil {
		return nil, failure(CodeTemplateFailed, "%s renders something that is no object: %v", template, err)
	}
	switch typed := decoded.(type) {
	case *unstructured.Unstructured:
		return []Object{{Unstructured: typed, Template: template}}, nil
	case *unstructured.UnstructuredList:
		var items []Object
		err := typed.EachListItem(func(item runtime.Object) error {
			items = append(items, Object{Unstructured: item.(*unstructured.Unstructured), Template: template})
			return nil
		})
		return items, err
	default:
		return nil, failure(CodeTemplateFailed, "%s renders something that is no object", template)
	}
}
