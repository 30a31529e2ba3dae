package repository

import (
	"errors"
	"fmt"
	"io"
	"path"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// tree lists a commit's files from Git objects; blobs are read when they are asked for.
func (r *Repository) tree(commit plumbing.Hash, options Options) (*Snapshot, error) {
	found, err := r.git.CommitObject(commit)
	if err != nil {
		return nil, fmt.Errorf("read commit %s of %s: %w", commit, r.path, err)
	}
	objects := &objects{storer: r.git.Storer, trees: options.Trees}
	snapshot := newSnapshot(objects, options.MaxBytes)
	snapshot.Revision = commit.String()
	if err := objects.list(snapshot, ".", found.TreeHash); err != nil {
		return nil, fmt.Errorf("read commit %s of %s: %w", commit, r.path, err)
	}
	if len(snapshot.files) == 0 {
		return nil, errorf(EmptyRepository, "", 0, "commit %s of %s has no file", commit, r.path)
	}
	return snapshot, nil
}

// objects reads Git objects. go-git's object storage keeps open packfiles and is not made for concurrent readers.
type objects struct {
	mutex  sync.Mutex
	storer storer.EncodedObjectStorer
	trees  *Trees
}

// mostTreeEntries are remembered; past them all are forgotten.
const mostTreeEntries = 200_000

// Trees remembers what Git's trees list, by their ids: of two commits most are the same. It is safe for concurrent use.
type Trees struct {
	mutex   sync.Mutex
	entries map[plumbing.Hash][]object.TreeEntry
	count   int
}

func (t *Trees) find(hash plumbing.Hash) ([]object.TreeEntry, bool) {
	if t == nil {
		return nil, false
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	entries, found := t.entries[hash]
	return entries, found
}

func (t *Trees) keep(hash plumbing.Hash, entries []object.TreeEntry) {
	if t == nil {
		return
	}
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.entries == nil || t.count+len(entries) > mostTreeEntries {
		t.entries, t.count = map[plumbing.Hash][]object.TreeEntry{}, 0
	}
	t.entries[hash] = entries
	t.count += len(entries)
}

// entries of a tree.
func (o *objects) entries(hash plumbing.Hash) ([]object.TreeEntry, error) {
	if entries, known := o.trees.find(hash); known {
		return entries, nil
	}
	tree, err := object.GetTree(o.storer, hash)
	if err != nil {
		return nil, err
	}
	o.trees.keep(hash, tree.Entries)
	return tree.Entries, nil
}

func (o *objects) list(snapshot *Snapshot, directory string, hash plumbing.Hash) error {
	entries, err := o.entries(hash)
	if err != nil {
		return fmt.Errorf("tree %s of %s: %w", hash, directory, err)
	}
	snapshot.trees[directory] = hash.String()
	for _, entry := range entries {
		// A name with a slash or one of these cannot be made by git but by hand; git fsck calls it an attack.
		if entry.Name == ".." || entry.Name == "." || entry.Name == "" || path.Base(entry.Name) != entry.Name {
			return fmt.Errorf("tree %s of %s holds the name %q, which Git forbids", hash, directory, entry.Name)
		}
		name := path.Join(directory, entry.Name)
		file := &File{Path: name, Object: entry.Hash.String()}
		switch entry.Mode {
		case filemode.Dir:
			if err := o.list(snapshot, name, entry.Hash); err != nil {
				return err
			}
			continue
		case filemode.Symlink:
			file.Mode = Symlink
		case filemode.Submodule:
			file.Mode = Submodule
		default:
			file.Mode = Regular
		}
		snapshot.files[name] = file
	}
	return nil
}

func (o *objects) size(file *File) (int64, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	hash := plumbing.NewHash(file.Object)
	size, err := o.storer.EncodedObjectSize(hash)
	if err == nil {
		return size, nil
	}
	// EncodedObjectSize does not look into the repositories that this one borrows objects from.
	blob, err := o.storer.EncodedObject(plumbing.BlobObject, hash)
	if err != nil {
		return 0, objectError(file, err)
	}
	return blob.Size(), nil
}

func (o *objects) read(file *File) ([]byte, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	blob, err := o.storer.EncodedObject(plumbing.BlobObject, plumbing.NewHash(file.Object))
	if err != nil {
		return nil, objectError(file, err)
	}
	reader, err := blob.Reader()
	if err != nil {
		return nil, fmt.Errorf("blob %s of %s: %w", file.Object, file.Path, err)
	}
	defer func() { _ = reader.Close() }()
	return io.ReadAll(reader)
}

// objectError tells of a blob that cannot be read; a partial clone does not have them all.
func objectError(file *File, err error) error {
	if errors.Is(err, plumbing.ErrObjectNotFound) {
		return errorf(ObjectMissing, file.Path, 0,
			"%s is not in this clone, which seems to be a partial one: fetch its blobs (git fetch --refetch --no-filter)", file.Path)
	}
	return fmt.Errorf("blob %s of %s: %w", file.Object, file.Path, err)
}
