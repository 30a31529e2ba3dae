// Package render tells what every cluster of a Flux repository would get, by Flux's own code: it follows each cluster's
// Kustomizations from its entry to the fixpoint and answers with objects as the controllers would apply them, each with
// the file and line that declares it.
package render

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/Masterminds/semver/v3"
	"go.yaml.in/yaml/v3"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// Defaults of protocol.RenderLimits.
const (
	defaultSeconds   = 60
	defaultResources = 50_000
)

// FluxVersionInvalid is the code of a RenderParams.FluxVersion that is no version.
const FluxVersionInvalid = "flux-version-invalid"

// renderer is one render request: what all of its clusters share.
type renderer struct {
	memory   *Memory
	reads    bool
	fields   bool
	snapshot *repository.Snapshot
	given    map[string]string
	mirrors  map[string]string
	// origin is the address that the repository's clone comes from, empty when nobody knows.
	origin  string
	fetched map[protocol.Artifact]protocol.FetchedArtifact
	// fetchedDigests are by what a release sees of them.
	fetchedDigests map[key]string
	fileLimit      int64
	timeLimit      time.Duration
	resourceLimit  int
	guard          *guard
	// fluxVersion is what the caller says of the clusters' Flux, nil when their manifests tell.
	fluxVersion *semver.Version
	turns       *turns
	// without are builds that are given up for want of memory.
	without map[string]bool
	// knownClusters are the digests of those that the caller has.
	knownClusters map[string]bool

	documents memo[nodesByLine]
	// parsed are the objects of files, by the files' identity; nobody changes them.
	parsed    memo[[]*yaml.Node]
	snapshots memo[givenSnapshot]
	views     memo[*repository.View]
	changes   memo[repository.Changes]
	shared    results
	// late are the *failure of what took too long, by finishing: the next round does not wait for it again.
	late sync.Map
}

// results are builds and what became of them. Those of a cluster's own root are forgotten with the cluster, the others are
// shared by all.
type results struct {
	bases     memo[*base]
	releases  memo[*outcome]
	instances memo[*instance]
}

// Render is Memory.Render without anything remembered.
func Render(ctx context.Context, params protocol.RenderParams, notify func(protocol.RenderedKustomization)) (*protocol.RenderResult, error) {
	return NewMemory().Render(ctx, params, notify)
}

// Render renders every cluster and calls notify for every Kustomization and HelmRelease, cluster by cluster in the order
// of the entries, their root first, then by name. It fails with a *repository.Error for an unusable repository, and with
// the context's error when cancelled.
func (m *Memory) Render(ctx context.Context, params protocol.RenderParams, notify func(protocol.RenderedKustomization)) (*protocol.RenderResult, error) {
	r, err := newRenderer(params, m)
	if err != nil {
		return nil, err
	}
	clusters, err := r.start(params)
	if err != nil {
		return nil, err
	}
	result := &protocol.RenderResult{Clusters: []protocol.RenderedCluster{}, Problems: []protocol.Problem{}}
	if r.snapshot.Revision != "" {
		result.Revision = &r.snapshot.Revision
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	go r.guard.watch(watching)
	err = inOrder(ctx, len(clusters), 4*runtime.GOMAXPROCS(0), func(i int) { clusters[i].run(ctx) }, func(i int) {
		result.Clusters = append(result.Clusters, clusters[i].report(params, notify))
		result.Volatile = result.Volatile || clusters[i].volatile()
		clusters[i] = nil
	})
	m.disk.flush()
	if err != nil {
		return nil, err
	}
	return result, nil
}

// inOrder runs tasks at the same time, at most so many unreported ones, and reports each in its order. So the memory that
// they need does not grow with their number.
func inOrder(ctx context.Context, count, most int, run, report func(int)) error {
	places := make(chan struct{}, most)
	done := make([]chan struct{}, count)
	for i := range done {
		done[i] = make(chan struct{})
	}
	go func() {
		for i := range done {
			select {
			case places <- struct{}{}:
			case <-ctx.Done():
				return
			}
			go func() {
				defer close(done[i])
				run(i)
			}()
		}
	}()
	for i := range done {
		select {
		case <-done[i]:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		report(i)
		<-places
	}
	return nil
}

func newRenderer(params protocol.RenderParams, memory *Memory) (*renderer, error) {
	limits := params.Limits
	if limits == nil {
		limits = &protocol.RenderLimits{}
	}
	r := &renderer{
		memory: memory, reads: params.Reads, fields: params.Fields,
		given: map[string]string{}, mirrors: map[string]string{}, fetched: map[protocol.Artifact]protocol.FetchedArtifact{}, fetchedDigests: map[key]string{}, fileLimit: int64(limits.FileBytes), timeLimit: defaultSeconds * time.Second,
		resourceLimit: defaultResources, turns: newTurns(params.Alone), without: set(params.Without),
		guard: newGuard(limits.MemoryMebibytes), knownClusters: set(params.KnownClusters),
	}
	if limits.Seconds > 0 {
		r.timeLimit = time.Duration(limits.Seconds * float64(time.Second))
	}
	if limits.Resources > 0 {
		r.resourceLimit = limits.Resources
	}
	if params.FluxVersion != "" {
		if r.fluxVersion = fluxVersion(params.FluxVersion); r.fluxVersion == nil {
			return nil, &repository.Error{Code: FluxVersionInvalid,
				Message: "Flux version " + params.FluxVersion + " is no version: give one as 2.8 or 2.8.3"}
		}
	}
	if params.Origin != "" {
		r.origin = repositoryAddress(params.Origin)
	}
	for _, mirror := range params.Mirrors {
		r.mirrors[mirrorAddress(mirror.Address)] = mirror.Path
	}
	for _, artifact := range params.Fetched {
		r.fetched[artifact.Artifact] = artifact
		r.fetchedDigests[fetchedSight(artifact.Artifact)] = artifact.Digest
	}
	for _, source := range params.Sources {
		r.given[source.Source] = source.Path
	}
	snapshot, err := repository.Open(params.Repository.Path,
		repository.Options{Revision: params.Repository.Revision, Index: params.Repository.Index, Trees: &memory.trees, MaxBytes: r.fileLimit})
	if err != nil {
		return nil, err
	}
	r.snapshot = snapshot
	return r, nil
}

// start prepares the clusters. It fails when no entry exists; one of several that does not is a problem of its cluster.
func (r *renderer) start(params protocol.RenderParams) ([]*cluster, error) {
	var clusters []*cluster
	var missing *repository.Error
	found := false
	for _, entry := range params.Entries {
		cluster := newCluster(r, entry)
		if directory, view := cleanDirectory(entry.Path), r.folderView(entry.Folder, nil); !view.IsDirectory(directory) {
			missing = &repository.Error{Code: repository.EntryMissing,
				Message: "cluster " + entry.Cluster + ": its entry " + entry.Path + " is not a directory of the repository" + didYouMean(view.NearDirectories(directory))}
			cluster.missing = missing
		} else {
			found = true
		}
		cluster.readFirst()
		cluster.key = cluster.settledKey(params)
		clusters = append(clusters, cluster)
	}
	alike(clusters)
	if !found && missing != nil {
		return nil, missing
	}
	return clusters, nil
}
