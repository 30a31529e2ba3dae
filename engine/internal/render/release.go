package render

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
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
		fields, found, _ := unstructured.NestedMap(item.Object, path...)
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

// release renders a HelmRelease from what is known of the cluster. Its objects point to the HelmRelease.
func (r *renderer) release(ctx context.Context, item unit, sources sources, apiVersions []string) *outcome {
	key := strings.Join(append([]string{"release", item.label(), item.file, fmt.Sprint(item.line, r.fileLimit), sources.inputs.key(item, sources.root)}, apiVersions...), "\n")
	views := func(source string) *repository.View { return sources.at(parseReference(source)) }
	return r.shared.releases.get(r.viewsKey(sources)+key, func() *outcome {
		if remembered, ok := r.memory.recall(key, views).(*outcome); ok {
			return remembered
		}
		charts := &chartReader{sources: sources, seen: map[sight]bool{}}
		result := r.renderRelease(ctx, item, sources, charts, apiVersions)
		if result.state == protocol.KustomizationStatusStateRendered {
			bytes := 0
			for _, object := range result.objects {
				bytes += len(object.Object)
			}
			r.memory.remember(key, charts.sights(views), result, bytes)
		}
		return result
	})
}

// viewsKey tells apart what sources of the same names hold in one request: the root's, since others have names of their own.
func (r *renderer) viewsKey(sources sources) string {
	if view := sources.at(sources.root); view != nil {
		return view.ID + "\n"
	}
	return "\n"
}

func (r *renderer) renderRelease(ctx context.Context, item unit, sources sources, charts *chartReader, apiVersions []string) *outcome {
	release, err := r.slot(ctx)
	if err != nil {
		return failedOutcome(item.label(), failed("cancelled", "", 0, "rendering was cancelled"))
	}
	defer release()
	ctx, done := r.guard.bounded(ctx, r.timeLimit)
	defer done()
	limits := helm.DefaultLimits
	limits.Time = r.timeLimit
	objects, problems := helm.Render(ctx, item.Unstructured, helm.Inputs{
		Lookup: sources.lookup, Sources: charts.folder, APIVersions: apiVersions, Limits: limits,
	})
	return released(item, objects, problems)
}

// chartReader opens the sources that charts come from, and keeps what is seen there.
type chartReader struct {
	sources sources
	mutex   sync.Mutex
	seen    map[sight]bool
}

func (c *chartReader) folder(kind, namespace, name string) (fs.FS, error) {
	wanted := reference{kind, namespace, name}
	source := wanted.String()
	look := func(look repository.Look) {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		c.seen[sight{source: source, look: look}] = true
	}
	look(repository.Look{At: repository.AtPresence, Path: "."})
	view := c.sources.at(wanted)
	if view == nil {
		return nil, nil
	}
	return view.FS(look), nil
}

func (c *chartReader) sights(views views) []sight {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	var sights []sight
	for seen := range c.seen {
		seen.shown = views.show(seen.source, seen.look)
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
func (i releaseInputs) key(item unit, root reference) string {
	return strings.Join([]string{item.hash, root.String(), i.sources, i.values[item.GetNamespace()]}, "\n")
}

func released(item unit, objects []helm.Object, problems []helm.Problem) *outcome {
	result := &outcome{state: protocol.KustomizationStatusStateRendered}
	for _, found := range problems {
		told := problem(found.Code, item.file, item.line, "%s", found.Message)
		told.Kustomization = item.label()
		result.problems = append(result.problems, told)
		result.notes = append(result.notes, found.Message)
		if len(objects) > 0 {
			continue
		}
		if found.Unknown && result.state == protocol.KustomizationStatusStateRendered {
			result.state = protocol.KustomizationStatusStateUnknown
		} else if !found.Unknown {
			result.state = protocol.KustomizationStatusStateFailed
		}
	}
	for _, rendered := range objects {
		object, err := newObject(rendered.Unstructured, item.label(), item.file, item.line)
		if err != nil {
			return failedOutcome(item.label(), failed("template-failed", item.file, item.line, "%s: %v", rendered.Template, err))
		}
		result.objects = append(result.objects, object)
	}
	return result
}

// lookup finds objects that a release names, by kind: ConfigMaps, Secrets and sources.
func (s sources) lookup(kind, namespace, name string) *unstructured.Unstructured {
	for _, group := range []string{"", sourceGroup} {
		if found := s.objects[key{group, kind, namespace, name}]; found != nil {
			return found.parsed
		}
	}
	return nil
}

// at is the content of a source, nil when it is not at hand.
func (s sources) at(wanted reference) *repository.View {
	view, reason := s.view(wanted)
	if reason != nil {
		return nil
	}
	return view
}
