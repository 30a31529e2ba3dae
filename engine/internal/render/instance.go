package render

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"

	"fleetkeep.dev/engine/internal/kustomize"
	"fleetkeep.dev/engine/internal/protocol"
)

// instance is what the Flux Operator makes of a cluster's FluxInstance, as far as it decides what is rendered: the
// controllers' flags and the root Kustomization, with the instance's own patches on them.
// https://fluxoperator.dev/docs/crd/fluxinstance/
type instance struct {
	controllers map[string]controller
	// root is nil for an instance without spec.sync.
	root     *unstructured.Unstructured
	problems []protocol.Problem
}

// instanceOf reads the cluster's FluxInstance, of which there can be one only; nil without.
func (r *renderer) instanceOf(objects inventory) *instance {
	found := objects.first(func(k key) bool { return k.group == operatorGroup && k.kind == "FluxInstance" })
	if found == nil {
		found = objects.instanceInValues()
	}
	if found == nil {
		return nil
	}
	return r.shared.instances.get(found.File+"\n"+found.Hash, func() *instance { return readInstance(found) })
}

// instanceInValues is the FluxInstance that the operator's chart flux-instance makes of a HelmRelease's values, which is
// what it is whether the chart is at hand or not.
func (objects inventory) instanceInValues() *object {
	release := objects.first(func(k key) bool {
		if k.group != helmGroup {
			return false
		}
		_, found := mappingAt(objects[k].parsed, "spec", "values", "instance", "sync")
		return found
	})
	if release == nil {
		return nil
	}
	spec, _, _ := unstructured.NestedMap(release.parsed.Object, "spec", "values", "instance")
	made := *release
	namespace := textAt(release.parsed, "spec", "targetNamespace")
	if namespace == "" {
		namespace = release.Namespace
	}
	made.parsed = &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": operatorGroup + "/v1", "kind": "FluxInstance",
		"metadata": map[string]any{"name": "flux", "namespace": namespace}, "spec": spec,
	}}
	made.key = keyOf(made.parsed)
	return &made
}

func readInstance(found *object) *instance {
	result := &instance{controllers: map[string]controller{}}
	made := instanceObjects(found.parsed)
	for i, patch := range instancePatches(found.parsed) {
		patched, err := applyPatch(made, patch)
		if err == nil {
			made = patched
			continue
		}
		// The operator patches whole Deployments, we have outlines of them: a patch that fits only those is no business of
		// ours, unless it is about what we read.
		if text, _ := patch["patch"].(string); strings.Contains(text, "args") || strings.Contains(text, "postBuild") {
			id := found.ResourceId
			told := problem("patch-not-understood", found.File, found.Line,
				"FluxInstance %s/%s: spec.kustomize.patches[%d] could not be applied to what the operator makes: %v", found.Namespace, found.Name, i, err)
			told.Kustomization, told.Resource = found.Kustomization, &id
			result.problems = append(result.problems, told)
		}
	}
	for _, item := range made {
		switch item.GetKind() {
		case "Deployment":
			read := readController(item)
			read.file, read.line = found.File, found.Line
			read.version = newestOf(textAt(found.parsed, "spec", "distribution", "version"))
			result.controllers[item.GetName()] = read
		case "Kustomization":
			result.root = item
		}
	}
	return result
}

func textAt(item *unstructured.Unstructured, path ...string) string {
	value, _, _ := unstructured.NestedString(item.Object, path...)
	return value
}

// instanceObjects are outlines of what the operator makes, before the instance's patches.
func instanceObjects(item *unstructured.Unstructured) []*unstructured.Unstructured {
	arguments := []any{"--events-addr=", "--watch-all-namespaces=true", "--log-level=info", "--log-encoding=json", "--enable-leader-election"}
	account := textAt(item, "spec", "cluster", "tenantDefaultServiceAccount")
	if account == "" {
		account = "default"
	}
	tenants, _, _ := unstructured.NestedBool(item.Object, "spec", "cluster", "multitenant")
	var made []*unstructured.Unstructured
	for _, name := range []string{kustomizeController, helmController} {
		own := append([]any{}, arguments...)
		if tenants {
			own = append(own, "--no-cross-namespace-refs=true", "--default-service-account="+account)
			if name == kustomizeController {
				own = append(own, "--no-remote-bases=true")
			}
		}
		made = append(made, &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "apps/v1", "kind": "Deployment",
			"metadata": map[string]any{"name": name, "namespace": item.GetNamespace(), "labels": map[string]any{
				"app.kubernetes.io/part-of": "flux", "app.kubernetes.io/component": name, "control-plane": "controller",
			}},
			"spec": map[string]any{"replicas": int64(1), "template": map[string]any{"metadata": map[string]any{}, "spec": map[string]any{
				"serviceAccountName": name,
				"containers": []any{map[string]any{
					"name": "manager", "args": own, "env": []any{}, "resources": map[string]any{"limits": map[string]any{}, "requests": map[string]any{}},
					"volumeMounts": []any{map[string]any{"name": "temp", "mountPath": "/tmp"}},
				}},
				"volumes": []any{map[string]any{"name": "temp", "emptyDir": map[string]any{}}},
			}}},
		}})
	}
	sync, found, _ := unstructured.NestedMap(item.Object, "spec", "sync")
	if !found {
		return made
	}
	name, _ := sync["name"].(string)
	if name == "" {
		name = item.GetNamespace()
	}
	kind, _ := sync["kind"].(string)
	path, _ := sync["path"].(string)
	spec := map[string]any{"path": path, "prune": true, "sourceRef": map[string]any{"kind": kind, "name": name}}
	if tenants {
		// Or the root could not apply what tenants may not (flux-operator, internal/builder/profiles.go).
		spec["serviceAccountName"] = kustomizeController
	}
	return append(made, &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": kustomizeGroup + "/v1", "kind": "Kustomization",
		"metadata": map[string]any{"name": name, "namespace": item.GetNamespace()}, "spec": spec,
	}})
}

func instancePatches(item *unstructured.Unstructured) []map[string]any {
	entries, _, _ := unstructured.NestedSlice(item.Object, "spec", "kustomize", "patches")
	var patches []map[string]any
	for _, entry := range entries {
		if fields, ok := entry.(map[string]any); ok {
			patches = append(patches, fields)
		}
	}
	return patches
}

// applyPatch lets kustomize apply one patch, as the operator does.
func applyPatch(items []*unstructured.Unstructured, patch map[string]any) ([]*unstructured.Unstructured, error) {
	files := filesys.MakeFsInMemory()
	resources := []any{}
	for i, item := range items {
		data, err := yaml.Marshal(item.Object)
		if err != nil {
			return nil, err
		}
		name := fmt.Sprintf("%d.yaml", i)
		resources = append(resources, name)
		if err := files.WriteFile("/"+name, data); err != nil {
			return nil, err
		}
	}
	data, err := yaml.Marshal(map[string]any{
		"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization", "resources": resources,
		"patches": []any{map[string]any{"patch": patch["patch"], "target": patch["target"]}},
	})
	if err != nil {
		return nil, err
	}
	if err := files.WriteFile("/kustomization.yaml", data); err != nil {
		return nil, err
	}
	built, err := kustomize.Build(files, "/")
	if err != nil {
		return nil, err
	}
	var patched []*unstructured.Unstructured
	for _, resource := range built.Resources() {
		data, err := kustomize.JSON(resource)
		if err != nil {
			return nil, err
		}
		item := &unstructured.Unstructured{}
		if err := item.UnmarshalJSON(data); err != nil {
			return nil, err
		}
		patched = append(patched, item)
	}
	return patched, nil
}

// newestOf is the newest Flux that a version range allows, as far as it matters here: strictSince when it allows that or
// anything later, else the first version of its own bounds.
func newestOf(written string) *semver.Version {
	allowed, err := semver.NewConstraint(written)
	if written == "" || err != nil {
		return nil
	}
	for minor := uint64(99); minor > 0; minor-- {
		for _, patch := range []uint64{99, 0} {
			if candidate := semver.New(2, minor, patch, "", ""); allowed.Check(candidate) {
				return candidate
			}
		}
	}
	exact, err := semver.NewVersion(strings.TrimLeft(written, "=v "))
	if err != nil {
		return nil
	}
	return exact
}
