package applicationset

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// transformed are the parameters of one generator with the template that they are filled into.
type transformed struct {
	params   []map[string]any
	template map[string]any
}

// generator makes sets of parameters.
type generator func(e *expansion, field string, written json.RawMessage) ([]map[string]any, error)

// generators are those that Git decides. The others ask something that is not in Git.
var generators map[string]generator

func init() {
	generators = map[string]generator{
		"clusters": (*expansion).clusters, "git": (*expansion).git, "list": (*expansion).list,
		"matrix": (*expansion).matrix, "merge": (*expansion).merge,
	}
}

// mostParams are how many sets of parameters a generator may make: a matrix multiplies.
const mostParams = 50_000

// transform is generators, Transform: each generator that an entry names, its template under that of the set, its
// parameters past the selector.
func (e *expansion) transform(field string, written json.RawMessage, template, given map[string]any) ([]transformed, error) {
	entry := map[string]json.RawMessage{}
	if err := json.Unmarshal(written, &entry); err != nil {
		return nil, failure("%s cannot be read: %v", field, err)
	}
	var selector *metav1.LabelSelector
	if raw := entry["selector"]; len(raw) > 0 {
		if err := json.Unmarshal(raw, &selector); err != nil {
			return nil, failure("%s.selector cannot be read: %v", field, err)
		}
	}
	var results []transformed
	for _, name := range slices.Sorted(maps.Keys(entry)) {
		own := entry[name]
		if name == "selector" || string(own) == "null" {
			continue
		}
		generate, known := generators[name]
		if !known {
			return nil, unknown("%s: the generator %s asks something that is not in Git: what its Applications apply is unknown", field, name)
		}
		place := field + "." + name
		if len(given) > 0 {
			interpolated, err := e.interpolated(own, given)
			if err != nil {
				return nil, err
			}
			own = interpolated
		}
		var parsed struct {
			Template map[string]any `json:"template"`
		}
		if err := json.Unmarshal(own, &parsed); err != nil {
			return nil, failure("%s cannot be read: %v", place, err)
		}
		params, err := generate(e, place, own)
		if err != nil {
			return nil, err
		}
		if len(params) > mostParams {
			return nil, failure("%s makes more than the %d sets of parameters allowed", place, mostParams)
		}
		kept := params[:0:0]
		for _, one := range params {
			if selector == nil || matchesLabels(*selector, flattened(one)) {
				kept = append(kept, one)
			}
		}
		results = append(results, transformed{kept, under(parsed.Template, template)})
	}
	if len(results) == 0 {
		return nil, failure("%s names no generator: add one", field)
	}
	return results, nil
}

// interpolated is a generator with the parameters of another filled in (applicationset/utils, RenderGeneratorParams).
func (e *expansion) interpolated(written json.RawMessage, params map[string]any) (json.RawMessage, error) {
	var value map[string]any
	if err := json.Unmarshal(written, &value); err != nil {
		return nil, err
	}
	// What these values want may come from the generator itself; then they stay as they are.
	values, _ := value["values"].(map[string]any)
	delete(value, "values")
	replaced, err := e.templates.replaceAll(value, params)
	if err != nil {
		return nil, err
	}
	result, _ := replaced.(map[string]any)
	if values != nil {
		options := append(slices.DeleteFunc(slices.Clone(e.templates.options), func(option string) bool {
			return strings.HasPrefix(option, "missingkey=")
		}), "missingkey=error")
		resolved := map[string]any{}
		for name, item := range values {
			text, isText := item.(string)
			if !isText {
				resolved[name] = item
				continue
			}
			filled, err := e.templates.replaceWith(text, params, options)
			switch {
			case err == nil:
				resolved[name] = filled
			case missingKey(err):
				resolved[name] = text
			default:
				return nil, err
			}
		}
		result["values"] = resolved
	}
	return json.Marshal(result)
}

func (e *expansion) list(field string, written json.RawMessage) ([]map[string]any, error) {
	var parsed struct {
		Elements     []map[string]any `json:"elements"`
		ElementsYAML string           `json:"elementsYaml"`
	}
	if err := json.Unmarshal(written, &parsed); err != nil {
		return nil, failure("%s cannot be read: %v", field, err)
	}
	var result []map[string]any
	for i, element := range parsed.Elements {
		if e.Spec.GoTemplate {
			result = append(result, element)
			continue
		}
		params := map[string]any{}
		for name, value := range element {
			place := fmt.Sprintf("%s.elements[%d].%s", field, i, name)
			texts, prefix := map[string]any{name: value}, ""
			if name == "values" {
				values, isMap := value.(map[string]any)
				if !isMap {
					return nil, failure("%s is no map: write one of texts", place)
				}
				texts, prefix = values, "values."
			}
			for key, value := range texts {
				text, isText := value.(string)
				if !isText {
					return nil, failure("%s is %v: without goTemplate it must be a text, put it in quotes", place, value)
				}
				params[prefix+key] = text
			}
		}
		result = append(result, params)
	}
	if parsed.ElementsYAML != "" {
		var elements []map[string]any
		if err := yaml.Unmarshal([]byte(parsed.ElementsYAML), &elements); err != nil {
			return nil, failure("%s.elementsYaml is no list of maps: %v", field, err)
		}
		result = append(result, elements...)
	}
	return result, nil
}

// withValues adds the generator's own values, filled in with what it made (generators, appendTemplatedValues).
func (e *expansion) withValues(values map[string]string, params map[string]any) error {
	filled := map[string]string{}
	for name, value := range values {
		text, err := e.templates.replace(value, params)
		if err != nil {
			return err
		}
		filled[name] = text
	}
	if e.Spec.GoTemplate {
		if len(filled) > 0 {
			params["values"] = filled
		}
		return nil
	}
	for name, text := range filled {
		params["values."+name] = text
	}
	return nil
}

type nested struct {
	Generators []json.RawMessage `json:"generators"`
	MergeKeys  []string          `json:"mergeKeys"`
}

// child gives the parameters of a generator within another.
func (e *expansion) child(field string, written json.RawMessage, given map[string]any) ([]map[string]any, error) {
	results, err := e.transform(field, written, nil, given)
	if err != nil {
		return nil, err
	}
	if len(results) > 1 {
		return nil, failure("%s names more than one generator: give each an entry of its own", field)
	}
	return results[0].params, nil
}

func (e *expansion) matrix(field string, written json.RawMessage) ([]map[string]any, error) {
	var parsed nested
	if err := json.Unmarshal(written, &parsed); err != nil {
		return nil, failure("%s cannot be read: %v", field, err)
	}
	if len(parsed.Generators) != 2 {
		return nil, failure("%s has %d generators: a matrix is made of two", field, len(parsed.Generators))
	}
	first, err := e.child(field+".generators[0]", parsed.Generators[0], nil)
	if err != nil {
		return nil, err
	}
	var result []map[string]any
	for _, a := range first {
		second, err := e.child(field+".generators[1]", parsed.Generators[1], a)
		if err != nil {
			return nil, err
		}
		for _, b := range second {
			combined, err := e.combined(field, a, b)
			if err != nil {
				return nil, err
			}
			if result = append(result, combined); len(result) > mostParams {
				return nil, failure("%s makes more than the %d sets of parameters allowed", field, mostParams)
			}
		}
	}
	return result, nil
}

// combined is both, the first over the second; without goTemplate they must not disagree (generators, MatrixGenerator).
func (e *expansion) combined(field string, a, b map[string]any) (map[string]any, error) {
	result := map[string]any{}
	if e.Spec.GoTemplate {
		over(result, b)
		over(result, a)
		return result, nil
	}
	for name, value := range a {
		result[name] = fmt.Sprintf("%v", value)
	}
	for name, value := range b {
		text := fmt.Sprintf("%v", value)
		if current, found := result[name]; found && current != text {
			return nil, failure("%s: both generators make %s, one %q and the other %q: rename one", field, name, current, text)
		}
		result[name] = text
	}
	return result, nil
}

func (e *expansion) merge(field string, written json.RawMessage) ([]map[string]any, error) {
	var parsed nested
	if err := json.Unmarshal(written, &parsed); err != nil {
		return nil, failure("%s cannot be read: %v", field, err)
	}
	if len(parsed.Generators) < 2 {
		return nil, failure("%s has %d generators: it merges two or more", field, len(parsed.Generators))
	}
	if len(parsed.MergeKeys) == 0 {
		return nil, failure("%s has no mergeKeys: name the parameters by which sets belong together", field)
	}
	var base []map[string]any
	byKey := map[string]map[string]any{}
	for i, one := range parsed.Generators {
		params, err := e.child(fmt.Sprintf("%s.generators[%d]", field, i), one, nil)
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, set := range params {
			key := mergeKey(parsed.MergeKeys, set)
			if seen[key] {
				return nil, failure("%s.generators[%d] makes two sets of parameters with %s: they must differ in the mergeKeys", field, i, key)
			}
			seen[key] = true
			switch known := byKey[key]; {
			case i == 0:
				copied := map[string]any{}
				over(copied, set)
				byKey[key] = copied
				base = append(base, copied)
			case known == nil:
			case e.Spec.GoTemplate:
				over(known, set)
			default:
				for name, value := range set {
					known[name] = value
				}
			}
		}
	}
	// Argo CD has no order here.
	sort.SliceStable(base, func(i, j int) bool {
		return mergeKey(parsed.MergeKeys, base[i]) < mergeKey(parsed.MergeKeys, base[j])
	})
	return base, nil
}

func mergeKey(keys []string, params map[string]any) string {
	values := map[string]any{}
	for _, key := range keys {
		values[key] = params[key]
	}
	data, _ := json.Marshal(values)
	return string(data)
}

// over merges into a map what is not empty, maps into maps: mergo with override.
func over(into, from map[string]any) {
	for name, value := range from {
		below, isMap := value.(map[string]any)
		current, hasMap := into[name].(map[string]any)
		switch {
		case isMap && hasMap:
			over(current, below)
		case isMap:
			copied := map[string]any{}
			over(copied, below)
			into[name] = copied
		default:
			if _, found := into[name]; !found || !isEmpty(value) {
				into[name] = value
			}
		}
	}
}

// under is a template with another's fields where it has none itself: mergo without override.
func under(own, base map[string]any) map[string]any {
	result := deepCopy(own)
	if result == nil {
		result = map[string]any{}
	}
	for name, value := range base {
		current, found := result[name]
		currentMap, isMap := current.(map[string]any)
		below, belowIsMap := value.(map[string]any)
		switch {
		case isMap && belowIsMap:
			result[name] = under(currentMap, below)
		case !found || isEmpty(current):
			result[name] = value
		}
	}
	return result
}

func isEmpty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case string:
		return value == ""
	case bool:
		return !value
	case float64:
		return value == 0
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	case map[string]string:
		return len(value) == 0
	}
	return false
}

// flattened is what selectors look at: texts by their path.
func flattened(params map[string]any) map[string]string {
	result := map[string]string{}
	flatten("", params, result)
	return result
}

func flatten(prefix string, value any, into map[string]string) {
	add := func(name string, value any) {
		if prefix != "" {
			name = prefix + "." + name
		}
		flatten(name, value, into)
	}
	switch value := value.(type) {
	case map[string]any:
		for name, item := range value {
			add(name, item)
		}
	case map[string]string:
		for name, item := range value {
			add(name, item)
		}
	case []any:
		for i, item := range value {
			add(fmt.Sprint(i), item)
		}
	default:
		into[prefix] = fmt.Sprintf("%v", value)
	}
}

// matchesLabels is a label selector without a limit on what values may hold (applicationset/utils, selector.go).
func matchesLabels(selector metav1.LabelSelector, labels map[string]string) bool {
	for name, wanted := range selector.MatchLabels {
		if value, found := labels[name]; !found || value != wanted {
			return false
		}
	}
	for _, expression := range selector.MatchExpressions {
		value, found := labels[expression.Key]
		listed := found && slices.Contains(expression.Values, value)
		switch expression.Operator {
		case metav1.LabelSelectorOpIn:
			if !listed {
				return false
			}
		case metav1.LabelSelectorOpNotIn:
			if listed {
				return false
			}
		case metav1.LabelSelectorOpExists:
			if !found {
				return false
			}
		case metav1.LabelSelectorOpDoesNotExist:
			if found {
				return false
			}
		}
	}
	return true
}
