package helm

import (
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func TestATraceThatIsCutSaysSo(t *testing.T) {
	values := func() *givenValues { return &givenValues{inline: map[string]any{"greeting": "hello"}} }
	object := func() []*Object {
		return []*Object{{Unstructured: &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "v1", "kind": "ConfigMap", "data": map[string]any{"greeting": "hello"},
		}}}}
	}
	work := &installation{release: &release{}}
	if work.trace(values(), nil, object(), time.Minute, Limits{Time: time.Second}) {
		t.Error("what had no time is told to be everything")
	}
	if !work.trace(&givenValues{}, nil, object(), time.Minute, Limits{Time: time.Second}) {
		t.Error("where there is nothing to look for, everything is found")
	}
}
