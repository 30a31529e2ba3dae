package repository

import (
	"fmt"
	"sort"
	"strings"
)

func bytesText(size int64) string {
	if size < 1<<20 {
		return fmt.Sprintf("%d bytes", size)
	}
	return fmt.Sprintf("%.0f MiB", float64(size)/(1<<20))
}

// Near returns the candidates that a mistyped name may have meant, best first, at most three.
func Near(name string, candidates []string) []string {
	type scored struct {
		name     string
		distance int
	}
	var near []scored
	for _, candidate := range candidates {
		distance := levenshtein(strings.ToLower(name), strings.ToLower(candidate))
		if distance <= max(2, len(name)*2/5) || (len(name) > 2 && strings.Contains(candidate, name)) {
			near = append(near, scored{candidate, distance})
		}
	}
	sort.Slice(near, func(i, j int) bool {
		if near[i].distance != near[j].distance {
			return near[i].distance < near[j].distance
		}
		return near[i].name < near[j].name
	})
	var names []string
	for _, candidate := range near[:min(3, len(near))] {
		names = append(names, candidate.name)
	}
	return names
}

func levenshtein(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost = 1 + min(diagonal, row[j], row[j-1])
			}
			diagonal, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}

// sortTree sorts directories as a walk visits them: a parent before its children, siblings by name.
func sortTree(directories []string) {
	sort.Slice(directories, func(i, j int) bool {
		a, b := components(directories[i]), components(directories[j])
		for k := range min(len(a), len(b)) {
			if a[k] != b[k] {
				return a[k] < b[k]
			}
		}
		return len(a) < len(b)
	})
}
