package render

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"sort"
	"strings"

	"sigs.k8s.io/kustomize/api/konfig"

	"fleetkeep.dev/engine/internal/cutoff"
	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// failure is why a build came to nothing.
type failure struct {
	state    string
	problems []protocol.Problem
	// missing is what would have to be fetched.
	missing []protocol.Artifact
}

func failed(code, file string, line int, format string, args ...any) *failure {
	return &failure{state: protocol.KustomizationStatusStateFailed, problems: []protocol.Problem{problem(code, file, line, format, args...)}}
}

func unknown(code, file string, line int, format string, args ...any) *failure {
	return &failure{state: protocol.KustomizationStatusStateUnknown, problems: []protocol.Problem{problem(code, file, line, format, args...)}}
}

func (f *failure) message() string {
	messages := make([]string, len(f.problems))
	for i, problem := range f.problems {
		messages[i] = problem.Message
		if problem.File != "" && !strings.Contains(problem.Message, problem.File) {
			messages[i] = fmt.Sprintf("%s:%d: %s", problem.File, problem.Line, problem.Message)
		}
	}
	return strings.Join(messages, "; ")
}

func problem(code, file string, line int, format string, args ...any) protocol.Problem {
	return protocol.Problem{
		Location: protocol.Location{File: file, Line: line}, Code: code, Message: fmt.Sprintf(format, args...),
	}
}

// explain finds what is behind a failed build: what was refused, which files are no YAML, which names lead nowhere; only
// then kustomize's own words.
func explain(err error, files *repository.FileSystem, view *repository.View, directory string) *failure {
	if errors.Is(err, context.DeadlineExceeded) {
		return failed("timeout", "", 0, "%s took longer than a Kustomization may: %s", directory, cutoff.Remedy)
	}
	if result := refused(files); result != nil {
		if result.state == protocol.KustomizationStatusStateUnknown {
			// What is broken beside something remote is so whatever that brings.
			if certain := append(brokenBy(err, files), missingFiles(files, view)...); len(certain) > 0 {
				result.state, result.problems = protocol.KustomizationStatusStateFailed, append(certain, result.problems...)
			}
		}
		return result
	}
	if problems := syntaxErrors(files, view, directory); len(problems) > 0 {
		return &failure{state: protocol.KustomizationStatusStateFailed, problems: problems}
	}
	if problems := missingFiles(files, view); len(problems) > 0 {
		return &failure{state: protocol.KustomizationStatusStateFailed, problems: problems}
	}
	file, line := mentioned(err, files, view, directory)
	return failed("build-failed", file, line, "%s", inRepository(err.Error()))
}

func refused(files *repository.FileSystem) *failure {
	var problems []protocol.Problem
	state := protocol.KustomizationStatusStateFailed
	for _, refusal := range files.Problems() {
		if refusal.Code == repository.RemoteBase {
			state = protocol.KustomizationStatusStateUnknown
		}
		problems = append(problems, problem(refusal.Code, refusal.File, max(refusal.Line, 1), "%s", refusal.Message))
	}
	if len(problems) == 0 {
		return nil
	}
	return &failure{state: state, problems: problems}
}

// syntaxErrors checks what was read and, since the first broken file ends the reading, all manifests of the directory.
func syntaxErrors(files *repository.FileSystem, view *repository.View, directory string) []protocol.Problem {
	candidates := map[string]repository.Backing{}
	for name, backing := range files.Read() {
		candidates[name] = backing
	}
	for _, name := range view.Paths() {
		if isManifest(name) && (directory == "." || strings.HasPrefix(name, directory+"/")) {
			candidates[name], _ = view.File(name)
		}
	}
	return broken(candidates)
}

// brokenBy are the files that were read, are no YAML, and are named by the error: a generator may take any text.
func brokenBy(err error, files *repository.FileSystem) []protocol.Problem {
	named := map[string]repository.Backing{}
	for name, backing := range files.Read() {
		if strings.Contains(err.Error(), path.Base(name)) {
			named[name] = backing
		}
	}
	return broken(named)
}

func broken(candidates map[string]repository.Backing) []protocol.Problem {
	var problems []protocol.Problem
	for _, name := range sortedKeys(candidates) {
		backing := candidates[name]
		data, err := backing.Read()
		if err != nil || !isManifest(name) {
			continue
		}
		var syntax *repository.Error
		if _, err := repository.Documents(data); errors.As(err, &syntax) {
			problems = append(problems, problem(repository.YAMLSyntax, backing.Location(), max(syntax.Line, 1),
				"%s is not valid YAML: %s", backing.Location(), syntax.Message))
		}
	}
	return problems
}

func isManifest(name string) bool {
	extension := path.Ext(name)
	return extension == ".yaml" || extension == ".yml" || path.Base(name) == "Kustomization"
}

// missingFiles blames the kustomization file that names a path which is not there.
func missingFiles(files *repository.FileSystem, view *repository.View) []protocol.Problem {
	var problems []protocol.Problem
	missing := map[string]bool{}
	for _, name := range files.Missing() {
		missing[name] = true
	}
	for _, name := range sortedKeys(files.Read()) {
		if !isKustomizationFile(name) {
			continue
		}
		backing := files.Read()[name]
		data, err := backing.Read()
		if err != nil {
			continue
		}
		for _, entry := range entries(data) {
			wanted := path.Join(path.Dir(name), entry.value)
			if !missing[wanted] || view.Exists(wanted) {
				continue
			}
			problems = append(problems, problem("resource-missing", backing.Location(), entry.line,
				"%s names %s, but %s %s", backing.Location(), entry.value, wanted, absence(view, wanted)))
		}
	}
	return problems
}

func absence(view *repository.View, wanted string) string {
	if view.Ignored(wanted) {
		return "is left out of the source by its ignore rules: correct spec.ignore, spec.sparseCheckout or .sourceignore"
	}
	return "does not exist" + didYouMean(near(view, wanted))
}

func near(view *repository.View, wanted string) []string {
	parent := path.Dir(wanted)
	if !view.IsDirectory(parent) {
		return view.NearDirectories(wanted)
	}
	names := repository.Near(path.Base(wanted), view.Names(parent))
	for i, name := range names {
		names[i] = path.Join(parent, name)
	}
	return names
}

func didYouMean(names []string) string {
	if len(names) == 0 {
		return ": create it or correct the path"
	}
	return fmt.Sprintf(": correct the path (near names: %s) or create it", strings.Join(names, ", "))
}

func isKustomizationFile(name string) bool {
	for _, recognised := range konfig.RecognizedKustomizationFileNames() {
		if path.Base(name) == recognised {
			return true
		}
	}
	return false
}

var artifactPath = regexp.MustCompile(regexp.QuoteMeta(repository.Root) + `/([^\s:'",]+)`)

// mentioned finds the place that an error of kustomize is about: the last file that it names, else the kustomization file.
func mentioned(err error, files *repository.FileSystem, view *repository.View, directory string) (string, int) {
	matches := artifactPath.FindAllStringSubmatch(err.Error(), -1)
	for i := len(matches) - 1; i >= 0; i-- {
		backing, found := view.File(matches[i][1])
		if !found {
			continue
		}
		return backing.Location(), oddDocument(backing)
	}
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		if backing, found := view.File(path.Join(directory, name)); found {
			return backing.Location(), 1
		}
	}
	if names := sortedKeys(files.Read()); len(names) > 0 {
		return files.Read()[names[len(names)-1]].Location(), 1
	}
	return "", 0
}

// oddDocument is the line of the first document that is no Kubernetes object, else 1.
func oddDocument(backing repository.Backing) int {
	for _, document := range documentsOf(objectNodes(backing)) {
		if document.apiVersion == "" || document.kind == "" || document.name == "" {
			return document.line
		}
	}
	return 1
}

// asFile is what kustomize tells of its first try, to read a directory as a file.
var asFile = regexp.MustCompile(`accumulation err='accumulating resources from '[^']*': [^']*': `)

// inRepository rewrites the paths of a message to those of the repository.
func inRepository(message string) string {
	message = asFile.ReplaceAllString(message, "")
	message = strings.ReplaceAll(message, repository.Root+"/", "")
	return strings.ReplaceAll(message, repository.Root, ".")
}

func sortedKeys[V any](entries map[string]V) []string {
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
