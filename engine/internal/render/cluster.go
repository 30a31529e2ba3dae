package render

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// rootName is what an entry acts as, and what `flux bootstrap` calls its Kustomization and GitRepository.
const rootName = "flux-system"

// maxRounds ends a rendering that never comes to rest. Each round goes one level of Kustomizations deeper.
const maxRounds = 64

// inventory holds the objects that steer the rendering.
type inventory map[key]*object

// cluster follows one entry to the fixpoint.
type cluster struct {
	renderer *renderer
	entry    protocol.Entry
	missing  *repository.Error
	problems []protocol.Problem
	round    round
	own      results
}

// round is what is known of a cluster after its Kustomizations were built once more.
type round struct {
	objects  inventory
	items    []unit
	outcomes []*outcome
	// apiVersions are those that the cluster's own CustomResourceDefinitions add, sorted: charts ask for them.
	apiVersions []string
}

// unit is a Kustomization or a HelmRelease.
type unit struct {
	kustomization
	root   bool
	helm   bool
	source reference
}

// label is the unit's name as resources and problems carry it.
func (u unit) label() string {
	if u.helm {
		return label(protocol.KustomizationStatusKindHelmRelease, u.name())
	}
	return u.name()
}

func newCluster(r *renderer, entry protocol.Entry) *cluster {
	return &cluster{renderer: r, entry: entry}
}

// run builds round after round, each from the objects of the one before, until nothing changes any more: parents patch
// and substitute into children, children bring ConfigMaps for their siblings, and the root may change itself.
func (c *cluster) run(ctx context.Context) {
	if c.missing != nil {
		c.problems = append(c.problems, problem(c.missing.Code, "", 0, "%s", c.missing.Message))
		return
	}
	for range maxRounds {
		next := c.build(ctx, c.round)
		if ctx.Err() != nil {
			return
		}
		settled := c.round.objects != nil && same(c.round.objects, next.objects) && slices.Equal(c.round.apiVersions, next.apiVersions)
		c.round = next
		if settled {
			return
		}
	}
	c.problems = append(c.problems, problem("no-fixpoint", "", 0,
		"cluster %s: its Kustomizations still change one another after %d rounds: take away the one that rewrites itself", c.entry.Cluster, maxRounds))
}

func same(left, right inventory) bool {
	if len(left) != len(right) {
		return false
	}
	for key, object := range left {
		if other, found := right[key]; !found || other.Hash != object.Hash || other.File != object.File || other.Line != object.Line {
			return false
		}
	}
	return true
}

// build makes one round from the one before.
func (c *cluster) build(ctx context.Context, last round) round {
	objects := last.objects
	root := c.root(objects)
	next := round{items: units(root, objects)}
	next.outcomes = make([]*outcome, len(next.items))
	sources := sources{renderer: c.renderer, objects: objects, root: root.kustomization.source()}
	flags := flagsOf(objects)
	var group sync.WaitGroup
	for i, item := range next.items {
		group.Add(1)
		go func() {
			defer group.Done()
			next.outcomes[i] = c.outcome(ctx, item, sources, flags, last.apiVersions)
		}()
	}
	group.Wait()
	next.objects = collect(next.items, next.outcomes)
	next.objects.seed(root, next.outcomes[0])
	next.apiVersions = served(next.items, next.outcomes)
	return next
}

// seed takes from a root that failed what its next build needs: itself, its source and its variables. Its children are not
// followed, for Flux applies nothing of it.
func (objects inventory) seed(root unit, failed *outcome) {
	for _, object := range failed.seed {
		if object.parsed == nil {
			continue
		}
		found := keyOf(object.parsed)
		own := found.group == kustomizeGroup && found.kind == "Kustomization" && found.namespace+"/"+found.name == root.name()
		source := found.group == sourceGroup && (reference{found.kind, found.namespace, found.name}) == root.source
		if _, taken := objects[found]; !taken && (own || source || found.group == "") {
			objects[found] = object
		}
	}
}

// root is the Kustomization of the entry: as the repository declares it once that is known, else as `flux bootstrap`
// would make it. A repository whose root has another name declares it in the entry with the entry's own path.
func (c *cluster) root(objects inventory) unit {
	if declared := c.declaredRoot(objects); declared != nil {
		item := kustomization{declared.parsed, declared.File, declared.Line}
		return unit{kustomization: item, root: true, source: item.source()}
	}
	item := kustomization{Unstructured: &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": kustomizeGroup + "/v1", "kind": "Kustomization",
		"metadata": map[string]any{"name": rootName, "namespace": rootName},
		"spec": map[string]any{
			"path": c.entry.Path, "prune": true,
			"sourceRef": map[string]any{"kind": "GitRepository", "name": rootName},
		},
	}}}
	return unit{kustomization: item, root: true, source: item.source()}
}

func (c *cluster) declaredRoot(objects inventory) *object {
	if declared := objects[key{kustomizeGroup, "Kustomization", rootName, rootName}]; declared != nil {
		return declared
	}
	var found *object
	for candidate, object := range objects {
		if candidate.group != kustomizeGroup || candidate.kind != "Kustomization" {
			continue
		}
		if (kustomization{Unstructured: object.parsed}).directory() != cleanDirectory(c.entry.Path) {
			continue
		}
		if found != nil {
			return nil
		}
		found = object
	}
	return found
}

// units lists the root, then the other Kustomizations and then the HelmReleases by name.
func units(root unit, objects inventory) []unit {
	result := []unit{root}
	for _, candidate := range sortedObjects(objects) {
		object := objects[candidate]
		item := kustomization{object.parsed, object.File, object.Line}
		switch {
		case candidate.group == kustomizeGroup && candidate.kind == "Kustomization" && item.name() != root.name():
			result = append(result, unit{kustomization: item, source: item.source()})
		case candidate.group == helmGroup && candidate.kind == "HelmRelease":
			result = append(result, unit{kustomization: item, helm: true, source: chartSource(object.parsed)})
		}
	}
	sort.SliceStable(result[1:], func(i, j int) bool { return !result[i+1].helm && result[j+1].helm })
	return result
}

func sortedObjects(objects inventory) []key {
	keys := make([]key, 0, len(objects))
	for candidate := range objects {
		keys = append(keys, candidate)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		if a.namespace != b.namespace {
			return a.namespace < b.namespace
		}
		if a.name != b.name {
			return a.name < b.name
		}
		return a.group+a.kind < b.group+b.kind
	})
	return keys
}

// collect gathers the steering objects. Of two that declare the same object the first Kustomization by order wins, so that
// the answer does not depend on time.
func collect(items []unit, outcomes []*outcome) inventory {
	objects := inventory{}
	for i, item := range items {
		if elsewhere(item.Unstructured) {
			continue
		}
		for _, object := range outcomes[i].objects {
			if object.parsed == nil {
				continue
			}
			if _, taken := objects[keyOf(object.parsed)]; !taken {
				objects[keyOf(object.parsed)] = object
			}
		}
	}
	return objects
}

// served lists the API versions that CustomResourceDefinitions of these outcomes add to the cluster.
func served(items []unit, outcomes []*outcome) []string {
	versions := map[string]bool{}
	for i, item := range items {
		if elsewhere(item.Unstructured) {
			continue
		}
		for _, object := range outcomes[i].objects {
			for _, version := range object.serves {
				versions[version] = true
			}
		}
	}
	return sortedKeys(versions)
}

func (c *cluster) outcome(ctx context.Context, item unit, sources sources, flags flags, apiVersions []string) *outcome {
	if reason := flags.refuse(item); reason != nil {
		return failedOutcome(item.label(), reason)
	}
	if item.helm {
		return c.renderer.release(ctx, item, sources, apiVersions)
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
	return c.renderer.kustomize(ctx, known, view, item.kustomization, variablesOf(item.kustomization, find), flags.strict)
}

// report streams the cluster's outcomes and sums them up.
func (c *cluster) report(params protocol.RenderParams, notify func(protocol.RenderedKustomization)) protocol.RenderedCluster {
	result := protocol.RenderedCluster{Cluster: c.entry.Cluster, Entry: c.entry.Path, Problems: []protocol.Problem{}}
	result.Problems = append(result.Problems, c.problems...)
	for i, item := range c.round.items {
		outcome := c.round.outcomes[i]
		result.Kustomizations++
		result.Resources += len(outcome.objects)
		result.Problems = append(result.Problems, outcome.problems...)
		rendered := protocol.RenderedKustomization{
			Token: params.Token, Cluster: c.entry.Cluster, Kustomization: status(item, outcome),
			Resources: make([]protocol.RenderedResource, 0, len(outcome.objects)),
		}
		for _, object := range outcome.objects {
			rendered.Resources = append(rendered.Resources, object.RenderedResource)
		}
		if params.Reads {
			rendered.Read = outcome.read
		}
		notify(rendered)
	}
	result.Problems = append(result.Problems, c.dependencies()...)
	result.Problems = append(result.Problems, c.duplicates()...)
	result.Problems = append(result.Problems, c.unrendered()...)
	return result
}

func status(item unit, outcome *outcome) protocol.KustomizationStatus {
	notes := outcome.notes
	if suspended(item.Unstructured) {
		notes = append([]string{"suspended: Flux applies nothing of it until it is resumed"}, notes...)
	}
	if elsewhere(item.Unstructured) {
		notes = append([]string{"applied to another cluster by spec.kubeConfig"}, notes...)
	}
	result := protocol.KustomizationStatus{
		Location: protocol.Location{File: item.file, Line: item.line},
		Kind:     protocol.KustomizationStatusKindKustomization, Namespace: item.GetNamespace(), Name: item.GetName(),
		Path: item.specPath(), State: outcome.state, Message: strings.Join(notes, "; "),
		DependsOn: dependsOn(item.Unstructured), Source: item.source.String(), Unknowns: []protocol.UnknownVariable{},
	}
	result.Unknowns = append(result.Unknowns, outcome.unknowns...)
	if item.helm {
		result.Kind = protocol.KustomizationStatusKindHelmRelease
		result.Path = chartName(item.Unstructured)
	}
	return result
}

// dependencies checks Kustomizations and HelmReleases apart: each waits for its own kind only.
func (c *cluster) dependencies() []protocol.Problem {
	kinds := map[bool]map[string]node{false: {}, true: {}}
	var incomplete []string
	for i, item := range c.round.items {
		kinds[item.helm][item.name()] = node{item.name(), item.file, item.line, dependsOn(item.Unstructured)}
		if c.round.outcomes[i].state != protocol.KustomizationStatusStateRendered && !item.helm {
			incomplete = append(incomplete, item.name())
		}
	}
	problems := checkDependencies(protocol.KustomizationStatusKindKustomization, kinds[false], incomplete)
	return append(problems, checkDependencies(protocol.KustomizationStatusKindHelmRelease, kinds[true], incomplete)...)
}

// duplicates finds steering objects that two Kustomizations apply differently: they overwrite each other for ever.
func (c *cluster) duplicates() []protocol.Problem {
	var problems []protocol.Problem
	for i, item := range c.round.items {
		for _, object := range c.round.outcomes[i].objects {
			if object.parsed == nil || elsewhere(item.Unstructured) {
				continue
			}
			first := c.round.objects[keyOf(object.parsed)]
			if first == nil || first.Kustomization == object.Kustomization || first.File == object.File && first.Line == object.Line {
				continue
			}
			id := object.ResourceId
			twice := problem("applied-twice", object.File, object.Line,
				"%s is applied by %s (%s:%d) and by %s (%s:%d): keep one of them", keyOf(object.parsed), first.Kustomization, first.File, first.Line, object.Kustomization, object.File, object.Line)
			twice.Kustomization, twice.Resource = item.label(), &id
			problems = append(problems, twice)
		}
	}
	return problems
}

// unrendered names objects from which a controller makes others that are not rendered yet, so that nobody takes their
// absence for a pass.
func (c *cluster) unrendered() []protocol.Problem {
	var problems []protocol.Problem
	for _, candidate := range sortedObjects(c.round.objects) {
		if candidate.group != operatorGroup || candidate.kind != "ResourceSet" {
			continue
		}
		object := c.round.objects[candidate]
		id := object.ResourceId
		missing := problem("not-rendered", object.File, object.Line,
			"%s makes objects that are not rendered: the Flux Operator's ResourceSets are not supported yet", candidate)
		missing.Kustomization, missing.Resource = object.Kustomization, &id
		problems = append(problems, missing)
	}
	return problems
}

// flags are those of a cluster's own kustomize-controller that change what it does with a Kustomization.
type flags struct {
	strict               bool
	noCrossNamespaceRefs bool
	controllerFile       string
	controllerLine       int
}

// flagsOf reads the rendered Deployment of kustomize-controller. Without one the defaults of Flux 2.9 hold.
func flagsOf(objects inventory) flags {
	result := flags{strict: true}
	for _, candidate := range sortedObjects(objects) {
		if candidate.group != "apps" || candidate.kind != "Deployment" || candidate.name != "kustomize-controller" {
			continue
		}
		object := objects[candidate]
		containers, _, _ := unstructured.NestedSlice(object.parsed.Object, "spec", "template", "spec", "containers")
		for _, container := range containers {
			fields, _ := container.(map[string]any)
			arguments, _, _ := unstructured.NestedStringSlice(fields, "args")
			for _, argument := range arguments {
				result.read(argument)
			}
		}
		result.controllerFile, result.controllerLine = object.File, object.Line
	}
	return result
}

func (f *flags) read(argument string) {
	name, value, _ := strings.Cut(strings.TrimLeft(argument, "-"), "=")
	switch name {
	case "no-cross-namespace-refs":
		f.noCrossNamespaceRefs = value != "false"
	case "feature-gates":
		for _, gate := range strings.Split(value, ",") {
			if gate, setting, _ := strings.Cut(gate, "="); gate == "StrictPostBuildSubstitutions" {
				f.strict = setting != "false"
			}
		}
	}
}

func (f flags) refuse(item unit) *failure {
	if !f.noCrossNamespaceRefs || item.source.namespace == item.GetNamespace() {
		return nil
	}
	return failed("cross-namespace-denied", item.file, item.line,
		"%s refers to %s, but --no-cross-namespace-refs (%s:%d) forbids sources of other namespaces: copy the source into %s",
		item.label(), item.source, f.controllerFile, f.controllerLine, fmt.Sprintf("%q", item.GetNamespace()))
}
