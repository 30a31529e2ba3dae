package policy

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"
	admissionv1 "k8s.io/api/admission/v1"
)

const endless = `
package endless
violation contains {"msg": "never"} if {
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a * b < 0
}
`

func TestAReviewEndsInTime(t *testing.T) {
	set := load(t, documents(template("Endless", endless), constraint("Endless", "all", "")))
	set.timeout = 300 * time.Millisecond
	verdict := set.Review(context.Background(), nil, Request{ID: "1", Operation: admissionv1.Create, Object: one(t, pod)})
	if len(verdict.Results) != 0 || !strings.Contains(verdict.Error, "the evaluation took longer than 300ms") {
		t.Errorf("%+v", verdict)
	}
}

func TestACancelledReviewIsNoPass(t *testing.T) {
	set := load(t, documents(template("Endless", endless), constraint("Endless", "all", "")))
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		time.Sleep(200 * time.Millisecond)
		cancel()
	}()
	if verdict := set.Review(ctx, nil, Request{ID: "1", Operation: admissionv1.Create, Object: one(t, pod)}); verdict.Error == "" {
		t.Errorf("%+v", verdict)
	}
	emitted := 0
	err := set.ReviewAll(ctx, nil, []Request{{ID: "1", Operation: admissionv1.Create, Object: one(t, pod)}}, func(Verdict) { emitted++ })
	if err == nil || emitted != 0 {
		t.Errorf("error %v, %d verdicts", err, emitted)
	}
}

// panics stands for a fault in upstream's code.
func init() {
	ast.RegisterBuiltin(&ast.Builtin{Name: "test_panics", Decl: types.NewFunction(types.Args(types.A), types.A)})
	topdown.RegisterBuiltinFunc("test_panics", func(topdown.BuiltinContext, []*ast.Term, func(*ast.Term) error) error {
		panic("out of order")
	})
}

func TestAPanicIsOfThatReviewOnly(t *testing.T) {
	set := load(t, documents(template("Panics", `
package panics
violation contains {"msg": "x"} if {
	input.review.name == "bad"
	test_panics(1)
}
violation contains {"msg": "seen"}
`), constraint("Panics", "all", "")))
	var requests []Request
	for index := range 20 {
		object := one(t, pod)
		object.SetName([]string{"good", "bad"}[index%2])
		requests = append(requests, Request{ID: fmt.Sprint(index), Operation: admissionv1.Create, Object: object})
	}
	good, bad := 0, 0
	err := set.ReviewAll(context.Background(), nil, requests, func(verdict Verdict) {
		switch {
		case strings.Contains(verdict.Error, "stopped unexpectedly: out of order"):
			bad++
		case verdict.Error == "" && len(verdict.Results) == 1:
			good++
		default:
			t.Errorf("%+v", verdict)
		}
	})
	if err != nil || good != 10 || bad != 10 {
		t.Errorf("error %v, %d good, %d bad", err, good, bad)
	}
}

func TestReviewsDoNotChangeTheObjects(t *testing.T) {
	set := load(t, documents(template("Always", always), constraint("Always", "all", ""), expandDeployments, bothLanguages, constraint("Both", "all", "")))
	for _, text := range []string{pod, deployment, shopNamespace, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n"} {
		object := one(t, text)
		for _, operation := range []admissionv1.Operation{admissionv1.Create, admissionv1.Update, admissionv1.Delete} {
			set.Review(context.Background(), nil, Request{Operation: operation, Object: object, OldObject: object})
		}
		if !reflect.DeepEqual(object, one(t, text)) {
			t.Errorf("%s was changed: %v", object.GetKind(), object)
		}
	}
}

// The CEL driver empties the object of a DELETE in the request that both drivers share.
func TestDeleteIsJudgedByBothLanguagesAlike(t *testing.T) {
	set := load(t, documents(template("Always", `
package always
violation contains {"msg": sprintf("Rego sees %v", [input.review.object.metadata.name])}
`), constraint("Always", "all", ""), bothLanguages, constraint("Both", "all", "")))
	want := []string{"Always/all deny Rego sees web", "Both/all deny by CEL"}
	for range 20 {
		verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Delete, OldObject: one(t, pod)})
		if got := lines(verdict); !reflect.DeepEqual(got, want) {
			t.Fatalf("results %v, wanted %v", got, want)
		}
	}
}

func TestABrokenNamespaceIsOfItsObjectsOnly(t *testing.T) {
	set := load(t, documents(template("Always", always), constraint("Always", "all", "")))
	namespaces := namespacesOf(t, documents(shopNamespace, "apiVersion: v1\nkind: Namespace\nmetadata: {name: broken, labels: {a: true}}"))
	inShop := set.Review(context.Background(), namespaces, Request{Operation: admissionv1.Create, Object: one(t, pod)})
	if inShop.Error != "" || len(inShop.Results) != 1 {
		t.Errorf("%+v", inShop)
	}
	moved := one(t, pod)
	moved.SetNamespace("broken")
	inBroken := set.Review(context.Background(), namespaces, Request{Operation: admissionv1.Create, Object: moved})
	if !strings.Contains(inBroken.Error, "the Namespace broken cannot be read") {
		t.Errorf("%+v", inBroken)
	}
}
