package helm

import (
	"sort"
	"strings"

	"github.com/Masterminds/semver/v3"
	"helm.sh/helm/v3/pkg/chartutil"
	"k8s.io/client-go/kubernetes/scheme"
)

// DefaultKubernetesVersion is what charts see when the cluster's version is not known.
const DefaultKubernetesVersion = "v1.34.2"

// servedVersions are what a cluster serves without anything installed, as discovery tells Helm (helm.sh/helm
// pkg/action/action.go, GetVersionSet): groups with versions, and kinds. Helm's own default, which is for
// clients without a cluster, has no kinds, and every version there ever was. Beta APIs are off by default
// (https://kubernetes.io/docs/reference/using-api/#api-versioning).
var servedVersions = readServedVersions()

func readServedVersions() chartutil.VersionSet {
	served := map[string]bool{
		"apiextensions.k8s.io/v1": true, "apiextensions.k8s.io/v1/CustomResourceDefinition": true,
		"apiregistration.k8s.io/v1": true, "apiregistration.k8s.io/v1/APIService": true,
	}
	for gvk := range scheme.Scheme.AllKnownTypes() {
		version := gvk.GroupVersion().String()
		if strings.Contains(gvk.Version, "alpha") || strings.Contains(gvk.Version, "beta") || gvk.Version == "__internal" {
			continue
		}
		served[version] = true
		served[version+"/"+gvk.Kind] = true
	}
	versions := make(chartutil.VersionSet, 0, len(served))
	for version := range served {
		versions = append(versions, version)
	}
	sort.Strings(versions)
	return versions
}

// capabilities are what a chart asks by `.Capabilities`.
func (i Inputs) capabilities() (*chartutil.Capabilities, error) {
	version := i.KubernetesVersion
	if version == "" {
		version = DefaultKubernetesVersion
	}
	complete, err := semver.NewVersion(version)
	if err != nil {
		return nil, err
	}
	parsed, err := chartutil.ParseKubeVersion("v" + complete.String())
	if err != nil {
		return nil, err
	}
	capabilities := chartutil.DefaultCapabilities.Copy()
	capabilities.KubeVersion = *parsed
	capabilities.APIVersions = append(append(chartutil.VersionSet{}, servedVersions...), i.APIVersions...)
	return capabilities, nil
}
