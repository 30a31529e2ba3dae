// Package repository reads a Git repository, at a revision without checking it out or as it lies on disk, and shows
// it to kustomize as a file system that cannot be left, written to, or used to exhaust the process.
package repository

import (
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
)

// Mode tells what an entry of a snapshot is.
type Mode int

// Modes. A submodule is never entered: Flux's GitRepository leaves it empty unless told to recurse, and its content
// is another repository's.
const (
	Regular Mode = iota
	Symlink
	Submodule
)

// File is one entry of a snapshot that is not a directory.
type File struct {
	// Path relative to the root, separated by slashes.
	Path string
	Mode Mode
	// Object is the hexadecimal id of the blob; empty in a working tree.
	Object string
}

// content reads what stands behind a snapshot.
type content interface {
	// size of a regular file in bytes, before it is read.
	size(*File) (int64, error)
	// read a regular file's content or a symbolic link's target.
	read(*File) ([]byte, error)
}

// Snapshot is the content of a repository at one moment. It is safe for concurrent use.
type Snapshot struct {
	// Revision is the full id of the commit, empty for a working tree.
	Revision string
	// Name stands before the paths of a snapshot that is not the repository itself, empty otherwise.
	Name string

	files    map[string]*File
	trees    map[string]string
	content  content
	maxBytes int64

	mutex sync.Mutex
	cache map[string]*cached
}

type cached struct {
	once sync.Once
	data []byte
	err  error

	identified sync.Once
	id         string
}

// DefaultMaxBytes is the largest file that is read unless told otherwise.
const DefaultMaxBytes = 10 << 20

func newSnapshot(content content, maxBytes int64) *Snapshot {
	if maxBytes <= 0 {
		maxBytes = DefaultMaxBytes
	}
	return &Snapshot{
		files: map[string]*File{}, trees: map[string]string{}, content: content, maxBytes: maxBytes,
		cache: map[string]*cached{},
	}
}

// Files lists every entry in the order of their paths.
func (s *Snapshot) Files() []*File {
	files := make([]*File, 0, len(s.files))
	for _, file := range s.files {
		files = append(files, file)
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Path < files[j].Path })
	return files
}

// Tree is the hexadecimal id of a directory's Git tree, empty in a working tree.
func (s *Snapshot) Tree(directory string) string { return s.trees[directory] }

// Location is a path of this snapshot as messages show it.
func (s *Snapshot) Location(file string) string {
	if s.Name == "" {
		return file
	}
	return s.Name + ":" + file
}

// Read returns a regular file's content, refusing what is larger than the cap. The same content is returned however
// often it is called, even if the working tree changes meanwhile.
func (s *Snapshot) Read(file *File) ([]byte, error) {
	entry := s.entry(file)
	entry.once.Do(func() { entry.data, entry.err = s.readOnce(file) })
	return entry.data, entry.err
}

func (s *Snapshot) entry(file *File) *cached {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	entry, known := s.cache[file.Path]
	if !known {
		entry = &cached{}
		s.cache[file.Path] = entry
	}
	return entry
}

// Identity is the id that Git gives to a regular file's content; in a working tree it is made from the content. A file
// that cannot be read has an identity of its own.
func (s *Snapshot) Identity(file *File) string {
	if file.Object != "" {
		return file.Object
	}
	entry := s.entry(file)
	entry.identified.Do(func() {
		data, err := s.Read(file)
		if err != nil {
			entry.id = "unreadable: " + err.Error()
			return
		}
		entry.id = plumbing.ComputeHash(plumbing.BlobObject, data).String()
	})
	return entry.id
}

func (s *Snapshot) readOnce(file *File) ([]byte, error) {
	size, err := s.content.size(file)
	if err != nil {
		return nil, err
	}
	if size > s.maxBytes {
		return nil, errorf(FileTooLarge, s.Location(file.Path), 0,
			"%s is %s, more than the %s that a file may have: split it or keep it out of the repository",
			s.Location(file.Path), bytesText(size), bytesText(s.maxBytes))
	}
	return s.content.read(file)
}

// target is where a symbolic link points to.
func (s *Snapshot) target(file *File) string {
	data, err := s.content.read(file)
	if err != nil {
		return "?"
	}
	return string(data)
}

// escapes tells whether a symbolic link leads out of the repository.
func escapes(file *File, target string) bool {
	if strings.HasPrefix(target, "/") {
		return true
	}
	resolved := path.Clean(path.Join(path.Dir(file.Path), target))
	return resolved == ".." || strings.HasPrefix(resolved, "../")
}
