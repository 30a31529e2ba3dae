package policy

import (
	"runtime"
	"sync"

	"github.com/open-policy-agent/frameworks/constraint/pkg/core/templates"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// converted is a template as its version's Go type says it.
type converted struct {
	template *templates.ConstraintTemplate
	err      error
}

// compileAhead converts and compiles templates on all cores, so that the loader, which goes one by one, finds the work
// done. It tells of nothing: the loader comes upon every error again.
func (l *loader) compileAhead(objects []Object) {
	work := make(chan *unstructured.Unstructured)
	var workers sync.WaitGroup
	var lock sync.Mutex
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for object := range work {
				if one, done := convertAndCompile(object); done {
					lock.Lock()
					l.converted[object] = one
					lock.Unlock()
				}
			}
		})
	}
	for _, object := range objects {
		if !object.Synced && isTemplate(object.Object) {
			work <- object.Object
		}
	}
	close(work)
	workers.Wait()
}

// convertAndCompile is not done when upstream's code panics; where the loader does the same, that is told.
func convertAndCompile(object *unstructured.Unstructured) (one converted, done bool) {
	defer func() {
		if recover() != nil {
			done = false
		}
	}()
	one.template, one.err = toTemplate(object)
	if one.err == nil {
		if source, _ := effectiveSource(one.template); source != nil {
			_, _ = compileRego(source)
		}
	}
	return one, true
}

// convert is toTemplate, or what it gave before.
func (l *loader) convert(object *unstructured.Unstructured) (*templates.ConstraintTemplate, error) {
	if one, done := l.converted[object]; done {
		return one.template, one.err
	}
	return toTemplate(object)
}
