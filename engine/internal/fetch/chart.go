package fetch

import (
	"context"
	"encoding/hex"
	"net/url"
	"path"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/fluxcd/pkg/version"
	"helm.sh/helm/v3/pkg/chart"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/protocol"
)

// indexFile is a Helm repository's index.yaml (https://helm.sh/docs/topics/chart_repository/#the-index-file). Helm's own
// type for it would bring kubectl, containerd and an HTTP client of its own along.
type indexFile struct {
	APIVersion string                   `json:"apiVersion"`
	Entries    map[string][]*indexEntry `json:"entries"`
}

type indexEntry struct {
	*chart.Metadata
	URLs    []string  `json:"urls"`
	Created time.Time `json:"created"`
	Digest  string    `json:"digest"`
}

type sharedIndex struct {
	once  sync.Once
	index *indexFile
	err   error
}

// chart fetches a chart of a Helm repository over HTTP.
func (f *Fetcher) chart(ctx context.Context, c *client, wanted protocol.Artifact) (*archive, error) {
	index, err := f.index(ctx, c)
	if err != nil {
		return nil, err
	}
	entry, err := index.find(wanted.Chart, wanted.Version)
	if err != nil {
		return nil, errorf("%s: %v", shown(c.address), err)
	}
	if len(entry.URLs) == 0 {
		return nil, errorf("%s: the index gives no URL for the chart %s %s", shown(c.address), wanted.Chart, entry.Version)
	}
	location, err := url.Parse(entry.URLs[0])
	if err != nil {
		return nil, errorf("%s: the index gives for the chart %s %s what is no URL", shown(c.address), wanted.Chart, entry.Version)
	}
	target := directory(c.address).ResolveReference(location)
	if c.address.RawQuery != "" && target.Host == c.address.Host && target.RawQuery == "" {
		target.RawQuery = c.address.RawQuery
	}
	data, err := c.get(ctx, target, mostChartBytes)
	if err != nil {
		return nil, err
	}
	if said := strings.TrimPrefix(entry.Digest, "sha256:"); said != "" && !strings.EqualFold("sha256:"+said, digestOf(data)) {
		return nil, errorf("%s: the index says that the chart %s %s has the digest %s, but it has %s: it was changed after it was published, or on its way",
			shown(c.address), wanted.Chart, entry.Version, printable(said), digestOf(data))
	}
	if !isGzip(data) {
		return nil, errorf("%s is no packaged chart: a web page, perhaps, or a proxy stands between", shown(target))
	}
	return &archive{data, entry.Version, true}, nil
}

// printable keeps what a server wrote in the place of a digest from writing more than one.
func printable(digest string) string {
	if _, err := hex.DecodeString(digest); err != nil || len(digest) > 128 {
		return "that is none"
	}
	return "sha256:" + digest
}

// index fetches the index once for all charts that are in it.
func (f *Fetcher) index(ctx context.Context, c *client) (*indexFile, error) {
	f.mutex.Lock()
	key := c.address.String() + "\n" + c.params.Username + "\n" + c.params.Password + "\n" + strings.Join(c.params.Allowed, "\n")
	shared := f.indexes[key]
	if shared == nil {
		shared = &sharedIndex{}
		f.indexes[key] = shared
	}
	f.mutex.Unlock()
	shared.once.Do(func() {
		target := *c.address
		target.Path = path.Join("/", target.Path, "index.yaml")
		var data []byte
		if data, shared.err = c.get(ctx, &target, mostIndexBytes); shared.err == nil {
			shared.index, shared.err = parseIndex(data)
			if shared.err != nil {
				shared.err = errorf("%s is no index of charts: %v", shown(&target), shared.err)
			}
		}
	})
	return shared.index, shared.err
}

func parseIndex(data []byte) (*indexFile, error) {
	if strings.HasPrefix(strings.TrimSpace(string(data[:min(len(data), 512)])), "<") {
		return nil, errorf("it is a web page")
	}
	index := &indexFile{}
	if err := yaml.Unmarshal(data, index); err != nil {
		return nil, errorf("it is not YAML of that form")
	}
	if index.APIVersion == "" {
		return nil, errorf("it has no apiVersion")
	}
	return index, nil
}

// find picks the version of a chart as source-controller does (internal/helm/repository/chart_repository.go,
// getChartVersion): the exact one, else the newest in the range, of equal ones the one that was made last.
func (i *indexFile) find(name, allowed string) (*indexEntry, error) {
	var entries []*indexEntry
	for _, entry := range i.Entries[name] {
		if entry == nil || entry.Metadata == nil {
			continue
		}
		if entry.APIVersion == "" {
			entry.APIVersion = chart.APIVersionV1
		}
		if entry.Validate() == nil {
			entries = append(entries, entry)
		}
	}
	if len(entries) == 0 {
		return nil, errorf("there is no chart %q", name)
	}
	for _, entry := range entries {
		if allowed != "" && entry.Version == allowed {
			return entry, nil
		}
	}
	constraint, err := constraintOf(allowed)
	if err != nil {
		return nil, err
	}
	versions := map[*indexEntry]*semver.Version{}
	var matching []*indexEntry
	for _, entry := range entries {
		if parsed, err := version.ParseVersion(entry.Version); err == nil && constraint.Check(parsed) {
			versions[entry] = parsed
			matching = append(matching, entry)
		}
	}
	if len(matching) == 0 {
		return nil, errorf("the chart %q has no version in the range %q", name, allowed)
	}
	sort.SliceStable(matching, func(a, b int) bool {
		left, right := versions[matching[a]], versions[matching[b]]
		if !left.Equal(right) {
			return right.LessThan(left)
		}
		return matching[b].Created.Before(matching[a].Created)
	})
	return matching[0], nil
}

// directory is an address under which relative ones lie.
func directory(address *url.URL) *url.URL {
	copied := *address
	copied.Path = strings.TrimSuffix(copied.Path, "/") + "/"
	copied.RawPath = ""
	return &copied
}

func isGzip(data []byte) bool { return len(data) > 2 && data[0] == 0x1f && data[1] == 0x8b }
