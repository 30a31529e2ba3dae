package render

import (
	"path"
	"regexp"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"fleetkeep.dev/engine/internal/repository"
)

// generatorOf finds the ArtifactGenerator that makes an ExternalArtifact, and the artifact in it.
// https://fluxcd.io/flux/components/source/artifactgenerators/
func (s sources) generatorOf(wanted reference) (*object, map[string]any) {
	var keys []key
	for candidate := range s.objects {
		if candidate.group == extensionsGroup && candidate.kind == "ArtifactGenerator" && candidate.namespace == wanted.namespace {
			keys = append(keys, candidate)
		}
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i].name < keys[j].name })
	for _, candidate := range keys {
		generator := s.objects[candidate]
		artifacts, _, _ := unstructured.NestedSlice(generator.parsed.Object, "spec", "artifacts")
		for _, entry := range artifacts {
			if fields, _ := entry.(map[string]any); fields["name"] == wanted.name {
				return generator, fields
			}
		}
	}
	return nil, nil
}

// artifact makes the content of one artifact of an ArtifactGenerator.
func (s sources) artifact(generator *object, artifact map[string]any, visited []reference) (*repository.View, *failure) {
	views := map[string]*repository.View{}
	entries, _, _ := unstructured.NestedSlice(generator.parsed.Object, "spec", "sources")
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		alias, _ := fields["alias"].(string)
		wanted := reference{namespace: generator.Namespace}
		wanted.kind, _ = fields["kind"].(string)
		wanted.name, _ = fields["name"].(string)
		if namespace, _ := fields["namespace"].(string); namespace != "" {
			wanted.namespace = namespace
		}
		view, reason := s.resolve(wanted, visited)
		if reason != nil {
			return nil, reason
		}
		views[alias] = view
	}
	identity := []string{generator.Namespace, generator.Name, generator.Hash}
	files := map[string]repository.Backing{}
	copies, _, _ := unstructured.NestedSlice(artifact, "copy")
	for _, entry := range copies {
		fields, _ := entry.(map[string]any)
		if reason := copyFiles(generator, fields, views, files); reason != nil {
			return nil, reason
		}
	}
	for _, alias := range sortedKeys(views) {
		identity = append(identity, alias, views[alias].ID)
	}
	name, _ := artifact["name"].(string)
	id := strings.Join(append(identity, name), "\n")
	return s.renderer.views.get("artifact "+id, func() *repository.View {
		return repository.EmptyView(id).Copy(id, files)
	}), nil
}

// copyFiles does one copy of an artifact: `from: @alias/glob`, `to: @artifact/path`, as cp does it. A glob's files keep
// their path below its fixed part; a directory named without a glob is copied as a whole, below its own name where the
// target ends in a slash; a file goes into a target that ends in a slash, else becomes it.
func copyFiles(generator *object, fields map[string]any, views map[string]*repository.View, files map[string]repository.Backing) *failure {
	written, _ := fields["from"].(string)
	alias, pattern, _ := strings.Cut(strings.TrimPrefix(written, "@"), "/")
	target, _ := fields["to"].(string)
	view, known := views[alias]
	rest, isArtifact := strings.CutPrefix(target, "@artifact")
	if !known || !isArtifact {
		return failed("artifact-invalid", generator.File, generator.Line,
			"ArtifactGenerator %s/%s copies from %q to %q: write from as @ALIAS/PATH of one of its sources and to as @artifact/PATH",
			generator.Namespace, generator.Name, written, target)
	}
	into, isDirectory := cleanDirectory(rest), strings.HasSuffix(rest, "/") || rest == ""
	excludes, _, _ := unstructured.NestedStringSlice(fields, "exclude")
	add := func(name, destination string) {
		for _, exclude := range excludes {
			if glob(exclude).MatchString(name) || glob(exclude).MatchString(path.Base(name)) {
				return
			}
		}
		files[path.Join(into, destination)], _ = view.File(name)
	}
	matched := false
	switch pattern = strings.TrimSuffix(pattern, "/"); {
	case strings.ContainsAny(pattern, "*?["):
		fixed, expression := fixedPart(pattern), glob(pattern)
		for _, name := range view.Paths() {
			if expression.MatchString(name) {
				matched = true
				add(name, strings.TrimPrefix(strings.TrimPrefix(name, fixed), "/"))
			}
		}
	case view.IsDirectory(pattern):
		matched = true
		for name := range below(view, pattern, ".") {
			destination := name
			if isDirectory && cleanDirectory(pattern) != "." {
				destination = path.Join(path.Base(pattern), name)
			}
			add(path.Join(cleanDirectory(pattern), name), destination)
		}
	case view.Exists(pattern):
		matched = true
		if isDirectory {
			add(pattern, path.Base(pattern))
		} else {
			add(pattern, "")
		}
	}
	if !matched {
		return failed("path-missing", generator.File, generator.Line,
			"ArtifactGenerator %s/%s copies %q, which matches nothing in its source%s",
			generator.Namespace, generator.Name, written, didYouMean(view.NearDirectories(fixedPart(pattern))))
	}
	return nil
}

// fixedPart is the directory before the first wildcard.
func fixedPart(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if strings.ContainsAny(part, "*?[") {
			return strings.Join(parts[:i], "/")
		}
	}
	return pattern
}

// glob translates a doublestar pattern: ** crosses directories, * and ? do not.
func glob(pattern string) *regexp.Regexp {
	var expression strings.Builder
	expression.WriteString("^")
	for i := 0; i < len(pattern); i++ {
		switch rest := pattern[i:]; {
		case strings.HasPrefix(rest, "**/"):
			expression.WriteString("(?:.*/)?")
			i += 2
		case strings.HasPrefix(rest, "**"):
			expression.WriteString(".*")
			i++
		case rest[0] == '*':
			expression.WriteString("[^/]*")
		case rest[0] == '?':
			expression.WriteString("[^/]")
		default:
			expression.WriteString(regexp.QuoteMeta(rest[:1]))
		}
	}
	expression.WriteString("$")
	return regexp.MustCompile(expression.String())
}
