package repository

import (
	"bytes"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/fluxcd/pkg/sourceignore"
	"github.com/fluxcd/pkg/sourceignore/gitignore"
)

// filter tells which files source-controller leaves out of a GitRepository's artifact.
type filter struct {
	matcher gitignore.Matcher
	sparse  []string
	// matched are the matcher's answers so far.
	matched *answers
}

// answers of one set of rules, by path; those of a directory end in `/`. Commits have most of their paths in common, and
// most of their rules.
type answers struct {
	mutex  sync.Mutex
	byPath map[string]bool
}

// Bounds of what is remembered over requests: past them all is forgotten.
const (
	mostRules = 64
	mostPaths = 200_000
)

var (
	rulesMutex sync.Mutex
	byRules    = map[string]*answers{}
)

func answersOf(rules string) *answers {
	rulesMutex.Lock()
	defer rulesMutex.Unlock()
	known, found := byRules[rules]
	if !found {
		if len(byRules) >= mostRules {
			byRules = map[string]*answers{}
		}
		known = &answers{byPath: map[string]bool{}}
		byRules[rules] = known
	}
	return known
}

func (a *answers) get(name string, directory bool, compute func() bool) bool {
	key := name
	if directory {
		key += "/"
	}
	a.mutex.Lock()
	answer, found := a.byPath[key]
	a.mutex.Unlock()
	if found {
		return answer
	}
	answer = compute()
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if len(a.byPath) >= mostPaths {
		a.byPath = map[string]bool{}
	}
	a.byPath[key] = answer
	return answer
}

// newFilter mirrors GitRepositoryReconciler.reconcileArtifact and storage.SourceIgnoreFilter of fluxcd/pkg/artifact:
// the patterns of every .sourceignore and then of spec.ignore replace the default ones, except those for Git's own files.
func newFilter(snapshot *Snapshot, options ArchiveOptions) *filter {
	patterns, rules := sourceIgnores(snapshot)
	if options.Ignore != nil {
		rules = append(rules, "spec", strconv.Itoa(len(*options.Ignore)), *options.Ignore)
		patterns = append(patterns, sourceignore.ReadPatterns(strings.NewReader(*options.Ignore), nil)...)
	}
	f := &filter{matcher: sourceignore.NewDefaultMatcher(nil, nil), matched: answersOf(digest(rules...))}
	if len(patterns) > 0 {
		f.matcher = sourceignore.NewMatcher(append(sourceignore.VCSPatterns(nil), patterns...))
	}
	for _, prefix := range options.SparseCheckout {
		f.sparse = append(f.sparse, strings.TrimPrefix(path.Clean("/"+prefix), "/"))
	}
	return f
}

// sourceIgnores mirrors sourceignore.LoadIgnorePatterns, which reads from disk: a directory's file first, then those of
// its subdirectories, which is the order of their paths once the file name is taken away. The rules are the
// same as text, each with its length before it, so that no two sets of rules are taken for one.
func sourceIgnores(snapshot *Snapshot) (patterns []gitignore.Pattern, rules []string) {
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
			rules = append(rules, "at "+directory, strconv.Itoa(len(data)), string(data))
		}
	}
	return patterns, rules
}

func (f *filter) drops(name string, directory bool) bool {
	if f.matched.get(name, directory, func() bool { return f.matcher.Match(components(name), directory) }) {
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
