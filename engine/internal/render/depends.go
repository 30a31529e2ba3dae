package render

import (
	"fmt"
	"sort"
	"strings"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/repository"
)

// node is a Kustomization or HelmRelease in the graph of dependsOn.
type node struct {
	name      string
	file      string
	line      int
	dependsOn []string
}

// checkDependencies finds cycles and targets that nothing renders. Flux retries both for ever. others are the nodes of the
// other kind, for which nothing can wait; incomplete names what could not be rendered and might hold a target.
func checkDependencies(kind string, nodes, others map[string]node, incomplete []string) []protocol.Problem {
	var problems []protocol.Problem
	for _, name := range sortedKeys(nodes) {
		from := nodes[name]
		for _, target := range from.dependsOn {
			if _, known := nodes[target]; known {
				continue
			}
			hint := ""
			if near := repository.Near(target, sortedKeys(nodes)); len(near) > 0 {
				hint = fmt.Sprintf(" (near names: %s)", strings.Join(near, ", "))
			}
			if len(incomplete) > 0 {
				hint += fmt.Sprintf("; it may be in what could not be rendered: %s", strings.Join(incomplete, ", "))
			}
			missing := problem("depends-on-missing", from.file, from.line,
				"%s %s depends on %s, which this cluster does not have%s: correct spec.dependsOn or add it", kind, name, target, hint)
			if other, crossed := others[target]; crossed {
				missing = problem("depends-on-other-kind", from.file, from.line,
					"%s %s depends on %s, which is a %s (%s:%d): each waits for its own kind only; let the Kustomization that brings %s depend on the one that brings %s",
					kind, name, target, otherKind(kind), other.file, other.line, name, target)
			}
			missing.Kustomization = label(kind, name)
			problems = append(problems, missing)
		}
	}
	for _, cycle := range cycles(nodes) {
		steps := make([]string, 0, len(cycle)+1)
		for _, name := range append(cycle, cycle[0]) {
			member := nodes[name]
			steps = append(steps, fmt.Sprintf("%s (%s:%d)", name, member.file, member.line))
		}
		for _, name := range cycle {
			circular := problem("depends-on-cycle", nodes[name].file, nodes[name].line,
				"%s %s waits for itself and is never applied: %s: take away one spec.dependsOn", kind, name, strings.Join(steps, " → "))
			circular.Kustomization = label(kind, name)
			problems = append(problems, circular)
		}
	}
	return problems
}

func otherKind(kind string) string {
	if kind == kindHelmRelease {
		return kindKustomization
	}
	return kindHelmRelease
}

func label(kind, name string) string {
	if kind == kindKustomization {
		return name
	}
	return kind + "/" + name
}

// cycles lists each cycle once, its members in the order in which they depend on each other, beginning with the first by
// name. Of a knot of several cycles it shows one through each member.
func cycles(nodes map[string]node) [][]string {
	found := map[string]bool{}
	var result [][]string
	for _, start := range sortedKeys(nodes) {
		if found[start] {
			continue
		}
		if cycle := shortestCycle(nodes, start); cycle != nil {
			for _, member := range cycle {
				found[member] = true
			}
			result = append(result, cycle)
		}
	}
	sort.Slice(result, func(i, j int) bool { return result[i][0] < result[j][0] })
	return result
}

func shortestCycle(nodes map[string]node, start string) []string {
	previous := map[string]string{}
	queue := []string{start}
	for len(queue) > 0 {
		current := queue[0]
		queue = queue[1:]
		for _, next := range nodes[current].dependsOn {
			if next == start {
				cycle := []string{current}
				for current != start {
					current = previous[current]
					cycle = append([]string{current}, cycle...)
				}
				return cycle
			}
			if _, known := nodes[next]; !known {
				continue
			}
			if _, seen := previous[next]; !seen {
				previous[next] = current
				queue = append(queue, next)
			}
		}
	}
	return nil
}
