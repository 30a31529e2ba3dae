package helm

import (
	"encoding/base64"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

func configMap(name, key, value string) string {
	return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + ", namespace: apps}\ndata:\n  " + key + ": |-\n    " +
		strings.ReplaceAll(value, "\n", "\n    ") + "\n"
}

func secret(name, key, value string) string {
	return "apiVersion: v1\nkind: Secret\nmetadata: {name: " + name + ", namespace: apps}\ndata: {" + key + ": " +
		base64.StdEncoding.EncodeToString([]byte(value)) + "}\n"
}

func TestValues(t *testing.T) {
	for _, test := range []struct {
		name    string
		spec    string
		objects []string
		want    string
	}{
		{name: "the chart's own", want: `{"greeting":"hello","nested":{"a":1,"b":2}}`},
		{name: "inline", spec: "values: {greeting: hi, nested: {b: 3}}", want: `{"greeting":"hi","nested":{"a":1,"b":3}}`},
		{name: "null removes", spec: "values: {greeting: null, nested: {a: null}}", want: `{"nested":{"b":2}}`},
		{
			name:    "valuesFrom in order",
			spec:    "valuesFrom: [{kind: ConfigMap, name: first}, {kind: Secret, name: second}]",
			objects: []string{configMap("first", "values.yaml", "greeting: one\nextra: 1"), secret("second", "values.yaml", "greeting: two")},
			want:    `{"extra":1,"greeting":"two","nested":{"a":1,"b":2}}`,
		},
		{
			name:    "inline over valuesFrom",
			spec:    "valuesFrom: [{kind: ConfigMap, name: first}]\nvalues: {greeting: inline}",
			objects: []string{configMap("first", "values.yaml", "greeting: one\nextra: 1")},
			want:    `{"extra":1,"greeting":"inline","nested":{"a":1,"b":2}}`,
		},
		{
			name:    "targetPath over inline",
			spec:    "valuesFrom: [{kind: ConfigMap, name: first, valuesKey: port, targetPath: service.port}]\nvalues: {service: {port: 80, name: web}}",
			objects: []string{configMap("first", "port", "8080")},
			want:    `{"greeting":"hello","nested":{"a":1,"b":2},"service":{"name":"web","port":8080}}`,
		},
		{
			name:    "a quoted value at targetPath is a text",
			spec:    "valuesFrom: [{kind: Secret, name: first, valuesKey: port, targetPath: service.port}]",
			objects: []string{secret("first", "port", `"8080"`)},
			want:    `{"greeting":"hello","nested":{"a":1,"b":2},"service":{"port":"8080"}}`,
		},
		{
			name:    "a literal one is verbatim",
			spec:    "valuesFrom: [{kind: Secret, name: first, valuesKey: list, targetPath: brokers, literal: true}]",
			objects: []string{secret("first", "list", "a:1,b:2")},
			want:    `{"brokers":"a:1,b:2","greeting":"hello","nested":{"a":1,"b":2}}`,
		},
		{
			name:    "an optional key that is missing",
			spec:    "valuesFrom: [{kind: ConfigMap, name: first, valuesKey: other.yaml, optional: true}]",
			objects: []string{configMap("first", "values.yaml", "greeting: one")},
			want:    `{"greeting":"hello","nested":{"a":1,"b":2}}`,
		},
		{
			name: "an optional object that is missing",
			spec: "valuesFrom: [{kind: ConfigMap, name: first, optional: true}]",
			want: `{"greeting":"hello","nested":{"a":1,"b":2}}`,
		},
		{
			name: "valuesFiles replace the chart's own",
			spec: "chart: {spec: {chart: ./charts/web, valuesFiles: [charts/web/values.yaml, charts/web/more.yaml], sourceRef: {kind: GitRepository, name: fleet, namespace: flux-system}}}\nvalues: {last: 1}",
			want: `{"greeting":"more","last":1,"nested":{"a":1,"b":2}}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			var objects []*unstructured.Unstructured
			for _, text := range test.objects {
				objects = append(objects, object(t, text))
			}
			repository := web(map[string]string{"charts/web/more.yaml": "greeting: more"})
			got := dataField(t, rendered(t, releaseOf(t, test.spec), inputs(repository, objects...)), "values")
			if got != test.want {
				t.Errorf("values\n%s\nwanted\n%s", got, test.want)
			}
		})
	}
}
