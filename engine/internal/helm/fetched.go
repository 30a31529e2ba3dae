package helm

import (
	"bytes"
	"net/url"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
)

// chartArtifact is what would have to be fetched for a chart of a HelmRepository; without an address where Git does not
// say.
func chartArtifact(inputs Inputs, spec chartSpec, source reference) protocol.Artifact {
	if source.Kind != "HelmRepository" {
		return protocol.Artifact{}
	}
	object := inputs.Lookup(source.Kind, source.Namespace, source.Name)
	if object == nil {
		return protocol.Artifact{}
	}
	address, _, _ := unstructured.NestedString(object.Object, "spec", "url")
	insecure, _, _ := unstructured.NestedBool(object.Object, "spec", "insecure")
	return protocol.Artifact{Address: address, Chart: spec.Chart, Version: spec.Version, Insecure: insecure}
}

// hostOf is where what lies at an address could be fetched from; empty where nothing could.
func hostOf(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return parsed.Host
}

// FetchHint tells how what a host has can be fetched for the rendering.
func FetchHint(host string) string {
	if host == "" {
		return ""
	}
	return ", or let it be fetched by --fetch " + host
}

// loadFetched loads a chart that was fetched; nil where it was not.
func loadFetched(inputs Inputs, wanted protocol.Artifact) (*chart.Chart, error) {
	data, err := inputs.fetched(wanted)
	if err != nil || data == nil {
		return nil, err
	}
	return loader.LoadArchive(bytes.NewReader(data))
}

// addFetchedDependencies adds those that Chart.yaml takes from repositories, as source-controller does for charts of Git
// repositories, and names those that would have to be fetched.
func addFetchedDependencies(inputs Inputs, parent *chart.Chart) ([]protocol.Artifact, error) {
	present := map[string]bool{}
	for _, dependency := range parent.Dependencies() {
		present[dependency.Name()] = true
	}
	var missing []protocol.Artifact
	for _, dependency := range parent.Metadata.Dependencies {
		if present[dependency.Name] {
			continue
		}
		if parsed, err := url.Parse(dependency.Repository); err != nil || parsed.Host == "" {
			continue
		}
		wanted := protocol.Artifact{Address: dependency.Repository, Chart: dependency.Name, Version: dependency.Version}
		loaded, err := loadFetched(inputs, wanted)
		switch {
		case err != nil:
			return nil, err
		case loaded == nil:
			missing = append(missing, wanted)
		default:
			parent.AddDependency(loaded)
		}
	}
	return missing, nil
}
