package policy

import (
	"context"
	"strings"
	"testing"
	"time"

	admissionv1 "k8s.io/api/admission/v1"
)

func TestAVerdictThatAsksForTheTimeIsVolatile(t *testing.T) {
	for name, test := range map[string]struct {
		rego string
		want bool
	}{
		"none of it":            {`violation contains {"msg": "a"}`, false},
		"the time":              {`violation contains {"msg": "a"} if time.now_ns() > 0`, true},
		"a random number":       {`violation contains {"msg": "a"} if rand.intn("a", 10) >= 0`, true},
		"the time, in vain":     {"violation contains {\"msg\": \"a\"} if {\n\tinput.review.name == \"other\"\n\ttime.now_ns() > 0\n}", false},
		"a time that is given":  {`violation contains {"msg": "a"} if time.parse_rfc3339_ns("2026-01-01T00:00:00Z") > 0`, false},
		"the time, in a helper": {"late if time.now_ns() > 0\nviolation contains {\"msg\": \"a\"} if late", true},
	} {
		t.Run(name, func(t *testing.T) {
			set := load(t, documents(template("Odd", "package odd\n"+test.rego), constraint("Odd", "all", "")))
			verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Create, Object: one(t, pod)})
			if verdict.Error != "" || verdict.Volatile != test.want {
				t.Errorf("%+v", verdict)
			}
		})
	}
}

// What leaves this process is never a verdict, and never one to be remembered: it may be there next time.
func TestAVerdictThatAsksOutsideIsNotEvaluatedAndVolatile(t *testing.T) {
	for name, test := range map[string]struct{ rego, want string }{
		"HTTP":                 {`violation contains {"msg": "a"} if http.send({"method": "get", "url": "http://127.0.0.1:1"}).status_code != 200`, "http.send sends an HTTP request"},
		"HTTP, errors allowed": {`violation contains {"msg": "a"} if http.send({"method": "get", "url": "http://127.0.0.1:1", "raise_error": false}).status_code != 200`, "http.send sends an HTTP request"},
		"HTTP, denied if not":  {`violation contains {"msg": "a"} if not http.send({"method": "get", "url": "http://127.0.0.1:1"})`, "http.send sends an HTTP request"},
		"DNS":                  {`violation contains {"msg": "a"} if count(net.lookup_ip_addr("localhost")) == 0`, "net.lookup_ip_addr looks up a name"},
		"external data":        {`violation contains {"msg": "a"} if external_data({"provider": "p", "keys": ["k"]}).errors != []`, "external_data asks an external data provider"},
	} {
		t.Run(name, func(t *testing.T) {
			set := load(t, documents(template("Odd", "package odd\n"+test.rego), constraint("Odd", "all", "")))
			verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Create, Object: one(t, pod)})
			if len(verdict.Results) > 0 || !strings.Contains(verdict.Error, test.want) || !verdict.Volatile {
				t.Errorf("%+v", verdict)
			}
		})
	}
}

func TestAVerdictThatRanOutOfTimeIsVolatile(t *testing.T) {
	set := load(t, documents(template("Endless", endless), constraint("Endless", "all", "")))
	set.timeout = 300 * time.Millisecond
	if verdict := set.Review(context.Background(), nil, Request{Operation: admissionv1.Create, Object: one(t, pod)}); !verdict.Volatile {
		t.Errorf("%+v", verdict)
	}
}
