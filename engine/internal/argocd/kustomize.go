package argocd

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
)

// readKustomize puts spec.source.kustomize into the words of a Flux Kustomization. Both are handed to kustomize.
func (s *Source) readKustomize(fields map[string]json.RawMessage) error {
	if len(fields) == 0 {
		return nil
	}
	s.Kustomize = map[string]any{}
	ignoreMissing := false
	for name, written := range fields {
		field := s.Field + ".kustomize." + name
		var err error
		switch name {
		case "namePrefix", "nameSuffix":
			err = s.text(name, written)
		case "namespace":
			err = s.text("targetNamespace", written)
		case "images":
			err = s.images(field, written)
		case "components":
			err = s.components(written)
		case "ignoreMissingComponents":
			err = json.Unmarshal(written, &ignoreMissing)
		case "kubeVersion", "apiVersions":
			// Of charts that kustomize inflates, which takes a build option of the installation.
		case "patches":
			err = s.patches(field, written)
		default:
			if meansSomething(written) {
				s.Unread = append(s.Unread, field)
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", field, err)
		}
	}
	if ignoreMissing && s.Kustomize["components"] != nil {
		s.Kustomize["ignoreMissingComponents"] = true
	}
	sort.Strings(s.Unread)
	return nil
}

// asksForKustomize as ApplicationSourceKustomize.IsZero: some fields alone choose no tool.
func asksForKustomize(fields map[string]json.RawMessage) bool {
	for name, written := range fields {
		switch name {
		case "namePrefix", "nameSuffix", "version", "namespace", "images", "replicas", "commonLabels", "commonAnnotations",
			"patches", "components", "kubeVersion", "apiVersions", "ignoreMissingComponents":
			if meansSomething(written) {
				return true
			}
		}
	}
	return false
}

func (s *Source) components(written json.RawMessage) error {
	var components []string
	if err := json.Unmarshal(written, &components); err != nil {
		return err
	}
	var entries []any
	for _, component := range components {
		entries = append(entries, component)
	}
	if len(entries) > 0 {
		s.Kustomize["components"] = entries
	}
	return nil
}

func meansSomething(written json.RawMessage) bool {
	switch string(written) {
	case "null", "false", `""`, "{}", "[]":
		return false
	}
	return true
}

func (s *Source) text(name string, written json.RawMessage) error {
	var value string
	if err := json.Unmarshal(written, &value); err != nil {
		return err
	}
	if value != "" {
		s.Kustomize[name] = value
	}
	return nil
}

func (s *Source) images(field string, written json.RawMessage) error {
	var images []string
	if err := json.Unmarshal(written, &images); err != nil {
		return err
	}
	var entries []any
	for i, image := range images {
		image, known := s.environment.Substitute(image)
		if !known {
			s.Unread = append(s.Unread, fmt.Sprintf("%s[%d]", field, i))
			continue
		}
		entry, err := readImage(image)
		if err != nil {
			return err
		}
		entries = append(entries, entry)
	}
	if len(entries) > 0 {
		s.Kustomize["images"] = entries
	}
	return nil
}

// readImage reads what `kustomize edit set image` does: `[name=]newName[:tag][@digest]`. Without a new name the image keeps
// its own.
func readImage(written string) (map[string]any, error) {
	name, target, renamed := strings.Cut(written, "=")
	if !renamed {
		target = written
	}
	entry := map[string]any{}
	if at := strings.Index(target, "@"); at >= 0 {
		entry["digest"] = target[at+1:]
		target = target[:at]
	}
	// A colon before the last slash is that of a registry's port.
	if colon := strings.LastIndex(target, ":"); colon > strings.LastIndex(target, "/") {
		entry["newTag"] = target[colon+1:]
		target = target[:colon]
	}
	if !renamed {
		name = target
	}
	if name == "" || target == "" || len(entry) == 0 && !renamed {
		return nil, fmt.Errorf("%q is no image as [old=]new[:tag][@digest]", written)
	}
	entry["name"] = name
	if renamed && target != "*" && target != name {
		entry["newName"] = target
	}
	return entry, nil
}

func (s *Source) patches(field string, written json.RawMessage) error {
	var patches []map[string]any
	if err := json.Unmarshal(written, &patches); err != nil {
		return err
	}
	var entries []any
	for i, patch := range patches {
		entry := map[string]any{}
		for name, value := range patch {
			if name == "patch" || name == "target" {
				entry[name] = value
			} else {
				s.Unread = append(s.Unread, fmt.Sprintf("%s[%d].%s", field, i, name))
			}
		}
		entries = append(entries, entry)
	}
	if len(entries) > 0 {
		s.Kustomize["patches"] = entries
	}
	return nil
}
