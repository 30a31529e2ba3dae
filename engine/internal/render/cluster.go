package render

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// maxRounds ends a rendering that never comes to rest. Each round goes one level of Kustomizations deeper.
const maxRounds = 64

// cluster follows one entry to the fixpoint.
type cluster struct {
	renderer *renderer
	entry    protocol.Entry
	missing  *repository.Error
	problems []protocol.Problem
	round    round
	own      results
	// first are the objects that nothing in the repository applies to the cluster, as its entry names them.
	first []*object
	// shared is what the clusters of one Argo CD have in common; nil for a cluster of its own.
	shared *following
	// key is what the cluster is remembered by; empty where it is not.
	key   string
	trail trail
	// before is what was told of the cluster, which is not followed again then.
	before *settled
}

// following is a cluster that was followed to its fixpoint.
type following struct {
	once     sync.Once
	problems []protocol.Problem
	round    round
}

// round is what is known of a cluster after its Kustomizations were built once more.
type round struct {
	objects  inventory
	items    []unit
	outcomes []*outcome
	// apiVersions are those that the cluster's own CustomResourceDefinitions add, sorted: charts ask for them.
	apiVersions []string
	// there are those of the other clusters that Applications name, by destination.
	there map[string][]string
	flags flags
	// problems are those of what steers the rendering, not of a single unit.
	problems []protocol.Problem
}

func newCluster(r *renderer, entry protocol.Entry) *cluster {
	return &cluster{renderer: r, entry: entry, trail: trail{looks: map[repository.Look]bool{}}}
}

// run builds round after round, each from the objects of the one before, until nothing changes any more: parents patch
// and substitute into children, children bring ConfigMaps for their siblings, and the root may change itself.
func (c *cluster) run(ctx context.Context) {
	if c.before = c.asBefore(); c.before != nil {
		return
	}
	if c.shared == nil {
		c.follow(ctx)
		return
	}
	c.shared.once.Do(func() {
		c.follow(ctx)
		c.shared.problems, c.shared.round = c.problems, c.round
	})
	c.problems, c.round = slices.Clone(c.shared.problems), c.shared.round
}

func (c *cluster) follow(ctx context.Context) {
	if c.missing != nil {
		c.problems = append(c.problems, problem(c.missing.Code, "", 0, "%s", c.missing.Message))
		return
	}
	for range maxRounds {
		next := c.build(ctx, c.round)
		if ctx.Err() != nil {
			return
		}
		settled := c.round.objects != nil && same(c.round.objects, next.objects) && slices.Equal(c.round.apiVersions, next.apiVersions) && maps.EqualFunc(c.round.there, next.there, slices.Equal)
		c.round = next
		if settled {
			return
		}
	}
	c.problems = append(c.problems, problem("no-fixpoint", "", 0,
		"cluster %s: its Kustomizations still change one another after %d rounds: take away the one that rewrites itself", c.entry.Cluster, maxRounds))
}

// mostUnits of a cluster are under way at the same time: a build that hangs holds up no more than itself, and those that are
// remembered share a few stacks.
const mostUnits = 32

// each does something for every index below count, at most so many at the same time.
func each(count, most int, do func(index int)) {
	var group sync.WaitGroup
	var next atomic.Int64
	for range min(count, most) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	group.Wait()
}

// build makes one round from the one before.
func (c *cluster) build(ctx context.Context, last round) round {
	objects := last.objects
	instance := c.renderer.instanceOf(objects)
	if instance == nil {
		instance = c.renderer.declaredInstance(c.entry)
	}
	root := c.root(objects, instance)
	argo := c.argoRoot(objects)
	if argo != nil && c.first != nil {
		root = argo.unit
	} else if argo != nil && c.declaredRoot(objects) == nil && (instance == nil || instance.root == nil) {
		root = argo.unit
	}
	next := round{items: units(root, objects)}
	next.outcomes = make([]*outcome, len(next.items))
	sources := sources{renderer: c.renderer, objects: objects, root: root.kustomization.source(), folder: c.entry.Folder, inputs: inputsOf(objects), argo: argo, resolved: &memo[*repository.View]{}, revisions: c.renderer.revisionsOfOrigin(objects)}
	next.flags = flagsOf(objects, instance, c.renderer.fluxVersion)
	next.flags.rootUndeclared = root.file == "" && (instance == nil || root.Unstructured != instance.root)
	if instance != nil {
		next.problems = instance.problems
	}
	each(len(next.items), mostUnits, func(i int) {
		item, versions := next.items[i], last.apiVersions
		if place := destinationOf(item.Unstructured); place != "" {
			versions = last.there[place]
		}
		next.outcomes[i] = c.outcome(ctx, item, sources, next.flags, versions)
	})
	if c.key != "" {
		c.trail.follow(sources, next.outcomes)
	}
	next.objects = collect(next.items, next.outcomes)
	if made := next.outcomes[0]; root.kind == kindKustomization && made.state != protocol.KustomizationStatusStateRendered && len(made.objects) == 0 {
		c.seed(next.objects, root, made)
		next.objects.stay(root, last.objects)
	}
	next.objects.keep(argo, c.first)
	next.apiVersions, next.there = served(next.items, next.outcomes)
	return next
}

func (c *cluster) outcome(ctx context.Context, item unit, sources sources, flags flags, apiVersions []string) *outcome {
	if reason := flags.refuse(item); reason != nil {
		return failedOutcome(item.label(), reason)
	}
	switch item.kind {
	case kindResourceSet:
		return c.renderer.resourceSet(ctx, item, sources.objects)
	case kindHelmRelease:
		return c.renderer.release(ctx, item, sources, flags, apiVersions)
	case kindApplication:
		return c.renderer.application(ctx, item, sources, apiVersions)
	case kindApplicationSet:
		return c.renderer.applicationSet(ctx, item, sources)
	}
	view, reason := sources.view(item.source)
	if reason != nil {
		return failedOutcome(item.name(), withLocation(reason, item.kustomization))
	}
	find := func(wanted key) *object { return sources.objects[wanted] }
	known := &c.renderer.shared
	if item.root {
		known = &c.own
	}
	result := c.renderer.kustomize(ctx, known, view, item.kustomization, variablesOf(item.kustomization, find), flags.strict)
	return flags.refuseRemote(result)
}
