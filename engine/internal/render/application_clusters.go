package render

import (
	"slices"
	"strings"

	"fleetkeep.dev/engine/internal/protocol"
)

// here are the names of the cluster that Argo CD itself runs in.
var here = []string{"https://kubernetes.default.svc", "in-cluster"}

// alike has clusters of one Argo CD followed once: what differs is which of its Applications are theirs.
func alike(clusters []*cluster) {
	known := map[string]*following{}
	for _, cluster := range clusters {
		if cluster.first == nil {
			continue
		}
		key := strings.Join(append([]string{cluster.entry.Path, cluster.entry.Folder}, cluster.entry.Argo.Files...), "\n")
		if known[key] == nil {
			known[key] = &following{}
		}
		cluster.shared = known[key]
	}
}

// onlyOwn leaves of the round what goes to the cluster, where its Argo CD delivers several: the Applications that name it,
// for Argo CD's own cluster also what brings Applications, and for all of them what is not known and may be theirs.
func (c *cluster) onlyOwn() []protocol.Problem {
	argo := c.entry.Argo
	if argo == nil || len(argo.Destinations) == 0 {
		return nil
	}
	local := slices.ContainsFunc(argo.Destinations, func(one string) bool { return slices.Contains(here, one) })
	var items []unit
	var outcomes []*outcome
	var problems []protocol.Problem
	for i, item := range c.round.items {
		place := destinationOf(item.Unstructured)
		own := slices.Contains(argo.Destinations, place) || place == "" && local
		if place == "" && !local && c.round.outcomes[i].state != protocol.KustomizationStatusStateRendered {
			own = true
		}
		if own {
			items, outcomes = append(items, item), append(outcomes, c.round.outcomes[i])
		}
		if place != "" && !slices.Contains(argo.Known, place) {
			elsewhere := problem("application-elsewhere", item.file, item.line,
				"%s goes to %s, which is none of the clusters that were found: register it in Git (a Secret with the label argocd.argoproj.io/secret-type: cluster), or see all that Argo CD applies by --entry NAME=%s",
				item.label(), place, c.entry.Path)
			elsewhere.Kustomization = item.label()
			problems = append(problems, elsewhere)
		}
	}
	c.round.items, c.round.outcomes = items, outcomes
	return problems
}
