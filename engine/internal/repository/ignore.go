package repository

import (
	"bytes"
	"path"
	"strings"

	"github.com/fluxcd/pkg/sourceignore"
	"github.com/fluxcd/pkg/sourceignore/gitignore"
)

// filter tells which files source-controller leaves out of a GitRepository's artifact.
type filter struct {
	matcher gitignore.Matcher
	sparse  []string
}

// newFilter mirrors GitRepositoryReconciler.reconcileArtifact and storage.SourceIgnoreFilter of fluxcd/pkg/artifact:
// the patterns of every .sourceignore and then of spec.ignore replace the default ones, except those for Git's own files.
func newFilter(snapshot *Snapshot, options ArchiveOptions) *filter {
	patterns := sourceIgnores(snapshot)
	if options.Ignore != nil {
		patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(*options.Ignore), nil)...)
	}
	f := &filter{matcher: sourceignore.NewDefaultMatcher(nil, nil)}
	if len(patterns) > 0 {
		f.matcher = sourceignore.NewMatcher(append(sourceignore.VCSPatterns(nil), patterns...))
	}
	for _, prefix := range options.SparseCheckout {
		f.sparse = append(f.sparse, strings.TrimPrefix(path.Clean("/"+prefix), "/"))
	}
	return f
}

// sourceIgnores mirrors sourceignore.LoadIgnorePatterns, which reads from disk: a directory's file first, then those of
// its subdirectories, which is the order of their paths once the file name is taken away.
func sourceIgnores(snapshot *Snapshot) []gitignore.Pattern {
	var patterns []gitignore.Pattern
	byDirectory := map[string]*File{}
	directories := []string{}
	for _, file := range snapshot.Files() {
		if path.Base(file.Path) == sourceignore.IgnoreFile && file.Mode == Regular {
			byDirectory[path.Dir(file.Path)] = file
			directories = append(directories, path.Dir(file.Path))
		}
	}
	sortTree(directories)
	for _, directory := range directories {
		if data, err := snapshot.Read(byDirectory[directory]); err == nil {
			patterns = append(patterns, sourceignore.ReadPatterns(bytes.NewReader(data), components(directory))...)
		}
	}
	return patterns
}

func (f *filter) drops(name string, directory bool) bool {
	if f.matcher.Match(components(name), directory) {
		return true
	}
	if len(f.sparse) == 0 {
		return false
	}
	// go-git's sparse checkout keeps what begins with one of the given paths.
	for _, prefix := range f.sparse {
		if strings.HasPrefix(name, prefix) || (directory && strings.HasPrefix(prefix, name+"/")) {
			return false
		}
	}
	return true
}
