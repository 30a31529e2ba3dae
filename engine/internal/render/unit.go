package render

import (
	"sort"

	"fleetkeep.dev/engine/internal/protocol"
)

// unit is a Kustomization or a HelmRelease.
type unit struct {
	kustomization
	root   bool
	helm   bool
	source reference
	// hash is that of its object; empty for a root that nothing declares.
	hash string
}

// label is the unit's name as resources and problems carry it.
func (u unit) label() string {
	if u.helm {
		return label(protocol.KustomizationStatusKindHelmRelease, u.name())
	}
	return u.name()
}

// units lists the root, then the other Kustomizations and then the HelmReleases by name.
func units(root unit, objects inventory) []unit {
	result := []unit{root}
	for _, candidate := range sortedObjects(objects) {
		object := objects[candidate]
		item := kustomization{object.parsed, object.File, object.Line}
		switch {
		case candidate.group == kustomizeGroup && candidate.kind == "Kustomization" && item.name() != root.name():
			result = append(result, unit{kustomization: item, source: item.source(), hash: object.Hash})
		case candidate.group == helmGroup && candidate.kind == "HelmRelease":
			result = append(result, unit{kustomization: item, helm: true, source: chartSource(object.parsed), hash: object.Hash})
		}
	}
	sort.SliceStable(result[1:], func(i, j int) bool { return !result[i+1].helm && result[j+1].helm })
	return result
}
