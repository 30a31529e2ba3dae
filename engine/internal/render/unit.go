package render

import (
	"sort"

	"fleetkeep.dev/engine/internal/protocol"
)

// unit is a Kustomization, or what else makes objects: a HelmRelease, a ResourceSet, an Application or ApplicationSet of
// Argo CD.
type unit struct {
	kustomization
	root bool
	kind string
	// source is empty for a ResourceSet, which is made of itself, and for Argo CD, whose sources are no objects.
	source reference
	// hash is that of what it is made from, appliedBy what brings its object; empty for a root that nothing declares.
	hash, appliedBy string
}

// label is the unit's name as resources and problems carry it.
func (u unit) label() string {
	return label(u.kind, u.name())
}

// Kinds of units, in the order in which a cluster's are listed.
const (
	kindKustomization = protocol.KustomizationStatusKindKustomization
	kindHelmRelease   = protocol.KustomizationStatusKindHelmRelease
	kindResourceSet   = protocol.KustomizationStatusKindResourceSet
	// Of Argo CD.
	kindApplication    = protocol.KustomizationStatusKindApplication
	kindApplicationSet = protocol.KustomizationStatusKindApplicationSet
)

var kindOrder = map[string]int{kindKustomization: 0, kindHelmRelease: 1, kindResourceSet: 2, kindApplication: 3, kindApplicationSet: 4}

// makesObjects tells the kinds of units.
func (k key) makesObjects() bool {
	switch k.kind {
	case kindKustomization:
		return k.group == kustomizeGroup
	case kindHelmRelease:
		return k.group == helmGroup
	case kindResourceSet:
		return k.group == operatorGroup
	}
	return ofArgo(k)
}

func declaredBy(object *object) kustomization {
	return kustomization{object.parsed, object.File, object.Line, object.secret, object.declaration, object.guessed}
}

// units lists the root, then the other Kustomizations, the HelmReleases, the ResourceSets and
// what Argo CD has, each by name.
func units(root unit, objects inventory) []unit {
	result := []unit{root}
	for _, candidate := range sortedObjects(objects) {
		object := objects[candidate]
		item := declaredBy(object)
		if !candidate.makesObjects() || candidate.kind == root.kind && item.name() == root.name() {
			continue
		}
		made := unit{kustomization: item, kind: candidate.kind, hash: object.Hash, appliedBy: object.Kustomization}
		switch candidate.kind {
		case kindKustomization:
			made.source = item.source()
		case kindHelmRelease:
			made.source, made.hash = chartSource(object.parsed), object.release
		}
		result = append(result, made)
	}
	sort.SliceStable(result[1:], func(i, j int) bool { return kindOrder[result[i+1].kind] < kindOrder[result[j+1].kind] })
	return result
}
