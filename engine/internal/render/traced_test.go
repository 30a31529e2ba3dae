package render

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fleetkeep.dev/engine/internal/protocol"
	"fleetkeep.dev/engine/internal/testrepo"
)

// A release with values of every origin, and post-renderers over what they make.
const tracedRelease = `
-- charts/web/Chart.yaml --
apiVersion: v2
name: web
version: 1.0.0
-- charts/web/values.yaml --
replicas: 1
mode: simple
-- charts/web/templates/_names.tpl --
{{ define "name" }}{{ printf "%s-%s" .Release.Name .Values.suffix | trunc 63 }}{{ end }}
-- charts/web/templates/web.yaml --
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "name" . }}
  annotations:
    checksum: {{ toYaml .Values | sha256sum }}
    fixed: "plain"
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      hostNetwork: {{ .Values.host.network }}
      containers:
      - name: web
        image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
        ports:
        - containerPort: {{ if eq .Values.mode "simple" }}80{{ else }}{{ .Values.port }}{{ end }}
        resources:
          {{- toYaml .Values.resources | nindent 10 }}
        env:
        {{- range .Values.env }}
        - {name: {{ .name }}, value: {{ .value | quote }}}
        {{- end }}
-- c/release.yaml --
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: flux-system}
spec:
  interval: 1h
  chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: flux-system}}}
  valuesFrom:
  - kind: ConfigMap
    name: web-values
  - kind: Secret
    name: web-tag
    valuesKey: tag
    targetPath: image.tag
  values:
    suffix: eu
    port: 80
    host:
      network: true
    image:
      name: example.com/web
      tag: none
    env:
    - name: REGION
      value: weu
    - name: NOTE
      value: plain
  commonMetadata:
    labels:
      team: shop
  postRenderers:
  - kustomize:
      patches:
      - target: {kind: Deployment}
        patch: |
          # why
          - op: replace
            path: /spec/template/spec/hostNetwork
            value: false
-- c/values.yaml --
apiVersion: v1
kind: ConfigMap
metadata: {name: web-values, namespace: flux-system}
data:
  values.yaml: |
    replicas: 3
    resources:
      limits:
        cpu: 100m
        memory: 128Mi
-- c/tag.yaml --
apiVersion: v1
kind: Secret
metadata: {name: web-tag, namespace: flux-system}
stringData:
  tag: v17
`

// Hand-written: what holds a value of the release, and the line of that value. The port is the template's own, although a
// value says the same; the checksum holds none.
func TestFieldsOfARelease(t *testing.T) {
	got := renderFields(t, tracedRelease)
	same2(t, "problems", got.problems(), "")
	same2(t, "fields", got.fields(t, "Deployment", "web-eu"), `
metadata.labels.team commonMetadata c/release.yaml:29
metadata.name values c/release.yaml:15 suffix=c/release.yaml:15
spec.replicas values c/values.yaml:6 replicas=c/values.yaml:6
spec.template.spec.containers[web].env[NOTE].name values c/release.yaml:25 env.1.name=c/release.yaml:25
spec.template.spec.containers[web].env[NOTE].value values c/release.yaml:26 env.1.value=c/release.yaml:26
spec.template.spec.containers[web].env[REGION].name values c/release.yaml:23 env.0.name=c/release.yaml:23
spec.template.spec.containers[web].env[REGION].value values c/release.yaml:24 env.0.value=c/release.yaml:24
spec.template.spec.containers[web].image values c/release.yaml:20 image.name=c/release.yaml:20 image.tag=c/tag.yaml:5
spec.template.spec.containers[web].resources.limits.cpu values c/values.yaml:9 resources.limits.cpu=c/values.yaml:9
spec.template.spec.containers[web].resources.limits.memory values c/values.yaml:10 resources.limits.memory=c/values.yaml:10
spec.template.spec.hostNetwork patch c/release.yaml:38`)
	for _, resource := range got.part(t, "web").Resources {
		if resource.Template != "web/templates/web.yaml" {
			t.Errorf("%s is of the template %q", resource.Kind, resource.Template)
		}
	}
}

// Whoever edits the line of the value that is named changes that very field.
func TestTheNamedValueSetsTheField(t *testing.T) {
	directory := testrepo.Init(t)
	files := testrepo.Files(tracedRelease)
	testrepo.Write(t, directory, files)
	request := params(directory, "", "c=./c")
	request.Fields = true
	before := renderParams(t, request).part(t, "web")
	edited := 0
	for _, resource := range before.Resources {
		for _, field := range resource.Fields {
			for _, value := range field.Variables {
				// Another name of an item is another path.
				if strings.HasSuffix(field.Path, "].name") || !edit(t, filepath.Join(directory, value.File), value.Line) {
					continue
				}
				edited++
				if after := renderParams(t, request); !changedAt(t, after, before, resource, field.Path) {
					t.Errorf("%s of %s stays after an edit of %s:%d, which is %s", field.Path, resource.Kind, value.File, value.Line, value.Name)
				}
				testrepo.Write(t, directory, files)
			}
		}
	}
	if edited < 7 {
		t.Errorf("only %d lines were edited", edited)
	}
}

// What is traced is kept as what is rendered: another process, and another file for the same values, tell where they stand.
func TestTracedFieldsAreRemembered(t *testing.T) {
	folder := t.TempDir()
	memory, _ := process(t, folder)
	text := strings.NewReplacer("kind: Secret\nmetadata: {name: web-tag", "kind: ConfigMap\nmetadata: {name: web-tag", "- kind: Secret", "- kind: ConfigMap", "stringData:", "data:").Replace(tracedRelease)
	request := params(testrepo.New(t, text), "HEAD", "c=./c")
	request.Fields = true
	first := renderWith(t, memory, request)
	other, _ := process(t, folder)
	again := renderWith(t, other, request)
	if other.built.Load() != 0 {
		t.Errorf("%d were built again", other.built.Load())
	}
	if !encodedSame(t, first, again) || !strings.Contains(first.fields(t, "Deployment", "web-eu"), "image.tag=c/tag.yaml:5") {
		t.Errorf("%s\n%s", first.fields(t, "Deployment", "web-eu"), again.fields(t, "Deployment", "web-eu"))
	}
	request.Repository.Path = testrepo.New(t, strings.Replace(text, "-- c/tag.yaml --\n", "-- c/tag.yaml --\n# moved\n", 1))
	if moved := renderWith(t, other, request).fields(t, "Deployment", "web-eu"); !strings.Contains(moved, "image.tag=c/tag.yaml:6") {
		t.Error(moved)
	}
	request.Fields = false
	if fields := renderWith(t, memory, request).part(t, "web").Resources[0].Fields; fields != nil {
		t.Errorf("%v", fields)
	}
}

const tracedSet = `
-- c/set.yaml --
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: {name: apps, namespace: flux-system}
spec:
  commonMetadata:
    labels:
      team: shop
  inputs:
  - tenant: one
    limits:
      pods: "5"
    names: [x, y]
  inputsFrom:
  - name: shared
  inputStrategy:
    name: Permute
  resources:
  - apiVersion: v1
    kind: ResourceQuota
    metadata:
      name: quota
      namespace: << inputs.apps.tenant >>
    spec:
      hard:
        pods: << inputs.apps.limits.pods | quote >>
        cpu: "4"
  resourcesTemplate: |
    # many
    <<- range $name := inputs.apps.names >>
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: << $name >>-<< inputs.shared.stage >>
      namespace: shop
    data:
      fixed: text
      text: |
        line << inputs.shared.stage >>
        end
      id: "<< inputs.id >>"
    <<- end >>
-- c/shared.yaml --
apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSetInputProvider
metadata: {name: shared, namespace: flux-system}
spec:
  type: Static
  defaultValues:
    stage: prod
`

// Hand-written: the line of the template's text that made a field, and that of the inputs which the text names.
func TestFieldsOfAResourceSet(t *testing.T) {
	got := renderFields(t, tracedSet)
	same2(t, "problems", got.problems(), "")
	same2(t, "a template of one object", got.fields(t, "ResourceQuota", "quota"), `
metadata.labels.team commonMetadata c/set.yaml:7
metadata.namespace inputs c/set.yaml:22 apps.tenant=c/set.yaml:9
spec.hard.pods inputs c/set.yaml:25 apps.limits.pods=c/set.yaml:11`)
	same2(t, "a template of many objects", got.fields(t, "ConfigMap", "y-prod"), `
data.id inputs c/set.yaml:41 id=:0
data.text inputs c/set.yaml:39 shared.stage=c/shared.yaml:7
metadata.labels.team commonMetadata c/set.yaml:7
metadata.name inputs c/set.yaml:34 apps.names=c/set.yaml:12 shared.stage=c/shared.yaml:7`)
	var templates []string
	for _, resource := range got.part(t, "apps").Resources {
		templates = append(templates, fmt.Sprintf("%s %s", resource.Name, resource.Template))
	}
	slices.Sort(templates)
	same2(t, "templates", strings.Join(templates, "\n"), "quota spec.resources[0]\nx-prod spec.resourcesTemplate\ny-prod spec.resourcesTemplate")
}

// The owner's marks are told as such, in both.
func TestMarksOfTheOwnerAreTold(t *testing.T) {
	for text, want := range map[string]int{tracedRelease: 6, tracedSet: 2} {
		count := 0
		for _, part := range renderFields(t, text).parts {
			if part.Kustomization.Kind == protocol.KustomizationStatusKindKustomization {
				continue
			}
			for _, field := range part.Resources[0].Fields {
				if field.By == protocol.FieldOriginByOwner {
					count++
				}
			}
		}
		if count != want {
			t.Errorf("%d marks, wanted %d", count, want)
		}
	}
}
