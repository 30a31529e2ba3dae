package repository

import (
	"fmt"
	"path"

	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// index lists the files that the next commit would hold; blobs are read when they are asked for.
func (r *Repository) index(options Options) (*Snapshot, error) {
	staged, err := r.git.Storer.Index()
	if err != nil {
		return nil, fmt.Errorf("read the index of %s: %w", r.path, err)
	}
	snapshot := newSnapshot(&objects{storer: r.git.Storer}, options.MaxBytes)
	for _, entry := range staged.Entries {
		if entry.Stage != 0 {
			return nil, errorf(RevisionUnknown, "", 0, "the index of %s has conflicts, for instance in %s: resolve them first", r.path, entry.Name)
		}
		if entry.IntentToAdd || path.Clean("/"+entry.Name) != "/"+entry.Name {
			continue
		}
		file := &File{Path: entry.Name, Object: entry.Hash.String()}
		switch entry.Mode {
		case filemode.Symlink:
			file.Mode = Symlink
		case filemode.Submodule:
			file.Mode = Submodule
		}
		snapshot.files[file.Path] = file
	}
	if len(snapshot.files) == 0 {
		return nil, errorf(EmptyRepository, "", 0, "the index of %s has no file", r.path)
	}
	return snapshot, nil
}
