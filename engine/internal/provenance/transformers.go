package provenance

import (
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/api/types"

	"fleetkeep.dev/engine/internal/repository"
)

// Fields that labels and annotations are written into.
var (
	labelFields      = map[string]bool{"labels": true, "matchLabels": true, "selector": true}
	annotationFields = map[string]bool{"annotations": true}
)

func namespaceStep(namespace string, place Place) func(*subject, marks) {
	return func(s *subject, m marks) {
		for path, change := range s.changed {
			if change.value == namespace && (path == "metadata.namespace" || strings.HasSuffix(path, ".namespace")) {
				m.set(path, place)
			}
		}
		// kustomize renames Namespaces, too.
		if s.gvk.Kind == "Namespace" && s.name == namespace && s.name != s.was {
			m.set("metadata.name", place)
		}
		if s.Declared == nil && s.namespace == namespace {
			m.set("metadata.namespace", place)
		}
	}
}

func nameStep(part string, place Place) func(*subject, marks) {
	return func(s *subject, m marks) {
		if part != "" && s.name != s.was && strings.Contains(s.name, part) {
			m.set("metadata.name", place)
		}
	}
}

func pairStep(name, value string, parents map[string]bool, place Place) func(*subject, marks) {
	ending := child("x", name)[1:]
	return func(s *subject, m marks) {
		if s.Declared == nil && len(parents) > 0 {
			for parent := range parents {
				if found, _ := at(s.Final, "metadata", parent, name).(string); found == value && found != "" {
					m.set(child("metadata."+parent, name), place)
				}
			}
			return
		}
		for path, change := range s.changed {
			parent, ends := strings.CutSuffix(path, ending)
			if ends && change.value == value && parents[parent[strings.LastIndexAny(parent, ".]")+1:]] {
				m.set(path, place)
			}
		}
	}
}

func replicasStep(name string, count any, place Place) func(*subject, marks) {
	return func(s *subject, m marks) {
		if (name == s.name || name == s.was || between(name, s)) && equal(at(s.Final, "spec", "replicas"), count) {
			m.set("spec.replicas", place)
		}
	}
}

func imageStep(image types.Image, place Place) func(*subject, marks) {
	wanted := image.NewName
	if wanted == "" {
		wanted = image.Name
	}
	return func(s *subject, m marks) {
		for path, change := range s.changed {
			value, _ := change.value.(string)
			old, _ := change.old.(string)
			name, tag, digest := splitImage(value)
			was, _, _ := splitImage(old)
			if !strings.HasSuffix(path, "image") || name != wanted || old != "" && was != image.Name && was != wanted {
				continue
			}
			if image.Digest != "" && digest == image.Digest ||
				image.Digest == "" && image.NewTag != "" && tag == image.NewTag ||
				image.Digest == "" && image.NewTag == "" && (image.TagSuffix == "" && image.NewName != "" || image.TagSuffix != "" && strings.HasSuffix(tag, image.TagSuffix)) {
				m.set(path, place)
			}
		}
	}
}

func splitImage(image string) (name, tag, digest string) {
	name, digest, _ = strings.Cut(image, "@")
	if colon := strings.LastIndex(name, ":"); colon > strings.LastIndex(name, "/") {
		name, tag = name[:colon], name[colon+1:]
	}
	return name, tag, digest
}

// addReplacements follows the targets of replacements whose field paths are plain: names, `[name=x]`, numbers and `*`.
func (k *kustomization) addReplacements() {
	for _, item := range repository.Items(k.root, "replacements") {
		for _, target := range repository.Items(item, "targets") {
			selected, err := newTarget(selectorOf(repository.Field(target, "select")))
			if err != nil {
				continue
			}
			for _, fieldPath := range repository.Items(target, "fieldPaths") {
				tokens, place := splitFieldPath(fieldPath.Value), k.at(fieldPath)
				k.add(ByReplacements, func(s *subject, m marks) {
					if selected.matches(s) {
						replaced(s.Final, tokens, "", func(path string) { m.set(path, place) })
					}
				})
			}
		}
	}
}

// splitFieldPath cuts at dots outside of brackets.
func splitFieldPath(text string) []string {
	var tokens []string
	start, depth := 0, 0
	for i, letter := range text {
		switch letter {
		case '[':
			depth++
		case ']':
			depth--
		case '.':
			if depth == 0 {
				tokens = append(tokens, text[start:i])
				start = i + 1
			}
		}
	}
	return append(tokens, text[start:])
}

func replaced(value any, tokens []string, path string, set func(path string)) {
	if len(tokens) == 0 {
		leaves(value, path, func(path string, _ any) { set(path) })
		return
	}
	switch value := value.(type) {
	case map[string]any:
		name := strings.TrimSuffix(strings.TrimPrefix(tokens[0], "["), "]")
		if found, ok := value[name]; ok {
			replaced(found, tokens[1:], child(path, name), set)
		}
	case []any:
		names := namesOf(value)
		key, wanted, keyed := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(tokens[0], "["), "]"), "=")
		index, err := strconv.Atoi(tokens[0])
		for i, item := range value {
			fields, _ := item.(map[string]any)
			if tokens[0] == "*" || keyed && fields[key] == wanted || err == nil && i == index {
				replaced(item, tokens[1:], element(path, names, i), set)
			}
		}
	}
}
