package policy

import (
	"runtime"
	"sync"

	regoschema "github.com/open-policy-agent/frameworks/constraint/pkg/client/drivers/rego/schema"
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
	var templates []*unstructured.Unstructured
	for _, object := range objects {
		if !object.Synced && isTemplate(object.Object) {
			templates = append(templates, object.Object)
		}
	}
	all := make([]converted, len(templates))
	onAllCores(len(templates), func(i int) { all[i].template, all[i].err = toTemplate(templates[i]) })
	var sources []*regoschema.Source
	for i, one := range all {
		if one.template == nil && one.err == nil {
			// Upstream's code panicked; where the loader does the same, that is told.
			continue
		}
		l.converted[templates[i]] = one
		if one.err != nil {
			continue
		}
		if source, _ := effectiveSource(one.template); source != nil && !isCompiled(source) {
			sources = append(sources, source)
		}
	}
	batches := batchesOf(sources, runtime.GOMAXPROCS(0))
	onAllCores(len(batches), func(i int) { compileBatch(batches[i]) })
	onAllCores(len(sources), func(i int) { _, _ = compileRego(sources[i]) })
}

// leastBatch is how many templates are worth compiling what they have in common once more.
const leastBatch = 32

// batchesOf deals sources out to the cores.
func batchesOf(sources []*regoschema.Source, cores int) [][]*regoschema.Source {
	if len(sources) < 2 {
		return nil
	}
	batches := make([][]*regoschema.Source, max(1, min(cores, len(sources)/leastBatch)))
	for i, source := range sources {
		batches[i%len(batches)] = append(batches[i%len(batches)], source)
	}
	return batches
}

// onAllCores does a number of tasks; one that panics is not done.
func onAllCores(tasks int, do func(task int)) {
	work := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), tasks) {
		workers.Go(func() {
			for task := range work {
				func() {
					defer func() { _ = recover() }()
					do(task)
				}()
			}
		})
	}
	for task := range tasks {
		work <- task
	}
	close(work)
	workers.Wait()
}

// convert is toTemplate, or what it gave before.
func (l *loader) convert(object *unstructured.Unstructured) (*templates.ConstraintTemplate, error) {
	if one, done := l.converted[object]; done {
		return one.template, one.err
	}
	return toTemplate(object)
}
