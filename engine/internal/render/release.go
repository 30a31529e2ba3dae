package render

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/helm"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// chartSource is where a HelmRelease's chart comes from: spec.chart.spec.sourceRef or spec.chartRef.
// https://fluxcd.io/flux/components/helm/helmreleases/
func chartSource(item *unstructured.Unstructured) reference {
	for _, path := range [][]string{{"spec", "chartRef"}, {"spec", "chart", "spec", "sourceRef"}} {
		fields, found := mappingAt(item, path...)
		if !found {
			continue
		}
		kind, _ := fields["kind"].(string)
		name, _ := fields["name"].(string)
		namespace, _ := fields["namespace"].(string)
		if namespace == "" {
			namespace = item.GetNamespace()
		}
		return reference{kind, namespace, name}
	}
	return reference{namespace: item.GetNamespace()}
}

// chartName is what the chart is called: name and version range, or the source that is the chart itself.
func chartName(item *unstructured.Unstructured) string {
	name, found, _ := unstructured.NestedString(item.Object, "spec", "chart", "spec", "chart")
	if !found {
		return chartSource(item).String()
	}
	if version, _, _ := unstructured.NestedString(item.Object, "spec", "chart", "spec", "version"); version != "" {
		return name + "@" + version
	}
	return name
}

// releaseHash is the SHA-256, in hexadecimal, of what a HelmRelease is rendered from beside what it refers to: neither its
// chart nor helm-controller's rendering sees its labels and annotations.
func releaseHash(item *unstructured.Unstructured) string {
	// What was parsed can be written.
	data, _ := canonical([]any{item.GetNamespace(), item.GetName(), item.Object["spec"]})
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// release renders a HelmRelease from what is known of the cluster. Its objects point to the HelmRelease.
func (r *renderer) release(ctx context.Context, item unit, sources sources, flags flags, apiVersions []string) *outcome {
	own := append([]string{item.label(), item.file, fmt.Sprint(item.line, r.fileLimit, flags.postRenderHooks, r.fields), item.hash, sources.root.String(), r.origin}, apiVersions...)
	key := "release\n" + strings.Join(own, "\n")
	return r.shared.releases.get(r.viewsKey(sources)+sources.inputs.key(item)+key, func() *outcome {
		if remembered, ok := r.memory.recall(key, sources).(*outcome); ok {
			return remembered
		}
		// The key holds a hash of the release itself.
		disk := r.memory.disk
		if item.secret {
			disk = nil
		}
		var stored storedOutcome
		if sights, found := disk.recall(key, sources, &stored); found {
			if result := stored.outcome(); result != nil {
				result.looked = lookedAt(sights)
				r.memory.remember(key, sights, result, result.bytes())
				return result
			}
		}
		r.memory.built.Add(1)
		reader := &releaseReader{sources: sources, seen: map[sight]bool{}}
		result := r.renderRelease(ctx, item, reader, flags, apiVersions)
		if result.state == protocol.KustomizationStatusStateRendered && !result.cut {
			sights := reader.sights()
			result.looked = lookedAt(sights)
			r.memory.remember(key, sights, result, result.bytes())
			// The answers hold a hash of the Secret, also where nothing is made of it.
			if !reader.usedSecret() && !result.holdsSecret() {
				disk.keep(key, sights, result.stored())
			}
		}
		return result
	})
}

func (o *outcome) bytes() int {
	bytes := 0
	for _, object := range o.objects {
		bytes += len(object.Object)
	}
	return bytes
}

func (o *outcome) holdsSecret() bool {
	return slices.ContainsFunc(o.objects, func(object *object) bool { return object.secret })
}

// viewsKey tells apart what sources of the same names hold in one request: the root's, since others have names of their own.
func (r *renderer) viewsKey(sources sources) string {
	if view := sources.at(sources.root); view != nil {
		return view.ID + "\n"
	}
	return "\n"
}

func (r *renderer) renderRelease(ctx context.Context, item unit, reader *releaseReader, flags flags, apiVersions []string) *outcome {
	return r.inTurn(ctx, item, func(ended func()) *outcome {
		limits := helm.DefaultLimits
		limits.Time = r.timeLimit
		objects, problems := helm.Render(ctx, item.Unstructured, helm.Inputs{
			Lookup: reader.lookup, Sources: reader.folder, Charts: reader.chart, APIVersions: apiVersions, Limits: limits,
			PostRenderHooks: flags.postRenderHooks, Trace: r.fields, Ended: ended,
		})
		result := released(item, objects, problems, item.secret || reader.usedSecret())
		result.missing = append(result.missing, reader.missing...)
		return result
	})
}

// releaseReader gives a release what it asks for, and keeps what is seen.
type releaseReader struct {
	sources sources
	mutex   sync.Mutex
	seen    map[sight]bool
	// secret tells that a value of a Secret was given.
	secret bool
	// missing is what would have to be fetched for a source.
	missing []protocol.Artifact
}

func (c *releaseReader) see(seen sight) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.seen[seen] = true
}

func (c *releaseReader) usedSecret() bool {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.secret
}

// lookup finds objects that a release names, by kind: ConfigMaps, Secrets and sources.
func (c *releaseReader) lookup(kind, namespace, name string) *unstructured.Unstructured {
	for _, group := range []string{"", sourceGroup} {
		wanted := key{group, kind, namespace, name}
		c.see(sight{object: wanted})
		if found := c.sources.objects[wanted]; found != nil {
			c.mutex.Lock()
			c.secret = c.secret || found.secret
			c.mutex.Unlock()
			return found.parsed
		}
	}
	return nil
}

func (c *releaseReader) folder(kind, namespace, name string) (fs.FS, error) {
	wanted := reference{kind, namespace, name}
	source := wanted.String()
	look := func(look repository.Look) { c.see(sight{source: source, look: look}) }
	look(repository.Look{At: repository.AtPresence, Path: "."})
	view, reason := c.sources.view(wanted)
	if reason != nil {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.missing = append(c.missing, reason.missing...)
		return nil, nil
	}
	return view.FS(look), nil
}

func (c *releaseReader) sights() []sight {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var sights []sight
	for seen := range c.seen {
		seen.shown = c.sources.show(seen)
		sights = append(sights, seen)
	}
	return sights
}

// releaseInputs are digests of what releases of a cluster can read beside themselves: values by their namespace, and
// everything that charts come from.
type releaseInputs struct {
	values  map[string]string
	sources string
}

func inputsOf(objects inventory) releaseInputs {
	values, sources := map[string][]string{}, []string{}
	for candidate, object := range objects {
		said := candidate.String() + " " + object.Hash
		switch candidate.group {
		case "":
			values[candidate.namespace] = append(values[candidate.namespace], said)
		case sourceGroup, extensionsGroup:
			sources = append(sources, said)
		}
	}
	result := releaseInputs{values: map[string]string{}, sources: digest(sources)}
	for namespace, said := range values {
		result.values[namespace] = digest(said)
	}
	return result
}

func digest(said []string) string {
	sort.Strings(said)
	sum := sha256.Sum256([]byte(strings.Join(said, "\n")))
	return hex.EncodeToString(sum[:])
}

// key tells apart what a release is rendered from.
func (i releaseInputs) key(item unit) string {
	return i.sources + "\n" + i.values[item.GetNamespace()] + "\n"
}

// released is the outcome; secret tells that a value of a Secret went into it.
func released(item unit, objects []helm.Object, problems []helm.Problem, secret bool) *outcome {
	result := &outcome{state: protocol.KustomizationStatusStateRendered, listings: newListings()}
	for _, found := range problems {
		told := problem(found.Code, item.file, item.line, "%s", found.Message)
		told.Kustomization, told.Remedy = item.label(), found.Remedy
		result.problems = append(result.problems, told)
		result.notes = append(result.notes, found.Message)
		result.missing = append(result.missing, found.Missing...)
		if len(objects) > 0 {
			continue
		}
		if found.Unknown && result.state == protocol.KustomizationStatusStateRendered {
			result.state = protocol.KustomizationStatusStateUnknown
		} else if !found.Unknown {
			result.state = protocol.KustomizationStatusStateFailed
		}
	}
	asked := 0
	for _, rendered := range objects {
		object, err := newObject(rendered.Unstructured, item.label(), item.file, item.line)
		if err != nil {
			return failedOutcome(item.label(), failed("template-failed", item.file, item.line, "%s: %v", rendered.Template, err))
		}
		object.secret = object.secret || secret
		object.Template = rendered.Template
		object.traced = tracedInRelease(rendered.Fields)
		result.cut = result.cut || rendered.Cut
		result.objects = append(result.objects, object)
		if len(rendered.Lookups) > 0 {
			asked++
			result.problems = append(result.problems, answeredEmpty(item, object, rendered))
		}
	}
	if asked > 0 {
		result.notes = append(result.notes, fmt.Sprintf("%d resources are made by templates that look something up in the cluster, which was answered with nothing", asked))
	}
	return result
}

// mostLookups are named of one resource.
const mostLookups = 5

// answeredEmpty tells of a resource that the cluster may make another one of.
func answeredEmpty(item unit, object *object, rendered helm.Object) protocol.Problem {
	looked := rendered.Lookups
	more := ""
	if len(looked) > mostLookups {
		more = fmt.Sprintf(" and %d more", len(looked)-mostLookups)
		looked = looked[:mostLookups]
	}
	id := object.ResourceId
	told := problem("lookup-answered-empty", item.file, item.line,
		"%s: %s %s is made by %s, whose lookup of %s%s was answered with nothing: what of it the cluster decides is not known",
		item.label(), object.Kind, object.Name, rendered.Template, strings.Join(looked, ", "), more)
	told.Kustomization, told.Resource = item.label(), &id
	return told
}

// at is the content of a source, nil when it is not at hand.
func (s sources) at(wanted reference) *repository.View {
	view, reason := s.view(wanted)
	if reason != nil {
		return nil
	}
	return view
}
