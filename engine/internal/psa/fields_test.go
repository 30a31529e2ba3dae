package psa

import (
	"go/build"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// named matches a field that the standard restricts, as the comments of its checks list them:
// `spec.containers[*].ports[*].hostPort`, or `metadata.annotations['container.apparmor.security.beta.kubernetes.io/*']`.
var named = regexp.MustCompile(`(?m)^[*\s]*((?:spec|metadata)\.[\w.*'/\[\]-]+)`)

// TestEveryNamedFieldIsGenerated reads which fields the standard names from its own source, and looks for two values of each
// among generated pods; what it names of containers must turn up in init containers and debug containers too.
func TestEveryNamedFieldIsGenerated(t *testing.T) {
	upstream, err := build.Import("k8s.io/pod-security-admission/policy", ".", build.FindOnly)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(upstream.Dir, "check_*.go"))
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, match := range named.FindAllStringSubmatch(string(source), -1) {
			field := match[1]
			fields[field] = true
			for _, list := range []string{"initContainers", "containers", "ephemeralContainers"} {
				fields[strings.Replace(field, "spec.containers[*]", "spec."+list+"[*]", 1)] = true
			}
		}
	}
	// The source names 90; fewer would mean that its comments are written otherwise, and this test reads nothing.
	if len(fields) < 90 {
		t.Fatalf("%s names %d fields: %v", upstream.Dir, len(fields), fields)
	}
	values := map[string][]any{}
	for index := range 3_000 {
		pod := newGenerator(*seed, uint64(index)).pod(index)
		for field := range fields {
			if len(values[field]) < 2 {
				for _, value := range at(pod, segments(field)) {
					if !slices.ContainsFunc(values[field], func(known any) bool { return reflect.DeepEqual(known, value) }) {
						values[field] = append(values[field], value)
					}
				}
			}
		}
	}
	for field := range fields {
		// What a volume is made of does not matter, only that there is one.
		wanted := 2
		if strings.HasPrefix(field, "spec.volumes[*].") {
			wanted = 1
		}
		if len(values[field]) < wanted {
			t.Errorf("the standard names %s; generated are %v", field, values[field])
		}
	}
}

// TestEveryVolumeIsGenerated: the kinds of volumes are those of Kubernetes, not those that somebody thought of.
func TestEveryVolumeIsGenerated(t *testing.T) {
	generated := map[string]bool{}
	for index := range 3_000 {
		for _, volume := range at(newGenerator(*seed, uint64(index)).pod(index), []string{"spec", "volumes", "*"}) {
			for field := range volume.(object) {
				generated[field] = true
			}
		}
	}
	for _, source := range reflect.VisibleFields(reflect.TypeFor[corev1.VolumeSource]()) {
		if name, _, _ := strings.Cut(source.Tag.Get("json"), ","); !generated[name] {
			t.Errorf("no generated pod has a volume of kind %s", name)
		}
	}
}

// segments of a field: `*` stands for all items of a list, and for the end of an annotation's name.
func segments(field string) []string {
	if annotation, found := strings.CutPrefix(field, "metadata.annotations['"); found {
		return []string{"metadata", "annotations", strings.TrimSuffix(annotation, "']")}
	}
	return strings.Split(strings.ReplaceAll(field, "[*]", ".*"), ".")
}

// at are the values of a field; null is one.
func at(value any, path []string) []any {
	if len(path) == 0 {
		return []any{value}
	}
	var found []any
	switch value := value.(type) {
	case object:
		if beginning, many := strings.CutSuffix(path[0], "*"); many {
			for name, each := range value {
				if strings.HasPrefix(name, beginning) {
					found = append(found, at(each, path[1:])...)
				}
			}
		} else if each, present := value[path[0]]; present {
			found = at(each, path[1:])
		}
	case []any:
		if path[0] == "*" {
			for _, each := range value {
				found = append(found, at(each, path[1:])...)
			}
		}
	}
	return found
}
