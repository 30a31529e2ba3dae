package main

import (
	"context"
	"encoding/json"
	"errors"
	"runtime/debug"
	"slices"
	"strings"

	"fleetkeep.dev/engine/internal/diskcache"
	"fleetkeep.dev/engine/internal/fetch"
	"fleetkeep.dev/engine/internal/helm"
	"fleetkeep.dev/engine/internal/manifests"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/render"
	"fleetkeep.dev/engine/internal/repository"
	"fleetkeep.dev/engine/internal/rpc"
)

func methods(cache *diskcache.Cache, engine string, policies *policies) map[string]rpc.Handler {
	return map[string]rpc.Handler{
		protocol.MethodVersion: rpc.Method(version),
		protocol.MethodRender:  rpc.Method(rendering{render.NewMemoryOn(cache, engine)}.render),
		protocol.MethodRead:    rpc.Method(read),
		protocol.MethodLoad:    rpc.Method(policies.load),
		protocol.MethodReview:  rpc.Method(policies.review),
	}
}

func read(ctx context.Context, params protocol.ReadParams, _ func(string, any)) (*protocol.ReadResult, error) {
	result := &protocol.ReadResult{Streams: make([]protocol.Manifests, len(params.Streams))}
	for i, stream := range params.Streams {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		result.Streams[i] = manifests.Read(stream, params.Known)
	}
	return result, nil
}

// fetchMethods are those of an engine that was started with -fetch.
func fetchMethods() map[string]rpc.Handler {
	fetcher := fetch.New()
	return map[string]rpc.Handler{
		protocol.MethodFetch: rpc.Method(func(ctx context.Context, params protocol.FetchParams, _ func(string, any)) (*protocol.FetchedArtifact, error) {
			fetched, err := fetcher.Fetch(ctx, params)
			if err != nil && ctx.Err() == nil {
				return nil, &rpc.Error{Code: protocol.ErrorNotFetched, Message: err.Error()}
			}
			return fetched, err
		}),
	}
}

// rendering answers render, and remembers over requests what was built.
type rendering struct{ memory *render.Memory }

func (r rendering) render(ctx context.Context, params protocol.RenderParams, notify func(string, any)) (*protocol.RenderResult, error) {
	known := map[string]bool{}
	for _, hash := range params.Known {
		known[hash] = true
	}
	lists := map[string]bool{}
	for _, digest := range params.KnownResources {
		lists[digest] = true
	}
	result, err := r.memory.Render(ctx, params, func(rendered protocol.RenderedKustomization) {
		withoutKnownResources(&rendered, lists)
		rendered.Resources = withoutKnown(rendered.Resources, known)
		notify(protocol.NotificationRenderKustomization, rendered)
	})
	return result, rpcError(err)
}

// withoutKnownResources takes away a list that the caller has, and adds the digest of any other.
func withoutKnownResources(rendered *protocol.RenderedKustomization, known map[string]bool) {
	if known[rendered.Digest] {
		rendered.Resources = []protocol.RenderedResource{}
	}
	known[rendered.Digest] = true
}

// emptyObject stands for what the caller has; no Kubernetes object is empty.
var emptyObject = json.RawMessage("{}")

// withoutKnown takes away the objects of known hashes, and adds the hashes of the others. The list itself is others', too.
func withoutKnown(resources []protocol.RenderedResource, known map[string]bool) []protocol.RenderedResource {
	told := resources
	for i := range resources {
		hash := resources[i].Hash
		if known[hash] {
			if &told[0] == &resources[0] {
				told = slices.Clone(resources)
			}
			told[i].Object = emptyObject
		}
		known[hash] = true
	}
	return told
}

var errorCodes = map[string]int{
	repository.NotARepository:  protocol.ErrorNotARepository,
	repository.RevisionUnknown: protocol.ErrorRevisionUnknown,
	repository.EmptyRepository: protocol.ErrorEmptyRepository,
	repository.EntryMissing:    protocol.ErrorEntryMissing,
	render.FluxVersionInvalid:  protocol.ErrorFluxVersionInvalid,
}

func rpcError(err error) error {
	var unusable *repository.Error
	if errors.As(err, &unusable) {
		if code, known := errorCodes[unusable.Code]; known {
			return &rpc.Error{Code: code, Message: unusable.Message}
		}
	}
	return err
}

// version tells which modules the engine was built from.
func version(context.Context, struct{}, func(string, any)) (protocol.VersionResult, error) {
	modules := map[string]string{}
	result := protocol.VersionResult{Engine: "unknown", Go: "unknown"}
	if info, found := debug.ReadBuildInfo(); found {
		result.Engine, result.Go = info.Main.Version, info.GoVersion
		for _, module := range info.Deps {
			modules[module.Path] = strings.TrimPrefix(module.Version, "v")
		}
	}
	result.Gatekeeper = modules["github.com/open-policy-agent/gatekeeper/v3"]
	result.GatekeeperChart = helm.EmbeddedGatekeeperVersion()
	result.Opa = modules["github.com/open-policy-agent/opa"]
	result.Flux = modules["github.com/fluxcd/pkg/kustomize"]
	result.Kustomize = modules["sigs.k8s.io/kustomize/api"]
	result.Helm = modules["helm.sh/helm/v3"]
	return result, nil
}
