package repository

import (
	"fmt"
	"path"
	"strings"
)

// What a look is at.
const (
	// AtPresence asks whether there is a file, a directory or nothing.
	AtPresence = iota
	// AtContent reads a file.
	AtContent
	// AtNames lists a directory.
	AtNames
	// AtAll wants everything.
	AtAll
)

// Look is one question that a build asks a view. Two builds to which all their looks show the same are the same build,
// whatever else is in the views: so a build is remembered by what it really read.
type Look struct {
	At   int
	Path string
}

// Show answers a look so that different answers are different texts.
func (v *View) Show(look Look) string {
	switch look.At {
	case AtContent:
		if backing, found := v.File(look.Path); found {
			return "file " + backing.Identity() + " " + backing.Location()
		}
	case AtNames:
		if v.IsDirectory(look.Path) {
			return "names " + v.shownNames(path.Clean(look.Path))
		}
	case AtAll:
		return "all " + v.ID
	}
	return v.presence(look.Path)
}

func (v *View) presence(name string) string {
	name = path.Clean(name)
	if _, found := v.files[name]; found {
		return "file"
	}
	if v.IsDirectory(name) {
		return "directory"
	}
	if link, found := v.link(name); found {
		return "link " + link.Location() + " " + link.Snapshot.target(link.File)
	}
	return fmt.Sprintf("nothing %t", v.ignored[name])
}

// shownNames tells names, what they are, and where links lead.
func (v *View) shownNames(directory string) string {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if shown, known := v.shown[directory]; known {
		return shown
	}
	var text strings.Builder
	for _, name := range v.Names(directory) {
		kind := "f"
		if v.IsDirectory(path.Join(directory, name)) {
			kind = "d"
		}
		fmt.Fprintf(&text, "%s %s\x00", kind, name)
	}
	for _, name := range v.Links(directory) {
		fmt.Fprintf(&text, "l %s\x00", v.presence(name))
	}
	shown := digest(text.String())
	v.shown[directory] = shown
	return shown
}
