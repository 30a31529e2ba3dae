package kustomize

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// What JSON gives is what kustomize's own MarshalJSON gives, error or not.
func TestJSONIsKustomizes(t *testing.T) {
	compared, direct := 0, 0
	factory := provider.NewDefaultDepProvider().GetResourceFactory()
	for _, text := range generatedObjects(400) {
		t.Run("", func(t *testing.T) {
			for _, mutate := range []func(*resource.Resource) error{
				func(*resource.Resource) error { return nil },
				// Transformers set values as nodes without a style, and sometimes without a tag.
				func(r *resource.Resource) error {
					return r.PipeE(yaml.SetField("added", yaml.NewScalarRNode("0123")))
				},
				func(r *resource.Resource) error {
					return r.PipeE(yaml.SetField("text", yaml.NewStringRNode("123")), yaml.SetField("gone", nil))
				},
				func(r *resource.Resource) error {
					return r.PipeE(yaml.SetAnnotation("on", "yes"), yaml.SetLabel("n", "1e3"))
				},
			} {
				built, err := factory.FromBytes([]byte(text))
				if err != nil {
					continue
				}
				if err := mutate(built); err != nil {
					continue
				}
				other := built.DeepCopy()
				want, wantErr := other.MarshalJSON()
				got, gotErr := JSON(built)
				compared++
				if simple(built.YNode()) {
					direct++
				}
				if string(got) != string(want) || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
					t.Fatalf("%s\ngot  %s (%v)\nwant %s (%v)", text, got, gotErr, want, wantErr)
				}
			}
		})
	}
	if direct < 100 || compared-direct < 100 {
		t.Errorf("of %d objects %d were simple: the generator has lost its variety", compared, direct)
	}
}

var scalars = []string{
	"a", "'1'", "1", "0x1F", "0o17", "017", "1.0", "1e3", "1E400", ".inf", ".nan", "-0", "+1", "1_000", "true", "True", "yes", "on", "'on'", "null", "~", "''",
	`"a\nb"`, `"tab\t"`, `"é"`, "2020-01-01", "2020-01-01T00:00:00Z", "'2020-01-01'", "!!str 12", "!!int '12'", "!!float 1", "!!binary aGk=", "!own x",
	"12:30:45", "<<", "'<<'", "=", "@x", "'- a'", "'# no'", "a # comment", `" lead"`, `"trail "`, "${VAR}", "{}", "[]", "[1, 'b', {c: d}]", "{1: a, true: b}",
	"99999999999999999999", "9223372036854775807", "18446744073709551615", "|\n    a\n    b\n", "|-\n    a\n", ">\n    a\n    b\n", "|+\n    a\n\n", "|2\n      a\n",
	"&x {a: b}", "&y 1", "'" + strings.Repeat("long ", 60) + "'", strings.Repeat("word ", 60) + "end", "'it''s'", `"\u0041"`, `"\x7f"`, `'a: b'`, `'{{ x }}'`,
}

func generatedObjects(count int) []string {
	random := rand.New(rand.NewSource(5))
	pick := func() string { return scalars[random.Intn(len(scalars))] }
	var objects []string
	for i := range count {
		var text strings.Builder
		text.WriteString("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n")
		for j := range 1 + random.Intn(4) {
			fmt.Fprintf(&text, "  k%d: %s\n", j, pick())
		}
		fmt.Fprintf(&text, "list:\n- %s\n- deep:\n    x: %s\n", scalars[i%len(scalars)], pick())
		if random.Intn(8) == 0 {
			text.WriteString("again: *x\n")
		}
		objects = append(objects, text.String())
	}
	return objects
}
