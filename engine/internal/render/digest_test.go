package render

import (
	"encoding/json"
	"reflect"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
)

// Whatever field is another one makes another digest, those that are added later too.
func TestResourcesDigestTellsEveryFieldApart(t *testing.T) {
	made := func() []protocol.RenderedResource {
		return []protocol.RenderedResource{{Fields: []protocol.FieldOrigin{{Variables: []protocol.VariableOrigin{{}}}}}}
	}
	seen := map[string]string{resourcesDigest(nil): "nothing", resourcesDigest(make([]protocol.RenderedResource, 1)): "one"}
	tell := func(what string, resources []protocol.RenderedResource) {
		digest := resourcesDigest(resources)
		if other, found := seen[digest]; found {
			t.Errorf("%s is like %s", what, other)
		}
		seen[digest] = what
	}
	tell("one with everything empty", made())
	for index := range 64 {
		resources := made()
		left := index
		path, found := change(reflect.ValueOf(&resources[0]).Elem(), "resource", &left)
		if !found {
			if index < 15 {
				t.Fatalf("only %d fields were found", index)
			}
			return
		}
		tell(path, resources)
	}
}

// change sets the scalar field of that number, depth first; the object is told by its hash.
func change(value reflect.Value, path string, left *int) (string, bool) {
	switch value.Kind() {
	case reflect.Struct:
		for i := range value.NumField() {
			if field := value.Type().Field(i); field.Type != reflect.TypeFor[json.RawMessage]() {
				if changed, found := change(value.Field(i), path+"."+field.Name, left); found {
					return changed, true
				}
			}
		}
		return "", false
	case reflect.Slice:
		return change(value.Index(0), path, left)
	}
	if *left > 0 {
		*left--
		return "", false
	}
	switch value.Kind() {
	case reflect.String:
		value.SetString("other")
	case reflect.Int:
		value.SetInt(7)
	case reflect.Bool:
		value.SetBool(true)
	default:
		panic(path + " is of a kind that nobody thought of")
	}
	return path, true
}
