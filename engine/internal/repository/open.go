package repository

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"
)

// Options of Open.
type Options struct {
	// Revision is a commit-ish; empty means the working tree, or HEAD of a bare repository.
	Revision string
	// Index reads what the next commit would hold instead of the working tree; only without a Revision.
	Index bool
	// Trees remembers what directories of commits list; nil remembers nothing.
	Trees *Trees
	// MaxBytes caps the size of a file that is read; DefaultMaxBytes when 0.
	MaxBytes int64
}

// Repository is an opened Git repository.
type Repository struct {
	path string
	git  *git.Repository
	// worktree is the root on disk, empty for a bare repository.
	worktree string
}

// Find opens the repository that a path is or lies in. It fails with NotARepository.
func Find(directory string) (*Repository, error) {
	info, err := os.Stat(directory)
	if err != nil || !info.IsDir() {
		return nil, errorf(NotARepository, "", 0, "%s is not a directory: give the path of a Git repository", directory)
	}
	if isGitDirectory(directory) {
		repository, err := git.PlainOpen(directory)
		return wrap(directory, repository, "", err)
	}
	repository, err := git.PlainOpenWithOptions(directory,
		&git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if err != nil {
		return wrap(directory, nil, "", err)
	}
	tree, err := repository.Worktree()
	if err != nil {
		return wrap(directory, repository, "", nil)
	}
	return wrap(directory, repository, tree.Filesystem.Root(), nil)
}

func wrap(directory string, repository *git.Repository, worktree string, err error) (*Repository, error) {
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, errorf(NotARepository, "", 0,
			"%s is not a Git repository: run `git init` there or give the path of one", directory)
	}
	if err != nil {
		return nil, errorf(NotARepository, "", 0, "%s cannot be read as a Git repository: %v", directory, err)
	}
	if repository, err = withAlternates(repository); err != nil {
		return nil, errorf(NotARepository, "", 0, "%s cannot be read as a Git repository: %v", directory, err)
	}
	return &Repository{path: directory, git: repository, worktree: worktree}, nil
}

// withAlternates opens a repository once more so that objects borrowed from another one are found: go-git looks for an
// absolute objects/info/alternates (gitrepository-layout(5)) only in a file system that it is given.
func withAlternates(repository *git.Repository) (*git.Repository, error) {
	storage, ok := repository.Storer.(*filesystem.Storage)
	if !ok {
		return repository, nil
	}
	options := filesystem.Options{AlternatesFS: osfs.New("/", osfs.WithBoundOS())}
	return git.Open(filesystem.NewStorageWithOptions(storage.Filesystem(), cache.NewObjectLRUDefault(), options), nil)
}

// isGitDirectory recognises a bare repository or a .git folder as gitrepository-layout(5) describes it.
func isGitDirectory(directory string) bool {
	for _, name := range []string{"HEAD", "objects", "refs"} {
		if _, err := os.Stat(filepath.Join(directory, name)); err != nil {
			return false
		}
	}
	return true
}

// Open takes the snapshot that the options ask for.
func Open(directory string, options Options) (*Snapshot, error) {
	repository, err := Find(directory)
	if err != nil {
		return nil, err
	}
	return repository.Snapshot(options)
}

// Snapshot takes a snapshot of a revision or of the working tree.
func (r *Repository) Snapshot(options Options) (*Snapshot, error) {
	if options.Revision == "" && options.Index {
		return r.index(options)
	}
	if options.Revision == "" && r.worktree != "" {
		return r.workingTree(options)
	}
	commit, err := r.commit(options.Revision)
	if err != nil {
		return nil, err
	}
	return r.tree(commit, options)
}

func (r *Repository) commit(revision string) (plumbing.Hash, error) {
	if _, err := r.git.Head(); errors.Is(err, plumbing.ErrReferenceNotFound) && !r.hasReferences() {
		return plumbing.ZeroHash, errorf(EmptyRepository, "", 0,
			"%s has no commit yet: commit something or leave out the revision to read the working tree", r.path)
	}
	name := revision
	if name == "" {
		name = "HEAD"
	}
	hash, err := r.git.ResolveRevision(plumbing.Revision(name))
	if err != nil {
		return plumbing.ZeroHash, r.unknown(name)
	}
	if _, err := r.git.CommitObject(*hash); err != nil {
		return plumbing.ZeroHash, r.unknown(name)
	}
	return *hash, nil
}

func (r *Repository) unknown(revision string) error {
	hint := ""
	if near := Near(revision, r.names()); len(near) > 0 {
		hint = fmt.Sprintf(" (did you mean %s?)", strings.Join(near, ", "))
	}
	return errorf(RevisionUnknown, "", 0, "%s has no commit %q%s: give a branch, a tag or a commit that it has; a shallow clone needs `git fetch --unshallow`",
		r.path, revision, hint)
}

func (r *Repository) names() []string {
	references, err := r.git.References()
	if err != nil {
		return nil
	}
	var names []string
	_ = references.ForEach(func(reference *plumbing.Reference) error {
		names = append(names, reference.Name().Short())
		return nil
	})
	sort.Strings(names)
	return names
}

func (r *Repository) hasReferences() bool {
	references, err := r.git.References()
	if err != nil {
		return false
	}
	found := false
	_ = references.ForEach(func(reference *plumbing.Reference) error {
		found = found || reference.Type() == plumbing.HashReference
		return nil
	})
	return found
}
