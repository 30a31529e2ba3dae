package policy

import (
	"runtime"
	"slices"
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
		if source, _ := effectiveSource(one.template); source != nil {
			sources = append(sources, source)
		}
	}
	compileAll(sources)
}

// CompileAhead compiles the templates among objects that somebody is about to load, as far as they are in the form that
// templates have had since Gatekeeper 3.12. Who loads them meanwhile waits.
func CompileAhead(objects []*unstructured.Unstructured) {
	var sources []*regoschema.Source
	for _, object := range objects {
		if !isTemplate(object) {
			continue
		}
		targets, _, _ := unstructured.NestedSlice(object.Object, "spec", "targets")
		for _, target := range targets {
			written, _ := target.(map[string]any)
			codes, _, _ := unstructured.NestedSlice(written, "code")
			for _, code := range codes {
				written, _ := code.(map[string]any)
				if written["engine"] != regoschema.Name {
					continue
				}
				given := templates.Code{Engine: regoschema.Name, Source: &templates.Anything{Value: written["source"]}}
				if source, err := regoschema.GetSource(given); err == nil {
					sources = append(sources, source)
				}
			}
		}
	}
	compileAll(sources)
}

// compiling is held by who compiles many templates: another one may need the same, and would compile them, too.
var compiling sync.Mutex

func compileAll(sources []*regoschema.Source) {
	compiling.Lock()
	defer compiling.Unlock()
	missing := slices.DeleteFunc(slices.Clone(sources), isCompiled)
	batches := batchesOf(missing, runtime.GOMAXPROCS(0))
	onAllCores(len(batches), func(i int) { compileBatch(batches[i]) })
	onAllCores(len(missing), func(i int) { _, _ = compileRego(missing[i]) })
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
