package provenance

import (
	"path"
	"regexp"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"

	"fleetkeep.dev/engine/internal/repository"
)

// Files are those that a build could read, by their paths in the view.
type Files interface {
	// Read gives a file's content and its location as messages show it.
	Read(path string) (data []byte, location string, found bool)
}

// Build is what was built.
type Build struct {
	// Directory in the view.
	Directory string
	// Spec of the Kustomization.
	Spec map[string]any
}

// step is one thing that kustomize does to resources, in the order in which it does them.
type step struct {
	by string
	// scope are the files whose resources it is done to; nil for all.
	scope map[string]bool
	apply func(*subject, marks)
}

// marks are told what a step does to a resource.
type marks struct {
	set, remove func(path string, place Place)
}

// mostLevels bounds how deep kustomization files may refer to one another; kustomize refuses cycles itself.
const mostLevels = 64

type builder struct {
	files Files
	steps []step
	level int
	// changes tells that a kustomization file says anything that could change a resource, understood or not.
	changes bool
}

// harmless are fields of a kustomization file that change no resource.
var harmless = map[string]bool{"apiVersion": true, "kind": true, "metadata": true, "resources": true, "bases": true, "components": true}

func stepsOf(files Files, build Build) ([]step, bool) {
	b := &builder{files: files}
	components := texts(build.Spec["components"])
	if file, found := b.kustomizationFile(build.Directory); found {
		b.visit(file, map[string]bool{}, components)
	} else {
		b.scan(build.Directory, components)
	}
	b.spec(build.Spec)
	return b.steps, b.changes || len(b.steps) > 0
}

// scan is a directory without a kustomization file: Flux takes each subdirectory that has one as a resource. Any of those
// that the files tell of can be one.
func (b *builder) scan(directory string, components []string) {
	if lister, ok := b.files.(interface{ KustomizationsBelow(string) []string }); ok {
		for _, file := range lister.KustomizationsBelow(directory) {
			b.visit(file, map[string]bool{}, nil)
		}
	}
	for _, component := range components {
		if file, found := b.kustomizationFile(path.Join(directory, component)); found {
			b.visit(file, nil, nil)
		}
	}
}

func (b *builder) kustomizationFile(directory string) (string, bool) {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		file := path.Join(directory, name)
		if _, _, found := b.files.Read(file); found {
			return file, true
		}
	}
	return "", false
}

// visit adds the steps of a kustomization file, after those of what it refers to, and returns the files of its resources.
// A component works on those of its parent, too; nil stands for all files.
func (b *builder) visit(file string, scope map[string]bool, more []string) map[string]bool {
	data, location, found := b.files.Read(file)
	if !found || b.level >= mostLevels {
		return scope
	}
	b.level++
	defer func() { b.level-- }()
	documents, _ := repository.Documents(data)
	if len(documents) == 0 || len(documents[0].Content) == 0 {
		return scope
	}
	k := &kustomization{builder: b, directory: path.Dir(file), location: location, root: documents[0].Content[0]}
	if scope != nil {
		scope[file] = true
	}
	for i := 0; i < len(k.root.Content); i += 2 {
		b.changes = b.changes || !harmless[repository.Key(k.root.Content[i])]
	}
	for _, listed := range []string{"resources", "bases"} {
		for _, item := range repository.Items(k.root, listed) {
			target := path.Join(k.directory, item.Value)
			if sub, isDirectory := b.kustomizationFile(target); isDirectory {
				for name := range b.visit(sub, map[string]bool{}, nil) {
					if scope != nil {
						scope[name] = true
					}
				}
			} else if scope != nil {
				scope[target] = true
			}
		}
	}
	components := more
	for i := len(repository.Items(k.root, "components")) - 1; i >= 0; i-- {
		components = append([]string{repository.Items(k.root, "components")[i].Value}, components...)
	}
	for _, component := range components {
		if sub, isDirectory := b.kustomizationFile(path.Join(k.directory, component)); isDirectory {
			scope = b.visit(sub, scope, nil)
		}
	}
	k.scope = copied(scope)
	k.addSteps()
	return scope
}

func copied(scope map[string]bool) map[string]bool {
	if scope == nil {
		return nil
	}
	result := make(map[string]bool, len(scope))
	for name := range scope {
		result[name] = true
	}
	return result
}

func texts(value any) []string {
	list, _ := value.([]any)
	var result []string
	for _, item := range list {
		if text, ok := item.(string); ok {
			result = append(result, text)
		}
	}
	return result
}

// generatedAs tells that a name is another with what kustomize puts around it: a prefix, a suffix, a hash.
func generatedAs(declared, name string) bool {
	return strings.Contains(name, declared) && Hashed(name)
}

// Hashed tells that a name ends in the hash that kustomize appends to what it generates.
func Hashed(name string) bool { return hash.MatchString(name) }

var hash = regexp.MustCompile(`-[bcdfghkmt2456789]{10}$`)
