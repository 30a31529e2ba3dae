package render

import (
	"slices"
	"strings"

	"fleetkeep.dev/engine/internal/protocol"
)

// report streams the cluster's outcomes and sums them up.
func (c *cluster) report(params protocol.RenderParams, notify func(protocol.RenderedKustomization)) protocol.RenderedCluster {
	if c.before != nil {
		c.tell(c.before.parts, c.before.result.Digest, params, notify)
		return c.before.result
	}
	var parts []protocol.RenderedKustomization
	result := protocol.RenderedCluster{Cluster: c.entry.Cluster, Entry: c.entry.Path, Problems: []protocol.Problem{}, Missing: []protocol.MissingArtifact{}}
	result.Problems = append(result.Problems, c.problems...)
	result.Problems = append(result.Problems, c.onlyOwn()...)
	for i, item := range c.round.items {
		outcome := c.round.outcomes[i]
		result.Kustomizations++
		result.Resources += len(outcome.objects)
		result.Problems = append(result.Problems, outcome.problems...)
		for _, artifact := range outcome.missing {
			result.Missing = append(result.Missing, protocol.MissingArtifact{Location: protocol.Location{File: item.file, Line: item.line}, Artifact: artifact})
		}
		list := c.list(item, outcome, params.Fields)
		rendered := protocol.RenderedKustomization{
			Cluster: c.entry.Cluster, Kustomization: status(item, outcome, c.round.flags),
			Resources: list.resources, Digest: list.digest,
		}
		if params.Reads {
			rendered.Read = outcome.read
		}
		parts = append(parts, rendered)
	}
	result.Problems = append(result.Problems, c.round.problems...)
	result.Problems = append(result.Problems, c.dependencies()...)
	result.Problems = append(result.Problems, c.duplicates()...)
	result.Digest = clusterDigest(parts)
	c.tell(parts, result.Digest, params, notify)
	c.settle(parts, result)
	return result
}

// tell streams a cluster, unless the caller has it; what was read is never among what it has.
func (c *cluster) tell(parts []protocol.RenderedKustomization, digest string, params protocol.RenderParams, notify func(protocol.RenderedKustomization)) {
	if c.renderer.knownClusters[digest] && !params.Reads {
		return
	}
	for _, part := range parts {
		part.Token = params.Token
		notify(part)
	}
}

// volatile tells that rendering again may come to something else: what takes too long or too much fails or is cut off.
func (c *cluster) volatile() bool {
	return len(c.problems) > 0 || slices.ContainsFunc(c.round.outcomes, func(one *outcome) bool {
		return one.cut || one.state == protocol.KustomizationStatusStateFailed
	})
}

func status(item unit, outcome *outcome, flags flags) protocol.KustomizationStatus {
	notes := outcome.notes
	if suspended(item.Unstructured) {
		notes = append([]string{"suspended: Flux applies nothing of it until it is resumed"}, notes...)
	}
	if elsewhere(item.Unstructured) {
		notes = append([]string{"applied to another cluster by " + elsewhereField(item.Unstructured)}, notes...)
	}
	result := protocol.KustomizationStatus{
		Location: protocol.Location{File: item.file, Line: item.line},
		Kind:     item.kind, Namespace: item.GetNamespace(), Name: item.GetName(),
		Path: item.specPath(), State: outcome.state, Message: strings.Join(notes, "; "),
		DependsOn: dependsOn(item.Unstructured), Source: item.source.String(), Unknowns: []protocol.UnknownVariable{},
		ServiceAccount: flags.serviceAccount(item), AppliedBy: item.appliedBy,
	}
	result.User, result.UserUnknown = flags.user(item)
	result.Unknowns = append(result.Unknowns, outcome.unknowns...)
	if item.source == (reference{}) {
		result.Source = ""
	}
	if item.kind == kindApplication {
		result.Path = applicationPath(item.Unstructured)
	}
	if item.kind == kindHelmRelease {
		result.Path = chartName(item.Unstructured)
	}
	return result
}
