package helm

import (
	"strings"
	"testing"
)

// Each object knows what its own template looked up, wherever the call stands; nothing else of it changes.
func TestLookups(t *testing.T) {
	const named = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME}\ndata: {found: \"BODY\"}\n"
	config := func(name, body string) string {
		return strings.NewReplacer("NAME", name, "BODY", body).Replace(named)
	}
	repository := web(map[string]string{
		"charts/web/templates/config.yaml":   "",
		"charts/web/templates/_helpers.tpl":  `{{ define "secret" }}{{ if lookup "v1" "Secret" .Release.Namespace "web" }}old{{ else }}new{{ end }}{{ end }}`,
		"charts/web/templates/none.yaml":     "{{- /* why */ -}}\n" + config("none", "x"),
		"charts/web/templates/direct.yaml":   config("direct", `{{ (lookup \"apps/v1\" \"Deployment\" \"\" \"web\") | len }}`),
		"charts/web/templates/lists.yaml":    config("lists", `{{ len (lookup \"v1\" \"Pod\" \"apps\" \"\") }}{{ len (lookup \"v1\" \"Node\" \"\" \"\") }}`),
		"charts/web/templates/helper.yaml":   config("helper", `{{ include \"secret\" . }}`) + "{{- if false }}{{ end -}}\n",
		"charts/web/templates/includes.yaml": config("includes", `{{ include (print $.Template.BasePath \"/helper.yaml\") . | sha256sum }}`),
		"charts/web/templates/hook.yaml":     "apiVersion: v1\nkind: Secret\nmetadata: {name: hook, annotations: {helm.sh/hook: pre-install}}\nstringData: {a: '{{ include \"secret\" . }}'}\n",
		"charts/web/templates/NOTES.txt":     `{{ lookup "v1" "Service" "apps" "web" }}`,
	})
	for name, file := range repository {
		file.Data = []byte(strings.ReplaceAll(string(file.Data), `\"`, `"`))
		if strings.HasPrefix(name, "charts/web/templates/") {
			file.Data = []byte(strings.NewReplacer(`found: "{{`, "found: '{{", `}}"}`, `}}'}`).Replace(string(file.Data)))
		}
	}
	want := map[string]string{
		"none": "", "direct": "Deployment.apps web", "lists": "Pod of any name in apps, Node of any name",
		"helper": "Secret apps/web", "includes": "Secret apps/web", "hook": "Secret apps/web",
	}
	objects := rendered(t, releaseOf(t, "interval: 1h"), inputs(repository))
	if len(objects) != len(want) {
		t.Fatalf("%d objects", len(objects))
	}
	for _, each := range objects {
		if got := strings.Join(each.Lookups, ", "); got != want[each.GetName()] {
			t.Errorf("%s looked up %q, wanted %q", each.GetName(), got, want[each.GetName()])
		}
	}
	if got := dataField(t, objects[:1], "found"); got != "0" {
		t.Errorf("%s is answered %q", objects[0].GetName(), got)
	}
}

// Who writes the marks that tell the templates apart misleads nobody, and breaks nothing.
func TestMarksOfAHostileChart(t *testing.T) {
	repository := web(map[string]string{
		"charts/web/templates/config.yaml": "{{ $x := lookup \"" + endMark + "\" \"a\" \"\" \"x\" }}{{ $x = lookup \"" + endMark + "\" \"a\" \"\" \"x\" }}" +
			"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: '{{ lookup \"v1\" \"Secret\" \"\" \"b\" | len }}'}\n",
	})
	objects := rendered(t, releaseOf(t, "interval: 1h"), inputs(repository))
	if len(objects) != 1 || len(objects[0].Lookups) == 0 {
		t.Errorf("%+v", objects)
	}
}
