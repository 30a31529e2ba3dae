package provenance

import (
	"path"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/types"

	"fleetkeep.dev/engine/internal/repository"
)

// kustomization is one kustomization file.
type kustomization struct {
	*builder
	directory, location string
	root                *yaml.Node
	scope               map[string]bool
}

// addSteps in the order of kustomize's configureBuiltinTransformers.
// https://github.com/kubernetes-sigs/kustomize/blob/api/v0.21.1/api/internal/target/kusttarget_configplugin.go
func (k *kustomization) addSteps() {
	for _, item := range repository.Items(k.root, "patchesStrategicMerge") {
		k.addPatch(item, nil)
	}
	for _, item := range repository.Items(k.root, "patches") {
		k.addPatch(item, repository.Field(item, "target"))
	}
	if namespace := repository.Field(k.root, "namespace"); namespace != nil {
		k.add(ByNamespace, namespaceStep(namespace.Value, k.at(namespace)))
	}
	if prefix := repository.Field(k.root, "namePrefix"); prefix != nil {
		k.add(ByNamePrefix, nameStep(prefix.Value, k.at(prefix)))
	}
	if suffix := repository.Field(k.root, "nameSuffix"); suffix != nil {
		k.add(ByNameSuffix, nameStep(suffix.Value, k.at(suffix)))
	}
	k.addPairs(ByLabels, repository.Field(k.root, "commonLabels"), labelFields)
	for _, item := range repository.Items(k.root, "labels") {
		k.addPairs(ByLabels, repository.Field(item, "pairs"), labelFields)
	}
	k.addPairs(ByAnnotations, repository.Field(k.root, "commonAnnotations"), annotationFields)
	for _, item := range repository.Items(k.root, "patchesJson6902") {
		k.addPatch(item, repository.Field(item, "target"))
	}
	for _, item := range repository.Items(k.root, "replicas") {
		if count := repository.Field(item, "count"); count != nil {
			k.add(ByReplicas, replicasStep(repository.Text(item, "name"), plain(count), k.at(count)))
		}
	}
	for _, item := range repository.Items(k.root, "images") {
		k.add(ByImages, imageStep(types.Image{
			Name: repository.Text(item, "name"), NewName: repository.Text(item, "newName"), NewTag: repository.Text(item, "newTag"),
			TagSuffix: repository.Text(item, "tagSuffix"), Digest: repository.Text(item, "digest"),
		}, k.imagePlace(item)))
	}
	k.addReplacements()
}

func (k *kustomization) add(by string, apply func(*subject, marks)) {
	k.steps = append(k.steps, step{by: by, scope: k.scope, apply: apply})
}

func (k *kustomization) at(node *yaml.Node) Place { return Place{File: k.location, Line: node.Line} }

// imagePlace is the line of what counts most.
func (k *kustomization) imagePlace(item *yaml.Node) Place {
	for _, name := range []string{"digest", "newTag", "tagSuffix", "newName"} {
		if value := repository.Field(item, name); value != nil && value.Value != "" {
			return k.at(value)
		}
	}
	return k.at(item)
}

func (k *kustomization) addPairs(by string, pairs *yaml.Node, parents map[string]bool) {
	for i := 0; pairs != nil && pairs.Kind == yaml.MappingNode && i+1 < len(pairs.Content); i += 2 {
		value := repository.Resolved(pairs.Content[i+1])
		k.add(by, pairStep(repository.Key(pairs.Content[i]), value.Value, parents, k.at(value)))
	}
}

// addPatch takes a patch from a file or from the text itself.
func (k *kustomization) addPatch(item, selector *yaml.Node) {
	inline, file := repository.Field(item, "patch"), repository.Text(item, "path")
	if item.Kind == yaml.ScalarNode {
		// patchesStrategicMerge lists files and texts alike.
		inline, file = item, item.Value
		if _, _, found := k.files.Read(path.Join(k.directory, file)); found {
			inline = nil
		}
	}
	text, place := "", func(int) Place { return Place{} }
	switch {
	case inline != nil && inline.Kind == yaml.ScalarNode:
		text = inline.Value
		place = func(line int) Place { return Place{File: k.location, Line: LineInText(inline, line-1)} }
	case file != "":
		data, location, found := k.files.Read(path.Join(k.directory, file))
		if !found {
			return
		}
		text, place = string(data), func(line int) Place { return Place{File: location, Line: line} }
	default:
		return
	}
	if apply := patchStep(text, selectorOf(selector), selector != nil, place); apply != nil {
		k.add(ByPatch, apply)
	}
}

// LineInText is where a line of a text, from 0, stands in the file that holds the text.
func LineInText(text *yaml.Node, offset int) int {
	if text.Style&yaml.LiteralStyle != 0 {
		return text.Line + 1 + offset
	}
	return text.Line
}

func selectorOf(node *yaml.Node) types.Selector {
	if node == nil {
		return types.Selector{}
	}
	selector, _ := decode[types.Selector](plain(node))
	return selector
}

// patchStep is nil for a patch that says nothing that can be followed.
func patchStep(text string, selector types.Selector, targeted bool, place func(line int) Place) func(*subject, marks) {
	documents, _ := repository.Documents([]byte(text))
	selected, err := newTarget(selector)
	if err != nil || len(documents) == 0 {
		return nil
	}
	return func(s *subject, m marks) {
		effect := effect{
			sets:    func(path string, line int) { m.set(path, place(line)) },
			removes: func(path string, line int) { m.remove(path, place(line)) },
		}
		for _, document := range documents {
			if len(document.Content) == 0 {
				continue
			}
			root := document.Content[0]
			if targeted && !selected.matches(s) || !targeted && !named(root, s) {
				continue
			}
			if strings.HasPrefix(repository.Text(root, "$patch"), "delete") {
				continue
			}
			effect.patch(root, s.declared, s.Final)
		}
	}
}
