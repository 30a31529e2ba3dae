package repository

import "slices"

// Changes are the looks that may not show the same in two views of a source.
type Changes struct {
	looks map[Look]bool
	// all tells that links lead elsewhere: they stand for what lies behind them.
	all bool
}

// Changes compares a view with a later one. It does not read files of commits.
func (v *View) Changes(later *View) Changes {
	changes := Changes{looks: map[Look]bool{}, all: !sameBackings(v.links, later.links)}
	anything := func(name string) {
		for _, at := range []int{AtPresence, AtContent, AtNames} {
			changes.looks[Look{at, name}] = true
		}
	}
	for _, one := range []struct{ from, to *View }{{v, later}, {later, v}} {
		for name, backing := range one.from.files {
			if other, found := one.to.files[name]; !found {
				anything(name)
			} else if !backing.Same(other) {
				changes.looks[Look{AtContent, name}] = true
			}
		}
		for name, names := range one.from.directories {
			if others, found := one.to.directories[name]; !found {
				anything(name)
			} else if !slices.Equal(names, others) {
				changes.looks[Look{AtNames, name}] = true
			}
		}
		for name := range one.from.ignored {
			if !one.to.ignored[name] {
				anything(name)
			}
		}
	}
	return changes
}

func sameBackings(left, right map[string]Backing) bool {
	if len(left) != len(right) {
		return false
	}
	for name, backing := range left {
		if other, found := right[name]; !found || !backing.Same(other) {
			return false
		}
	}
	return true
}

// Touch tells whether one of these looks, whose paths are clean, may show something else.
func (c Changes) Touch(looks map[Look]bool) bool {
	if c.all {
		return true
	}
	few, many := c.looks, looks
	if len(many) < len(few) {
		few, many = many, few
	}
	for look := range few {
		if many[look] {
			return true
		}
	}
	return false
}
