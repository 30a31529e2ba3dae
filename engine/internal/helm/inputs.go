package helm

import (
	"io/fs"
	"time"

	"fleetkeep.dev/engine/internal/protocol"
)

// Sources opens a source that is at hand: the GitRepository that is this repository, or a local copy of
// another one. Without one it returns nil and no error.
type Sources func(kind, namespace, name string) (fs.FS, error)

// Charts gives a packaged chart that was fetched; nil and no error where it was not.
type Charts func(wanted protocol.Artifact) ([]byte, error)

// Limits keep a hostile chart from doing harm.
type Limits struct {
	// Time for one release; a template that loops is left behind when it is over.
	Time time.Duration
	// Bytes of a chart's files, and of what it renders.
	Bytes int64
	// Files of a chart.
	Files int
}

// DefaultLimits suit every chart that is no attack.
var DefaultLimits = Limits{Time: time.Minute, Bytes: 64 << 20, Files: 20_000}

// Inputs are what Git holds beside the HelmRelease.
type Inputs struct {
	// Lookup finds ConfigMaps, Secrets, HelmCharts, HelmRepositories and OCIRepositories.
	Lookup Lookup
	// Sources opens the folders that charts come from.
	Sources Sources
	// Charts gives the charts that were fetched; nil for none.
	Charts Charts
	// KubernetesVersion is that of the cluster, DefaultKubernetesVersion when empty.
	KubernetesVersion string
	// APIVersions are those of the cluster's custom resources, as `.Capabilities.APIVersions` has them:
	// `group/version` and `group/version/Kind`. Kubernetes' own are always there.
	APIVersions []string
	// PostRenderHooks tells that hooks go through post-renderers where the release does not say, as since Flux 2.9.
	PostRenderHooks bool
	// Trace asks for Object.Fields. It renders again and again, so it costs many times what rendering costs.
	Trace bool
	// Ended is called when the work is over: before Render returns, or some time after it gave up waiting; nil for none.
	Ended func()
	// Limits are DefaultLimits when zero.
	Limits Limits
}

func (i Inputs) fetched(wanted protocol.Artifact) ([]byte, error) {
	if i.Charts == nil || wanted.Address == "" {
		return nil, nil
	}
	return i.Charts(wanted)
}

func (i Inputs) limits() Limits {
	if i.Limits == (Limits{}) {
		return DefaultLimits
	}
	return i.Limits
}
