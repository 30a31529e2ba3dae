package render

import "fleetkeep.dev/engine/internal/protocol"

// dependencies checks Kustomizations and HelmReleases apart: each waits for its own kind only. A ResourceSet waits for any
// object, which may come from anywhere.
func (c *cluster) dependencies() []protocol.Problem {
	kinds := map[string]map[string]node{kindKustomization: {}, kindHelmRelease: {}, kindResourceSet: {}, kindApplication: {}, kindApplicationSet: {}}
	var incomplete []string
	for i, item := range c.round.items {
		kinds[item.kind][item.name()] = node{item.name(), item.file, item.line, dependsOn(item.Unstructured)}
		if c.round.outcomes[i].state != protocol.KustomizationStatusStateRendered && item.kind != kindHelmRelease {
			incomplete = append(incomplete, item.label())
		}
	}
	problems := checkDependencies(kindKustomization, kinds[kindKustomization], kinds[kindHelmRelease], incomplete)
	return append(problems, checkDependencies(kindHelmRelease, kinds[kindHelmRelease], kinds[kindKustomization], incomplete)...)
}

// duplicates finds steering objects that two Kustomizations apply differently: they overwrite each other for ever.
func (c *cluster) duplicates() []protocol.Problem {
	var problems []protocol.Problem
	for i, item := range c.round.items {
		for _, object := range c.round.outcomes[i].objects {
			if object.parsed == nil || elsewhere(item.Unstructured) {
				continue
			}
			first := c.round.objects[object.key]
			if first == nil || first.Kustomization == object.Kustomization || first.File == object.File && first.Line == object.Line {
				continue
			}
			id := object.ResourceId
			twice := problem("applied-twice", object.File, object.Line,
				"%s is applied by %s (%s:%d) and by %s (%s:%d): keep one of them", object.key, first.Kustomization, first.File, first.Line, object.Kustomization, object.File, object.Line)
			twice.Kustomization, twice.Resource = item.label(), &id
			problems = append(problems, twice)
		}
	}
	return problems
}
