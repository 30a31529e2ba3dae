package render

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"fleetkeep.dev/engine/internal/protocol"
)

// listing is what is told of an outcome's resources, and the digest of all that it says.
type listing struct {
	resources []protocol.RenderedResource
	digest    string
}

// mostListings of one outcome are kept: clusters that share it may have what it is made of at different places.
const mostListings = 16

// listings of one outcome outlive the request: what did not change is not listed again.
type listings struct {
	made memo[*listing]
	// variables and origins are what the objects' fields come from: what is listed depends on where those stand.
	gathered  sync.Once
	variables []string
	origins   []key
}

func newListings() *listings { return &listings{made: memo[*listing]{most: mostListings}} }

// list says what an outcome of this unit brings to the cluster; fields also tells what set them.
func (c *cluster) list(item unit, made *outcome, fields bool) *listing {
	key := ""
	if fields && made.listings != nil {
		key = c.placesKey(item, made)
	}
	list := func() *listing {
		objects := made.objects
		if fields {
			objects = c.renderer.withValues(objects, item.kustomization, made.values)
		}
		resources := make([]protocol.RenderedResource, 0, len(objects))
		for _, object := range objects {
			resource := object.RenderedResource
			if !fields {
				resource.Fields = nil
			} else if object.traced != nil {
				resource.Fields = c.renderer.located(object.traced, item, c.round.objects)
			}
			resources = append(resources, resource)
		}
		return &listing{resources, resourcesDigest(resources)}
	}
	if made.listings == nil {
		return list()
	}
	return made.listings.made.get(key, list)
}

// placesKey names where everything stands that set fields of an outcome's objects.
func (c *cluster) placesKey(item unit, made *outcome) string {
	made.listings.gather(made.objects)
	var places strings.Builder
	fmt.Fprintf(&places, "fields\n%s:%d %s\n", item.file, item.line, item.declaration.key())
	for _, name := range made.listings.variables {
		if place, known := c.renderer.valuePlace(item.kustomization, made.values, name); known {
			fmt.Fprintf(&places, "%s %s:%d\n", name, place.File, place.Line)
		}
	}
	for _, origin := range made.listings.origins {
		if object := c.round.objects[origin]; object != nil {
			fmt.Fprintf(&places, "%s %s:%d %s\n", origin, object.File, object.Line, object.declaration.key())
		}
	}
	return places.String()
}

func (l *listings) gather(objects []*object) {
	l.gathered.Do(func() {
		variables, origins := map[string]bool{}, map[key]bool{}
		from := func(said *tracedPlace) {
			if said != nil && said.Kind != "" {
				origins[key{said.Group, said.Kind, said.Namespace, said.Name}] = true
			}
		}
		for _, object := range objects {
			for _, field := range object.Fields {
				for _, variable := range field.Variables {
					variables[variable.Name] = true
				}
			}
			for _, field := range object.traced {
				from(field.Said)
				for _, variable := range field.Variables {
					from(variable.Said)
				}
			}
		}
		l.variables = sortedKeys(variables)
		for origin := range origins {
			l.origins = append(l.origins, origin)
		}
		slices.SortFunc(l.origins, func(a, b key) int { return strings.Compare(a.group+a.String(), b.group+b.String()) })
	})
}
