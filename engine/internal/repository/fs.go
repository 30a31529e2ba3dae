package repository

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// FS shows a view to what reads an fs.FS, as Helm's charts are read, and tells every look that is taken. Files over the
// cap are refused.
func (v *View) FS(look func(Look)) fs.FS { return viewFS{v, look} }

type viewFS struct {
	view *View
	look func(Look)
}

func (f viewFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if f.view.IsDirectory(name) {
		f.look(Look{AtNames, name})
		return &openDirectory{entry: f.entry(name), rest: f.entries(name)}, nil
	}
	f.look(Look{AtContent, name})
	backing, found := f.view.File(name)
	if !found {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	data, err := backing.Read()
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	entry := f.entry(name)
	entry.size = int64(len(data))
	return &openFile{Reader: bytes.NewReader(data), entry: entry}, nil
}

func (f viewFS) entry(name string) viewEntry {
	return viewEntry{fileInfo: fileInfo{name: path.Base(name), directory: f.view.IsDirectory(name)}, view: f, path: name}
}

func (f viewFS) entries(directory string) []fs.DirEntry {
	names := slices.Clone(f.view.Names(directory))
	slices.SortFunc(names, strings.Compare)
	entries := make([]fs.DirEntry, 0, len(names))
	for _, name := range names {
		entries = append(entries, f.entry(path.Join(directory, name)))
	}
	return entries
}

// viewEntry is a file's or a directory's entry and information. Its size is read when it is asked for.
type viewEntry struct {
	fileInfo
	view viewFS
	path string
	size int64
}

func (e viewEntry) Type() fs.FileMode  { return e.Mode().Type() }
func (e viewEntry) ModTime() time.Time { return time.Time{} }
func (e viewEntry) Size() int64        { return e.size }
func (e viewEntry) Info() (fs.FileInfo, error) {
	if e.directory {
		return e, nil
	}
	opened, err := e.view.Open(e.path)
	if err != nil {
		return nil, err
	}
	return opened.Stat()
}

type openFile struct {
	*bytes.Reader
	entry viewEntry
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.entry, nil }
func (*openFile) Close() error                 { return nil }

type openDirectory struct {
	entry viewEntry
	rest  []fs.DirEntry
}

func (d *openDirectory) Stat() (fs.FileInfo, error) { return d.entry, nil }
func (*openDirectory) Close() error                 { return nil }

func (d *openDirectory) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.entry.path, Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile.
func (d *openDirectory) ReadDir(count int) ([]fs.DirEntry, error) {
	if count > 0 && len(d.rest) == 0 {
		return nil, io.EOF
	}
	if count <= 0 || count > len(d.rest) {
		count = len(d.rest)
	}
	entries := d.rest[:count]
	d.rest = d.rest[count:]
	return entries, nil
}
