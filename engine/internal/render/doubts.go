package render

import "fleetkeep.dev/engine/internal/protocol"

// dependencies checks Kustomizations and HelmReleases apart: each waits for its own kind only.
func (c *cluster) dependencies() []protocol.Problem {
	kinds := map[bool]map[string]node{false: {}, true: {}}
	var incomplete []string
	for i, item := range c.round.items {
		kinds[item.helm][item.name()] = node{item.name(), item.file, item.line, dependsOn(item.Unstructured)}
		if c.round.outcomes[i].state != protocol.KustomizationStatusStateRendered && !item.helm {
			incomplete = append(incomplete, item.name())
		}
	}
	problems := checkDependencies(protocol.KustomizationStatusKindKustomization, kinds[false], kinds[true], incomplete)
	return append(problems, checkDependencies(protocol.KustomizationStatusKindHelmRelease, kinds[true], kinds[false], incomplete)...)
}

// duplicates finds steering objects that two Kustomizations apply differently: they overwrite each other for ever.
func (c *cluster) duplicates() []protocol.Problem {
	var problems []protocol.Problem
	for i, item := range c.round.items {
		for _, object := range c.round.outcomes[i].objects {
			if object.parsed == nil || elsewhere(item.Unstructured) {
				continue
			}
			first := c.round.objects[keyOf(object.parsed)]
			if first == nil || first.Kustomization == object.Kustomization || first.File == object.File && first.Line == object.Line {
				continue
			}
			id := object.ResourceId
			twice := problem("applied-twice", object.File, object.Line,
				"%s is applied by %s (%s:%d) and by %s (%s:%d): keep one of them", keyOf(object.parsed), first.Kustomization, first.File, first.Line, object.Kustomization, object.File, object.Line)
			twice.Kustomization, twice.Resource = item.label(), &id
			problems = append(problems, twice)
		}
	}
	return problems
}

// unrendered names objects from which a controller makes others that are not rendered yet, so that nobody takes their
// absence for a pass.
func (c *cluster) unrendered() []protocol.Problem {
	var problems []protocol.Problem
	for _, candidate := range sortedObjects(c.round.objects) {
		if candidate.group != operatorGroup || candidate.kind != "ResourceSet" {
			continue
		}
		object := c.round.objects[candidate]
		id := object.ResourceId
		missing := problem("not-rendered", object.File, object.Line,
			"%s makes objects that are not rendered: the Flux Operator's ResourceSets are not supported yet", candidate)
		missing.Kustomization, missing.Resource = object.Kustomization, &id
		problems = append(problems, missing)
	}
	return problems
}
