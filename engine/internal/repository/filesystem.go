package repository

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"sigs.k8s.io/kustomize/kyaml/filesys"

	"fleetkeep.dev/engine/internal/kustomize"
)

// Root is where a FileSystem shows its view. It is not "/", so that a path with too many ".." leaves it, as in the
// temporary folder of a controller.
const Root = "/artifact"

// FileSystem shows a view to kustomize for one build. What is written stays in memory, what lies outside of the view
// does not exist, and hostile files are refused. It records what the build wanted.
type FileSystem struct {
	ctx  context.Context
	view *View

	mutex    sync.Mutex
	written  map[string][]byte
	read     map[string]Backing
	listed   map[string]bool
	seen     map[Look]bool
	missing  []string
	problems []*Error

	ownSchema, ownSchemaAllowed bool
}

var _ filesys.FileSystem = (*FileSystem)(nil)

// NewFileSystem shows a view; once the context is done, every read fails with its error.
func NewFileSystem(ctx context.Context, view *View) *FileSystem {
	return &FileSystem{ctx: ctx, view: view, written: map[string][]byte{}, read: map[string]Backing{}, listed: map[string]bool{}, seen: map[Look]bool{}}
}

// Read lists the files that were read, by their paths in the view.
func (f *FileSystem) Read() map[string]Backing { return f.read }

// Listed tells which directories were looked into.
func (f *FileSystem) Listed() map[string]bool { return f.listed }

// Seen lists every look that the build took at the view. A build that sees the same again gives the same.
func (f *FileSystem) Seen() []Look {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return slices.Collect(maps.Keys(f.seen))
}

// KustomizationFiles are those that the build read, as it read them, by their paths in the view; also what was written for
// it.
func (f *FileSystem) KustomizationFiles() map[string][]byte {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	files := map[string][]byte{}
	for name, backing := range f.read {
		if kustomize.IsKustomizationFile(name) {
			if data, err := backing.Read(); err == nil {
				files[name] = data
			}
		}
	}
	maps.Copy(files, f.written)
	return files
}

// Missing lists the paths that were looked for in vain, in that order.
func (f *FileSystem) Missing() []string { return f.missing }

// Problems lists what was refused.
func (f *FileSystem) Problems() []*Error { return f.problems }

// OwnSchema tells that a kustomization file of the build brings an OpenAPI schema of its own. Reading that file fails until
// AllowOwnSchema is called, because kustomize would put the schema into a variable of the whole process.
func (f *FileSystem) OwnSchema() bool { return f.ownSchema }

// AllowOwnSchema lets such files be read from now on.
func (f *FileSystem) AllowOwnSchema() { f.ownSchemaAllowed = true }

func (f *FileSystem) refuse(problem *Error) error {
	for _, known := range f.problems {
		if known.Message == problem.Message {
			return problem
		}
	}
	f.problems = append(f.problems, problem)
	return problem
}

// inside translates to a path of the view.
func inside(name string) (string, bool) {
	if !path.IsAbs(name) {
		name = path.Join(Root, name)
	}
	name = path.Clean(name)
	if name == Root {
		return ".", true
	}
	return strings.TrimPrefix(name, Root+"/"), strings.HasPrefix(name, Root+"/")
}

func notExist(operation, name string) error {
	return &fs.PathError{Op: operation, Path: name, Err: fs.ErrNotExist}
}

// miss notes a path that is not there, and why if a symbolic link is.
func (f *FileSystem) miss(operation, name string) error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	relative, ok := inside(name)
	if ok {
		f.seen[Look{AtPresence, relative}] = true
		if link, found := f.view.link(relative); found {
			return f.refuse(linkError(link))
		}
	} else {
		relative = name
	}
	if !slices.Contains(f.missing, relative) {
		f.missing = append(f.missing, relative)
	}
	return notExist(operation, name)
}

// Exists implements filesys.FileSystem.
func (f *FileSystem) Exists(name string) bool {
	relative, ok := inside(name)
	if !ok {
		return false
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.listed[path.Dir(relative)] = true
	f.seen[Look{AtPresence, relative}] = true
	_, written := f.written[relative]
	return written || f.view.Exists(relative)
}

// IsDir implements filesys.FileSystem.
func (f *FileSystem) IsDir(name string) bool {
	relative, ok := inside(name)
	if !ok {
		return false
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.seen[Look{AtPresence, relative}] = true
	return f.view.IsDirectory(relative)
}

// ReadDir implements filesys.FileSystem.
func (f *FileSystem) ReadDir(name string) ([]string, error) {
	relative, ok := inside(name)
	if !ok || !f.view.IsDirectory(relative) {
		return nil, f.miss("readdir", name)
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.listed[relative] = true
	f.seen[Look{AtNames, relative}] = true
	return slices.Clone(f.view.Names(relative)), nil
}

// CleanedAbs implements filesys.FileSystem: the directory and the file name of an existing path.
func (f *FileSystem) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	relative, ok := inside(name)
	if !ok || !f.Exists(name) {
		return "", "", f.miss("open", name)
	}
	full := path.Join(Root, relative)
	if f.view.IsDirectory(relative) {
		return filesys.ConfirmedDir(full), "", nil
	}
	return filesys.ConfirmedDir(path.Dir(full)), path.Base(full), nil
}

// ReadFile implements filesys.FileSystem.
func (f *FileSystem) ReadFile(name string) ([]byte, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	relative, ok := inside(name)
	if !ok {
		return nil, f.miss("open", name)
	}
	f.mutex.Lock()
	data, written := f.written[relative]
	if !written {
		f.seen[Look{AtContent, relative}] = true
	}
	f.mutex.Unlock()
	if written {
		return data, nil
	}
	backing, found := f.view.File(relative)
	if !found {
		if kustomize.IsKustomizationFile(relative) {
			// kustomize tries each of the names: that one of them is absent says nothing.
			return nil, notExist("open", name)
		}
		return nil, f.miss("open", name)
	}
	data, err := backing.Read()
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.read[relative] = backing
	if err != nil {
		if refused, ok := err.(*Error); ok {
			return nil, f.refuse(refused)
		}
		return nil, err
	}
	if bomb := checkAliases(backing.Location(), data); bomb != nil {
		return nil, f.refuse(bomb)
	}
	if kustomize.IsKustomizationFile(relative) {
		rest, remote := withoutRemote(backing.Location(), data)
		for _, elsewhere := range remote {
			_ = f.refuse(elsewhere)
		}
		if len(remote) > 0 && rest == nil {
			return nil, remote[0]
		}
		data = rest
		if bytes.Contains(data, []byte("openapi:")) && !f.ownSchemaAllowed {
			f.ownSchema = true
			return nil, fmt.Errorf("%s has an OpenAPI schema of its own", name)
		}
	}
	return data, nil
}

// WriteFile implements filesys.FileSystem: in memory only.
func (f *FileSystem) WriteFile(name string, data []byte) error {
	relative, ok := inside(name)
	if !ok {
		return notExist("write", name)
	}
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.written[relative] = data
	return nil
}

// Walk implements filesys.FileSystem in the order of filepath.Walk.
func (f *FileSystem) Walk(name string, visit filepath.WalkFunc) error {
	relative, ok := inside(name)
	if !ok || !f.view.Exists(relative) {
		return visit(name, nil, f.miss("lstat", name))
	}
	f.mutex.Lock()
	f.seen[Look{AtPresence, relative}] = true
	f.mutex.Unlock()
	err := f.walk(relative, visit)
	if err == filepath.SkipDir || err == filepath.SkipAll {
		return nil
	}
	return err
}

func (f *FileSystem) walk(relative string, visit filepath.WalkFunc) error {
	full := path.Join(Root, relative)
	if !f.view.IsDirectory(relative) {
		return visit(full, f.info(relative), nil)
	}
	if err := visit(full, f.info(relative), nil); err != nil {
		if err == filepath.SkipDir {
			return nil
		}
		return err
	}
	f.reportLinks(relative)
	for _, child := range f.view.Names(relative) {
		err := f.walk(path.Join(relative, child), visit)
		if err == filepath.SkipDir {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// reportLinks tells of links out of the repository in a directory whose manifests are being gathered. Links inside of it
// are left out without a word, as Flux leaves them out.
func (f *FileSystem) reportLinks(directory string) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.listed[directory] = true
	f.seen[Look{AtNames, directory}] = true
	for _, name := range f.view.Links(directory) {
		link := f.view.links[name]
		if problem := linkError(link); problem.Code == SymlinkEscape {
			_ = f.refuse(problem)
		}
	}
}

// Glob implements filesys.FileSystem.
func (f *FileSystem) Glob(pattern string) ([]string, error) {
	f.mutex.Lock()
	f.seen[Look{AtAll, "."}] = true
	f.mutex.Unlock()
	var matches []string
	for _, name := range f.view.Paths() {
		full := path.Join(Root, name)
		matched, err := path.Match(pattern, full)
		if err != nil {
			return nil, err
		}
		if matched {
			matches = append(matches, full)
		}
	}
	return matches, nil
}

// Open implements filesys.FileSystem.
func (f *FileSystem) Open(name string) (filesys.File, error) {
	data, err := f.ReadFile(name)
	if err != nil {
		return nil, err
	}
	relative, _ := inside(name)
	return &file{Reader: bytes.NewReader(data), info: f.info(relative)}, nil
}

// Create implements filesys.FileSystem; kustomize never calls it in a build.
func (f *FileSystem) Create(name string) (filesys.File, error) { return nil, readOnly(name) }

// Mkdir implements filesys.FileSystem; kustomize never calls it in a build.
func (f *FileSystem) Mkdir(name string) error { return readOnly(name) }

// MkdirAll implements filesys.FileSystem; kustomize never calls it in a build.
func (f *FileSystem) MkdirAll(name string) error { return readOnly(name) }

// RemoveAll implements filesys.FileSystem; kustomize never calls it in a build.
func (f *FileSystem) RemoveAll(name string) error { return readOnly(name) }

func readOnly(name string) error {
	return fmt.Errorf("%s: the repository is read-only", name)
}

func (f *FileSystem) info(relative string) os.FileInfo {
	return fileInfo{name: path.Base(relative), directory: f.view.IsDirectory(relative)}
}

type file struct {
	*bytes.Reader
	info os.FileInfo
}

func (*file) Close() error                 { return nil }
func (*file) Write([]byte) (int, error)    { return 0, fs.ErrPermission }
func (f *file) Stat() (os.FileInfo, error) { return f.info, nil }

type fileInfo struct {
	name      string
	directory bool
}

func (i fileInfo) Name() string       { return i.name }
func (i fileInfo) Size() int64        { return 0 }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) IsDir() bool        { return i.directory }
func (i fileInfo) Sys() any           { return nil }
func (i fileInfo) Mode() os.FileMode {
	if i.directory {
		return os.ModeDir | 0o755
	}
	return 0o644
}
