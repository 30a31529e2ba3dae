package helm

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	kyaml "sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/provenance"
	"fleetkeep.dev/engine/internal/repository"
)

// Field is one field of an object that the release set, not the chart by itself.
type Field struct {
	// Path as provenance.Field has it.
	Path string
	// By is ByValues, ByCommonMetadata, ByOwner, or what provenance.Field says of a post-renderer.
	By string
	// Removed tells that the field was taken away.
	Removed bool
	// Values are those that the field holds, with ByValues.
	Values []Value
	// Spec is the path in the release's spec that says it, for instance postRenderers, 0, kustomize, patches, 1, patch;
	// Offset is the line in that text, from 0.
	Spec   []string
	Offset int
}

// What sets fields of a release's objects beside post-renderers.
const (
	ByValues         = "values"
	ByCommonMetadata = "commonMetadata"
	ByOwner          = "owner"
)

// Value is one of the values that a release gives its chart.
type Value struct {
	// Path as templates write it after `.Values.`, for instance `image.tag`.
	Path string
	// Steps lead to it from spec.values; of another object from its text.
	Steps []string
	// From is the entry of spec.valuesFrom that has it; nil for spec.values.
	From *ValuesKey
	// Offset is the line in the text of From, from 0.
	Offset int
}

// ValuesKey is a key of a ConfigMap or Secret.
type ValuesKey struct{ Kind, Namespace, Name, Key string }

// Bounds of what is rendered again, of one release.
const (
	// mostTracedValues are those that are changed one at a time.
	mostTracedValues = 64
	// mostTracedBytes are what all those renderings may put out together.
	mostTracedBytes = 32 << 20
)

// trace tells which fields of objects hold which values. Helm keeps no account of them. So each value in turn is changed and
// the templates are run again: a field that held the old value, and holds the changed one in its place then, has it from
// there. Nothing is told of a value that a template makes something else of, or that it only decides by.
//
// It ends when a quarter of the time is over; what it has found by then is right, but not everything. It returns whether it
// came to its end.
func (w *installation) trace(given *givenValues, files map[string]string, objects []*Object, cost time.Duration, limits Limits) bool {
	size := 0
	for _, content := range files {
		size += len(content)
	}
	originals := map[place]*Object{}
	for i, at := range placesOf(objects) {
		objects[i].rendered = copyMap(objects[i].Object)
		objects[i].values = map[string][]Value{}
		originals[at] = objects[i]
	}
	candidates := given.leaves(w.release.Metadata.Namespace, newShown(objects))
	candidates = candidates[:min(len(candidates), mostTracedValues, mostTracedBytes/max(size, 1))]
	deadline := time.Now().Add(limits.Time/4 - cost)
	for _, leaf := range candidates {
		if time.Now().After(deadline) {
			return false
		}
		changed, err := w.renderChanged(given.with(leaf))
		if err != nil {
			// The chart refuses the changed value: of this one nothing is told.
			continue
		}
		again := map[string]string{}
		for name, content := range changed {
			if files[name] != content {
				again[name] = content
			}
		}
		w.compare(leaf, again, originals)
	}
	return true
}

func (w *installation) renderChanged(given *givenValues) (map[string]string, error) {
	loaded := cloneChart(w.chart)
	values, err := w.values(loaded, given)
	if err != nil {
		return nil, err
	}
	return renderTemplates(loaded, values, &lookups{})
}

// compare notes the fields in which a changed value shows.
func (w *installation) compare(leaf leaf, files map[string]string, originals map[place]*Object) {
	for name, content := range files {
		objects, hooks, err := manifests(map[string]string{name: content})
		if err != nil {
			continue
		}
		all := pointers(objects, hooks)
		for i, at := range placesOf(all) {
			original, found := originals[at]
			if !found {
				continue
			}
			provenance.Pairs(original.rendered, all[i].Object, func(path string, old, new any) {
				if leaf.shows(old, new) {
					original.values[path] = append(original.values[path], leaf.Value)
				}
			})
		}
	}
}

// place is which of the objects of a template an object is: changed values may give it another name.
type place struct {
	template, kind string
	hook           bool
	index          int
}

func pointers(lists ...[]Object) []*Object {
	var all []*Object
	for _, list := range lists {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	return all
}

func placesOf(objects []*Object) []place {
	counts := map[place]int{}
	places := make([]place, len(objects))
	for i, object := range objects {
		at := place{template: object.Template, kind: object.GetAPIVersion() + " " + object.GetKind(), hook: object.Hook}
		counts[at]++
		at.index = counts[at]
		places[i] = at
	}
	return places
}

// leaf is a value that can be changed.
type leaf struct {
	Value
	// source is the place in givenValues.referenced, -1 for the inline ones.
	source int
	was    any
}

// leaves lists the values that could show in the objects, the inline ones first.
func (g *givenValues) leaves(namespace string, shown *shown) []leaf {
	var result []leaf
	eachLeaf(g.inline, nil, func(steps []string, value any) {
		if changedValue(value) != nil && shown.has(value) {
			result = append(result, leaf{Value{Path: strings.Join(steps, "."), Steps: steps}, -1, value})
		}
	})
	for i := len(g.referenced) - 1; i >= 0; i-- {
		source := g.referenced[i]
		from := &ValuesKey{source.Kind, namespace, source.Name, source.key()}
		if source.TargetPath != "" {
			if value := strings.Trim(source.data, `'"`); shown.has(value) && changedText(value) != value {
				result = append(result, leaf{Value{Path: source.TargetPath, From: from}, i, value})
			}
			continue
		}
		text := root(source.data)
		eachLeaf(source.values, nil, func(steps []string, value any) {
			if changedValue(value) != nil && shown.has(value) {
				offset := 0
				if node := provenance.Node(text, steps...); node != nil {
					offset = node.Line - 1
				}
				result = append(result, leaf{Value{strings.Join(steps, "."), steps, from, offset}, i, value})
			}
		})
	}
	return result
}

// root is the mapping that a text of YAML holds.
func root(text string) *yaml.Node {
	documents, _ := repository.Documents([]byte(text))
	if len(documents) == 0 || len(documents[0].Content) == 0 {
		return nil
	}
	return documents[0].Content[0]
}

func eachLeaf(value any, steps []string, visit func(steps []string, value any)) {
	switch value := value.(type) {
	case map[string]interface{}:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			eachLeaf(value[name], append(slices.Clone(steps), name), visit)
		}
	case []interface{}:
		for i, item := range value {
			eachLeaf(item, append(slices.Clone(steps), strconv.Itoa(i)), visit)
		}
	default:
		visit(steps, value)
	}
}

// with are the values with one of them changed.
func (g *givenValues) with(changed leaf) *givenValues {
	result := &givenValues{inline: g.inline, referenced: slices.Clone(g.referenced)}
	switch source := changed.source; {
	case source < 0:
		result.inline = copyMap(g.inline)
		setLeaf(result.inline, changed.Steps, changedValue(changed.was))
	case len(changed.Steps) == 0:
		text := changed.was.(string)
		result.referenced[source].data = strings.Replace(g.referenced[source].data, text, changedText(text), 1)
	default:
		result.referenced[source].values = copyMap(g.referenced[source].values)
		setLeaf(result.referenced[source].values, changed.Steps, changedValue(changed.was))
	}
	return result
}

func setLeaf(value any, steps []string, to any) {
	for i, step := range steps {
		last := i == len(steps)-1
		switch within := value.(type) {
		case map[string]interface{}:
			if last {
				within[step] = to
			}
			value = within[step]
		case []interface{}:
			index, _ := strconv.Atoi(step)
			if last {
				within[index] = to
			}
			value = within[index]
		}
	}
}

// changedValue is another value of the same form; nil where there is none.
func changedValue(value any) any {
	switch value := value.(type) {
	case bool:
		return !value
	case float64:
		return value + 1
	case int64:
		return value + 1
	case json.Number:
		return json.Number(changedText(string(value)))
	case string:
		if changed := changedText(value); changed != value {
			return changed
		}
	}
	return nil
}

// changedText has another letter or digit in the place of the last one, so that a name stays a name, a version a version
// and a quantity a quantity. It is the same text where there is none.
func changedText(text string) string {
	if value, err := strconv.ParseBool(text); err == nil && len(text) > 1 {
		return strconv.FormatBool(!value)
	}
	for i := len(text) - 1; i >= 0; i-- {
		letter := text[i]
		switch {
		case letter == '9' || letter == 'z' || letter == 'Z':
			letter--
		case letter >= '0' && letter < '9' || letter >= 'a' && letter < 'z' || letter >= 'A' && letter < 'Z':
			letter++
		default:
			continue
		}
		return text[:i] + string(letter) + text[i+1:]
	}
	return text
}

// shows tells that a field had the value and has the changed one in its place.
func (l leaf) shows(old, new any) bool {
	was, is := textOf(l.was), textOf(changedValue(l.was))
	before, after := textOf(old), textOf(new)
	if _, isText := old.(string); !isText || before == was {
		return before == was && after == is
	}
	if was == "" || !strings.Contains(before, was) {
		return false
	}
	last := strings.LastIndex(before, was)
	return after == strings.ReplaceAll(before, was, is) || after == strings.Replace(before, was, is, 1) ||
		after == before[:last]+is+before[last+len(was):]
}

// textOf is a scalar as a template writes it, numbers without an exponent; empty for what is none.
func textOf(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case bool:
		return strconv.FormatBool(value)
	case json.Number:
		return value.String()
	case int64:
		return strconv.FormatInt(value, 10)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}

// shown are the scalars of objects, as texts.
type shown struct {
	whole map[string]bool
	texts string
}

func newShown(objects []*Object) *shown {
	result := &shown{whole: map[string]bool{}}
	var texts strings.Builder
	for _, object := range objects {
		eachLeaf(object.Object, nil, func(_ []string, value any) {
			text := textOf(value)
			if !result.whole[text] {
				result.whole[text] = true
				texts.WriteString(text + "\n")
			}
		})
	}
	result.texts = texts.String()
	return result
}

// has tells that one of them could hold a value: a short one stands in too many to be looked for but as a whole.
func (s *shown) has(value any) bool {
	text := textOf(value)
	return text != "" && (s.whole[text] || len(text) > 1 && strings.Contains(s.texts, text))
}

// mark notes what set a field; only with Inputs.Trace.
func (r *release) mark(object *Object, field Field) {
	if r.traced {
		object.Fields = append(object.Fields, field)
	}
}

// markPairs notes what set labels or annotations, by their names.
func (r *release) markPairs(object *Object, parent, by string, pairs map[string]string, spec ...string) {
	for name := range pairs {
		field := Field{Path: provenance.Child("metadata."+parent, name), By: by}
		if len(spec) > 0 {
			field.Spec = append(slices.Clone(spec), name)
		}
		r.mark(object, field)
	}
}

// finish puts together what is known of the fields of an object that reaches the cluster: of several that set one the last.
func (o *Object) finish() {
	found, differs := map[string]Field{}, map[string]bool{}
	if o.rendered != nil {
		provenance.Compare(o.rendered, o.Object, func(path string, _, _ any) { differs[path] = true }, func(path string) { differs[path] = true })
	}
	for path, values := range o.values {
		if !differs[path] {
			found[path] = Field{Path: path, By: ByValues, Values: values}
		}
	}
	for _, field := range o.Fields {
		if differs[field.Path] || field.By == ByOwner {
			found[field.Path] = field
		}
	}
	o.Fields = nil
	for _, path := range slices.Sorted(maps.Keys(found)) {
		o.Fields = append(o.Fields, found[path])
	}
	o.rendered, o.values, o.previous = nil, nil, nil
}

// markPatched notes what a post-renderer changed; the objects know what they were before.
func (r *release) markPatched(index int, renderer *kustomizeRenderer, objects []Object) error {
	if !r.traced {
		return nil
	}
	said, err := json.Marshal(renderer)
	if err != nil {
		return err
	}
	spec, err := provenance.Parse(said)
	if err != nil {
		return err
	}
	resources := make([]*provenance.Resource, len(objects))
	for i, object := range objects {
		before, err := kyaml.Marshal(object.previous)
		if err != nil {
			return err
		}
		after, err := json.Marshal(object.Object)
		if err != nil {
			return err
		}
		final, err := provenance.Parse(after)
		if err != nil {
			return err
		}
		resources[i] = &provenance.Resource{Final: final}
		if object.previous != nil {
			resources[i].Declared = root(string(before))
		}
	}
	found := provenance.Fields(noFiles{}, provenance.Build{Directory: ".", Spec: spec}, len(resources),
		func(i int) *provenance.Resource { return resources[i] })
	for i := range objects {
		for _, field := range found[i] {
			marked := Field{Path: field.Path, By: field.By, Removed: field.Removed, Offset: field.Offset}
			if field.Spec != nil {
				marked.Spec = append([]string{"postRenderers", strconv.Itoa(index), "kustomize"}, field.Spec...)
			}
			r.mark(&objects[i], marked)
		}
	}
	return nil
}

// noFiles are those of a post-renderer: it says everything itself.
type noFiles struct{}

func (noFiles) Read(string) ([]byte, string, bool) { return nil, "", false }
