package provenance

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"fleetkeep.dev/engine/internal/repository"
)

// effect is what a patch does to a resource as it came out in the end: the fields that it sets and that still have its
// value, and those that it takes away.
type effect struct {
	sets    func(path string, line int)
	removes func(path string, line int)
}

// patch applies one document: a list is JSON 6902, a mapping a strategic merge.
func (e effect) patch(document *yaml.Node, declared, final any) {
	switch document.Kind {
	case yaml.SequenceNode:
		for _, operation := range document.Content {
			e.operation(operation, declared, final)
		}
	case yaml.MappingNode:
		e.merge(document, final, "")
	}
}

// merge follows a strategic merge patch.
func (e effect) merge(patch *yaml.Node, final any, path string) {
	patch = repository.Resolved(patch)
	switch patch.Kind {
	case yaml.MappingNode:
		e.mergeFields(patch, final, path)
	case yaml.SequenceNode:
		list, ok := final.([]any)
		if !ok {
			return
		}
		if len(patch.Content) == 0 && len(list) == 0 {
			e.sets(path, patch.Line)
		}
		names := namesOf(list)
		for _, item := range patch.Content {
			if repository.Text(item, "$patch") == "delete" {
				e.removes(path+"["+repository.Text(item, "name")+"]", item.Line)
				continue
			}
			if i := counterpart(item, list); i >= 0 {
				e.merge(item, list[i], element(path, names, i))
			}
		}
	default:
		if equal(scalar(patch), final) {
			e.sets(path, patch.Line)
		}
	}
}

func (e effect) mergeFields(patch *yaml.Node, final any, path string) {
	fields, ok := final.(map[string]any)
	if repository.Text(patch, "$patch") == "delete" {
		e.removes(path, patch.Line)
		return
	}
	if !ok {
		return
	}
	if len(patch.Content) == 0 && len(fields) == 0 {
		e.sets(path, patch.Line)
	}
	for i := 0; i+1 < len(patch.Content); i += 2 {
		name, value := repository.Key(patch.Content[i]), repository.Resolved(patch.Content[i+1])
		// What names the patched resource sets nothing, but for a change of name, which another field says.
		if strings.HasPrefix(name, "$") || path == "" && (name == "apiVersion" || name == "kind") {
			continue
		}
		if value.ShortTag() == "!!null" && value.Kind == yaml.ScalarNode {
			e.removes(child(path, name), value.Line)
			continue
		}
		if inFinal, found := fields[name]; found {
			e.merge(value, inFinal, child(path, name))
		}
	}
}

// mergeKeys are those by which Kubernetes merges lists of mappings.
// https://github.com/kubernetes/api: patchMergeKey
var mergeKeys = []string{"name", "containerPort", "port", "mountPath", "devicePath", "key", "ip", "topologyKey", "type", "uid", "claimName"}

// counterpart is the item of a list that an item of a patch became; -1 when none or several could be.
func counterpart(item *yaml.Node, list []any) int {
	wanted := plain(item)
	fields, isMapping := wanted.(map[string]any)
	only := func(matches func(any) bool) int {
		found := -1
		for i, candidate := range list {
			if matches(candidate) {
				if found >= 0 {
					return -1
				}
				found = i
			}
		}
		return found
	}
	if !isMapping {
		return only(func(candidate any) bool { return equal(candidate, wanted) })
	}
	if found := only(func(candidate any) bool { return holds(candidate, wanted) }); found >= 0 {
		return found
	}
	for _, key := range mergeKeys {
		if value, said := fields[key]; said {
			return only(func(candidate any) bool {
				other, _ := candidate.(map[string]any)
				return equal(other[key], value)
			})
		}
	}
	return -1
}

// holds tells that a value has everything that another one says.
func holds(value, wanted any) bool {
	switch wanted := wanted.(type) {
	case map[string]any:
		fields, ok := value.(map[string]any)
		if !ok {
			return false
		}
		for name, field := range wanted {
			if own, found := fields[name]; !found || !holds(own, field) {
				return false
			}
		}
		return true
	case []any:
		list, ok := value.([]any)
		if !ok {
			return false
		}
		for _, item := range wanted {
			found := false
			for _, own := range list {
				found = found || holds(own, item)
			}
			if !found {
				return false
			}
		}
		return true
	}
	return equal(value, wanted)
}

// operation follows one operation of a JSON 6902 patch.
func (e effect) operation(operation *yaml.Node, declared, final any) {
	pointer := strings.Split(repository.Text(operation, "path"), "/")
	if len(pointer) < 2 || pointer[0] != "" {
		return
	}
	for i, token := range pointer {
		pointer[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
	}
	switch repository.Text(operation, "op") {
	case "add", "replace":
		if value := repository.Field(operation, "value"); value != nil {
			e.setAt(value, final, pointer[1:], "")
		}
	case "remove":
		if path, found := follow(declared, pointer[1:], ""); found {
			e.removes(path, operation.Line)
		}
	}
}

// setAt finds where the value of an operation came to stand. An item that was put into a list may have been moved since.
func (e effect) setAt(value *yaml.Node, final any, pointer []string, path string) {
	if len(pointer) == 0 {
		e.merge(value, final, path)
		return
	}
	token := pointer[0]
	switch final := final.(type) {
	case map[string]any:
		if inFinal, found := final[token]; found {
			e.setAt(value, inFinal, pointer[1:], child(path, token))
		}
	case []any:
		names := namesOf(final)
		index, err := strconv.Atoi(token)
		inside := err == nil && index >= 0 && index < len(final)
		if len(pointer) == 1 && (!inside || !holds(final[index], plain(value))) {
			if found := counterpart(value, final); found >= 0 {
				e.merge(value, final[found], element(path, names, found))
			}
			return
		}
		if inside {
			e.setAt(value, final[index], pointer[1:], element(path, names, index))
		}
	}
}

// follow is the path of what a JSON pointer points to.
func follow(value any, pointer []string, path string) (string, bool) {
	if len(pointer) == 0 {
		return path, true
	}
	switch value := value.(type) {
	case map[string]any:
		field, found := value[pointer[0]]
		if !found {
			return "", false
		}
		return follow(field, pointer[1:], child(path, pointer[0]))
	case []any:
		index, err := strconv.Atoi(pointer[0])
		if err != nil || index < 0 || index >= len(value) {
			return "", false
		}
		return follow(value[index], pointer[1:], element(path, namesOf(value), index))
	}
	return "", false
}
