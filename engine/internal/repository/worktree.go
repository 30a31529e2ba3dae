package repository

import (
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// workingTree lists the files on disk that a commit of everything would hold: tracked ones as they are now, and
// untracked ones unless .gitignore keeps them out.
func (r *Repository) workingTree(options Options) (*Snapshot, error) {
	walk := &walk{
		root: r.worktree, snapshot: newSnapshot(disk(r.worktree), options.MaxBytes),
		tracked: map[string]bool{}, trackedDirectories: map[string]bool{},
	}
	index, err := r.git.Storer.Index()
	if err != nil {
		return nil, fmt.Errorf("read the index of %s: %w", r.path, err)
	}
	for _, entry := range index.Entries {
		walk.tracked[entry.Name] = true
		for directory := path.Dir(entry.Name); directory != "."; directory = path.Dir(directory) {
			walk.trackedDirectories[directory] = true
		}
	}
	patterns := walk.patterns(".git/info/exclude", nil)
	if err := walk.list(".", patterns); err != nil {
		return nil, fmt.Errorf("read the working tree %s: %w", r.worktree, err)
	}
	if len(walk.snapshot.files) == 0 {
		return nil, errorf(EmptyRepository, "", 0, "%s has no file", r.path)
	}
	return walk.snapshot, nil
}

// Directory takes a snapshot of a folder on disk that need not be a Git repository.
func Directory(directory string, options Options) (*Snapshot, error) {
	if repository, err := Find(directory); err == nil && (repository.worktree == "" || repository.worktree == filepath.Clean(directory)) {
		return repository.Snapshot(options)
	}
	walk := &walk{root: directory, snapshot: newSnapshot(disk(directory), options.MaxBytes)}
	if err := walk.list(".", nil); err != nil {
		return nil, fmt.Errorf("read the folder %s: %w", directory, err)
	}
	return walk.snapshot, nil
}

type walk struct {
	root                        string
	snapshot                    *Snapshot
	tracked, trackedDirectories map[string]bool
}

func (w *walk) list(directory string, patterns []gitignore.Pattern) error {
	entries, err := os.ReadDir(filepath.Join(w.root, directory))
	if err != nil {
		return err
	}
	patterns = append(patterns[:len(patterns):len(patterns)],
		w.patterns(path.Join(directory, ".gitignore"), components(directory))...)
	matcher := gitignore.NewMatcher(patterns)
	for _, entry := range entries {
		name := path.Join(directory, entry.Name())
		if entry.Name() == ".git" {
			continue
		}
		if entry.IsDir() {
			if !w.trackedDirectories[name] && matcher.Match(components(name), true) {
				continue
			}
			if _, err := os.Lstat(filepath.Join(w.root, name, ".git")); err == nil {
				w.snapshot.files[name] = &File{Path: name, Mode: Submodule}
				continue
			}
			if err := w.list(name, patterns); err != nil {
				return err
			}
			continue
		}
		if !w.tracked[name] && matcher.Match(components(name), false) {
			continue
		}
		switch {
		case entry.Type().IsRegular():
			w.snapshot.files[name] = &File{Path: name}
		case entry.Type()&os.ModeSymlink != 0:
			w.snapshot.files[name] = &File{Path: name, Mode: Symlink}
		}
	}
	return nil
}

func (w *walk) patterns(file string, domain []string) []gitignore.Pattern {
	if w.tracked == nil {
		return nil
	}
	full := filepath.Join(w.root, file)
	// Git, too, does not follow a .gitignore that is a symbolic link.
	if info, err := os.Lstat(full); err != nil || !info.Mode().IsRegular() || info.Size() > DefaultMaxBytes {
		return nil
	}
	data, err := os.ReadFile(full)
	if err != nil {
		return nil
	}
	var patterns []gitignore.Pattern
	for _, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			patterns = append(patterns, gitignore.ParsePattern(line, domain))
		}
	}
	return patterns
}

func components(name string) []string {
	if name == "." {
		return nil
	}
	return strings.Split(name, "/")
}

// disk reads files below a directory. The listing holds no symbolic link among its directories, and os.Root keeps a
// tree that changes under the reader from leading out of it.
type disk string

func (d disk) open(file *File) (*os.File, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return root.Open(filepath.FromSlash(file.Path))
}

func (d disk) size(file *File) (int64, error) {
	info, err := os.Lstat(filepath.Join(string(d), file.Path))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (d disk) read(file *File) ([]byte, error) {
	if file.Mode == Symlink {
		target, err := os.Readlink(filepath.Join(string(d), file.Path))
		return []byte(target), err
	}
	opened, err := d.open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = opened.Close() }()
	return io.ReadAll(opened)
}
