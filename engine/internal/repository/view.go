package repository

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"sort"
	"strings"
	"sync"
)

// Backing is the file of a snapshot that stands behind a path of a view.
type Backing struct {
	Snapshot *Snapshot
	File     *File
}

// Location is the file as messages and provenance show it.
func (b Backing) Location() string { return b.Snapshot.Location(b.File.Path) }

// Identity tells the content apart from any other.
func (b Backing) Identity() string { return b.Snapshot.Identity(b.File) }

// Same tells that two files have the same content, and are shown as the same.
func (b Backing) Same(other Backing) bool {
	return b.Identity() == other.Identity() && b.Location() == other.Location()
}

// Read returns the content.
func (b Backing) Read() ([]byte, error) { return b.Snapshot.Read(b.File) }

// View is the content of a Flux artifact: what a source object makes of a snapshot. It is immutable.
//
// As in source-controller's storage.Archive, symbolic links are no part of it; they are remembered so that a build that
// wants one can say why it is not there.
type View struct {
	// ID is equal for views of equal content of the same snapshots.
	ID string

	files       map[string]Backing
	links       map[string]Backing
	directories map[string][]string
	// ignored are the files and directories that the source's ignore rules leave out.
	ignored map[string]bool

	mutex sync.Mutex
	// shown are answers to AtNames.
	shown map[string]string
}

// EmptyView has no file.
func EmptyView(id string) *View {
	return &View{
		ID: digest(id), files: map[string]Backing{}, links: map[string]Backing{},
		directories: map[string][]string{".": nil}, ignored: map[string]bool{}, shown: map[string]string{},
	}
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// ArchiveOptions are the fields of a GitRepository that decide what its artifact holds.
type ArchiveOptions struct {
	// Ignore is spec.ignore; nil when absent.
	Ignore *string
	// SparseCheckout is spec.sparseCheckout.
	SparseCheckout []string
}

// Archive makes a view as source-controller archives a checkout of the snapshot.
func Archive(identity string, snapshot *Snapshot, options ArchiveOptions) *View {
	ignore := ""
	if options.Ignore != nil {
		ignore = "set:" + *options.Ignore
	}
	view := EmptyView(strings.Join(append([]string{identity, ignore}, options.SparseCheckout...), "\x00"))
	filter := newFilter(snapshot, options)
	visited := map[string]bool{".": true}
	for _, file := range snapshot.Files() {
		for directory := path.Dir(file.Path); !visited[directory]; directory = path.Dir(directory) {
			visited[directory] = true
			if filter.drops(directory, true) {
				view.ignored[directory] = true
			} else {
				view.addDirectory(directory)
			}
		}
		switch {
		case filter.drops(file.Path, false):
			view.ignored[file.Path] = true
		case file.Mode == Regular:
			view.add(file.Path, Backing{snapshot, file})
		case file.Mode == Symlink:
			view.links[file.Path] = Backing{snapshot, file}
		case file.Mode == Submodule:
			view.addDirectory(file.Path)
		}
	}
	return view.sorted()
}

func (v *View) add(name string, backing Backing) {
	v.addDirectory(path.Dir(name))
	if _, known := v.files[name]; !known {
		parent := path.Dir(name)
		v.directories[parent] = append(v.directories[parent], path.Base(name))
	}
	v.files[name] = backing
}

func (v *View) addDirectory(name string) {
	if _, known := v.directories[name]; known {
		return
	}
	v.directories[name] = nil
	parent := path.Dir(name)
	v.addDirectory(parent)
	v.directories[parent] = append(v.directories[parent], path.Base(name))
}

func (v *View) sorted() *View {
	for _, names := range v.directories {
		sort.Strings(names)
	}
	return v
}

// Paths lists the files in order.
func (v *View) Paths() []string {
	paths := make([]string, 0, len(v.files))
	for name := range v.files {
		paths = append(paths, name)
	}
	sort.Strings(paths)
	return paths
}

// File returns what stands behind a path.
func (v *View) File(name string) (Backing, bool) {
	backing, found := v.files[path.Clean(name)]
	return backing, found
}

// IsDirectory tells whether the path is a directory.
func (v *View) IsDirectory(name string) bool {
	_, found := v.directories[path.Clean(name)]
	return found
}

// Exists tells whether the path is a file or a directory.
func (v *View) Exists(name string) bool {
	_, found := v.File(name)
	return found || v.IsDirectory(name)
}

// Ignored tells whether a path that is not in the view is in the repository, left out by ignore rules.
func (v *View) Ignored(name string) bool { return v.ignored[path.Clean(name)] }

// Names lists what is in a directory.
func (v *View) Names(directory string) []string { return v.directories[path.Clean(directory)] }

// Copy returns a view that also holds other files, a file of the same path replaced.
func (v *View) Copy(identity string, files map[string]Backing) *View {
	copied := EmptyView(identity)
	for directory := range v.directories {
		copied.addDirectory(directory)
	}
	for name, backing := range v.files {
		copied.add(name, backing)
	}
	for name, backing := range v.links {
		copied.links[name] = backing
	}
	for name, backing := range files {
		copied.add(name, backing)
	}
	return copied.sorted()
}

// NearDirectories proposes directories for one that does not exist, at most three.
func (v *View) NearDirectories(name string) []string {
	name = path.Clean(name)
	var candidates []string
	for directory := range v.directories {
		if directory != "." {
			candidates = append(candidates, directory)
		}
	}
	sort.Strings(candidates)
	if near := Near(name, candidates); len(near) > 0 {
		return near
	}
	for parent := path.Dir(name); ; parent = path.Dir(parent) {
		if names := v.Names(parent); v.IsDirectory(parent) {
			var below []string
			for _, child := range names {
				if full := path.Join(parent, child); v.IsDirectory(full) {
					below = append(below, full)
				}
			}
			return below[:min(3, len(below))]
		}
	}
}

// link finds the symbolic link that a missing path is or lies behind.
func (v *View) link(name string) (Backing, bool) {
	for name = path.Clean(name); name != "." && name != "/"; name = path.Dir(name) {
		if backing, found := v.links[name]; found {
			return backing, true
		}
	}
	return Backing{}, false
}

func linkError(link Backing) *Error {
	target := link.Snapshot.target(link.File)
	location := link.Location()
	if escapes(link.File, target) {
		return errorf(SymlinkEscape, location, 0,
			"%s is a symbolic link to %s, outside of the repository: nothing is read through it; replace it by the file itself", location, target)
	}
	return errorf(SymlinkIgnored, location, 0,
		"%s is a symbolic link to %s: Flux leaves links out of a source's artifact; replace it by the file itself", location, target)
}

// Links lists the symbolic links of a directory by name.
func (v *View) Links(directory string) []string {
	var names []string
	for name := range v.links {
		if path.Dir(name) == directory {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}
