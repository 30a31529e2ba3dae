package policy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	admissionv1 "k8s.io/api/admission/v1"
)

// togetherCase is a template that is loaded alone and among others.
type togetherCase struct {
	rego      string
	libraries []string
	// alone tells that it is compiled alone in any case.
	alone bool
}

func togetherCases() map[string]togetherCase {
	const says = `violation contains {"msg": words.said} if true`
	cases := map[string]togetherCase{
		"a library": {rego: "import data.lib.words\n" + says, libraries: []string{"package lib.words\nsaid := \"one\""}},
		"another library of that name": {
			rego: "import data.lib.words\n" + says, libraries: []string{"package lib.words\nsaid := \"two\""},
		},
		"a library that names another": {
			rego:      "import data.lib.words\n" + says,
			libraries: []string{"package lib.words\nimport data.lib.more\nsaid := more.said", "package lib.more\nsaid := \"three\""},
		},
		"the same library, which names another of that name": {
			rego:      "import data.lib.words\n" + says,
			libraries: []string{"package lib.words\nimport data.lib.more\nsaid := more.said", "package lib.more\nsaid := \"four\""},
		},
		"a library by its whole name": {
			rego:      `violation contains {"msg": data.lib.words.said}`,
			libraries: []string{"package lib.words\nsaid := data.lib.words.own\nown := \"five\""},
		},
		"a library under another name": {
			rego: "import data.lib.words as w\n" + `violation contains {"msg": w.said}`, libraries: []string{"package lib.words\nsaid := \"six\""},
		},
		"a value instead of a library's": {
			rego:      "import data.lib.words\nsaid := words.said\n" + `violation contains {"msg": msg} if msg := said with data.lib.words.own as "seven"`,
			libraries: []string{"package lib.words\nsaid := own\nown := \"no\""},
		},
		"a library that fails in an evaluation": {
			rego:      "import data.lib.words\n" + `violation contains {"msg": "a"} if words.f(2) == 1`,
			libraries: []string{"package lib.words\nf(x) := 1 if x > 0\nf(x) := 2 if x > 1"},
		},
		"a library of two words": {
			rego: "import data.lib.some.words\n" + says, libraries: []string{"package lib.some.words\nsaid := \"eight\""}, alone: true,
		},
		"two libraries of one package": {
			rego:      "import data.lib.words\n" + says,
			libraries: []string{"package lib.words\nsaid := own", "package lib.words\nown := \"nine\""}, alone: true,
		},
		"libraries that name each other": {
			rego: "import data.lib.words\n" + says,
			libraries: []string{
				"package lib.words\nimport data.lib.more\nsaid := more.said\nown := \"ten\"",
				"package lib.more\nimport data.lib.words\nsaid := words.own",
			},
			alone: true,
		},
		"any library": {
			rego: "violation contains {\"msg\": msg} if {\n\tx := \"words\"\n\tmsg := data.lib[x].said\n}", libraries: []string{"package lib.words\nsaid := \"eleven\""}, alone: true,
		},
		"all libraries": {
			rego: "violation contains {\"msg\": msg} if {\n\tall := data.lib\n\tmsg := concat(\",\", object.keys(all))\n}", libraries: []string{"package lib.words\nsaid := 1"}, alone: true,
		},
		"what others have": {
			rego:  `violation contains {"msg": "a"} if input.review[data.templates.t1.key]`,
			alone: true,
		},
		"a library that is not there": {rego: "import data.lib.words\n" + says, alone: true},
		"what Rego tells of itself": {
			rego: `violation contains {"msg": msg} if msg := json.marshal(rego.metadata.chain())`, alone: true,
		},
	}
	for name, rego := range oddViolations {
		alone := strings.HasPrefix(rego, "violation :=") || strings.HasPrefix(rego, "violation[x] :=")
		cases[name] = togetherCase{rego: rego, alone: alone}
	}
	return cases
}

// documents are the template and a constraint of it.
func (c togetherCase) documents(kind string) string {
	written := template(kind, "package odd\n"+c.rego)
	if len(c.libraries) > 0 {
		written = withLibraries(written, c.libraries...)
	}
	return documents(written, constraint(kind, "all", ""))
}

// told are a verdict's lines of one kind, and its errors.
func told(t *testing.T, stream, kind string) (lines []string, failure string) {
	t.Helper()
	object := one(t, "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}")
	verdict := load(t, stream).Review(context.Background(), nil, Request{ID: "1", Operation: admissionv1.Create, Object: object})
	for _, result := range verdict.Results {
		if result.Kind == kind {
			lines = append(lines, fmt.Sprintf("%s %s %v", result.Name, result.Message, result.Details))
		}
	}
	slices.Sort(lines)
	return lines, verdict.Error
}

func TestTemplatesSayTogetherWhatTheySayAlone(t *testing.T) {
	cases := togetherCases()
	var names, all []string
	for name := range cases {
		names = append(names, name)
	}
	slices.Sort(names)
	kindOf := func(index int) string { return fmt.Sprintf("Odd%d", index) }
	for index, name := range names {
		all = append(all, cases[name].documents(kindOf(index)))
	}
	for index, name := range names {
		t.Run(name, func(t *testing.T) {
			kind := kindOf(index)
			alone := cases[name].documents(kind)
			programs = newMemo[*program](512)
			want, failure := told(t, alone, kind)
			programs = newMemo[*program](512)
			got, failures := told(t, documents(all...), kind)
			if !slices.Equal(got, want) {
				t.Errorf("together\n%s\nalone\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if !strings.Contains(failures, failure) {
				t.Errorf("together it fails with\n%s\nalone with\n%s", failures, failure)
			}
			converted, err := toTemplate(one(t, alone))
			if err != nil {
				t.Fatal(err)
			}
			source, err := regoSource(converted)
			if err != nil {
				t.Fatal(err)
			}
			compiled, err := compileRego(source)
			if err != nil {
				t.Fatal(err)
			}
			if compiled.shared == cases[name].alone {
				t.Errorf("it is compiled with others: %v", compiled.shared)
			}
		})
	}
}

func TestATemplateThatDoesNotCompileIsToldAloneAndTheOthersAreInForce(t *testing.T) {
	broken := documents(template("Broken", "package odd\nviolation contains {\"msg\": nothing(1)}"), constraint("Broken", "all", ""))
	right := togetherCase{rego: `violation contains {"msg": "a"}`}.documents
	_, alone, err := Load(context.Background(), parse(t, broken))
	if err != nil {
		t.Fatal(err)
	}
	programs = newMemo[*program](512)
	set, problems, err := Load(context.Background(), parse(t, documents(broken, right("RightA"), right("RightB"))))
	if err != nil {
		t.Fatal(err)
	}
	if len(alone) == 0 || fmt.Sprint(problems) != fmt.Sprint(alone) {
		t.Errorf("together\n%v\nalone\n%v", problems, alone)
	}
	if len(set.Constraints) != 2 {
		t.Errorf("in force are %v", set.Constraints)
	}
}
