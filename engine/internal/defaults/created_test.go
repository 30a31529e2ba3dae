package defaults

import (
	"encoding/json"
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// What a Pod's AppArmor annotations become when it is created
// (k8s.io/kubernetes pkg/registry/core/pod/strategy_test.go, TestApplyAppArmorVersionSkew, holds the same cases).
func TestCreated(t *testing.T) {
	const runtimeDefault = `{"securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}}}`
	for name, test := range map[string]struct {
		annotations, pod, container, want string
	}{
		"no annotation":                     {`{}`, `{}`, `{}`, ``},
		"another annotation":                {`{"a": "b"}`, `{}`, `{}`, ``},
		"runtime/default":                   {`{"container.apparmor.security.beta.kubernetes.io/web": "runtime/default"}`, `{}`, `{}`, `{"type": "RuntimeDefault"}`},
		"unconfined":                        {`{"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}`, `{}`, `{}`, `{"type": "Unconfined"}`},
		"a profile of the node":             {`{"container.apparmor.security.beta.kubernetes.io/web": "localhost/mine"}`, `{}`, `{}`, `{"type": "Localhost", "localhostProfile": "mine"}`},
		"a profile without a name":          {`{"container.apparmor.security.beta.kubernetes.io/web": "localhost/"}`, `{}`, `{}`, ``},
		"a profile that is not valid":       {`{"container.apparmor.security.beta.kubernetes.io/web": "localhost/ mine"}`, `{}`, `{}`, ``},
		"an unknown word":                   {`{"container.apparmor.security.beta.kubernetes.io/web": "strict"}`, `{}`, `{}`, ``},
		"of another container":              {`{"container.apparmor.security.beta.kubernetes.io/other": "unconfined"}`, `{}`, `{}`, ``},
		"the field counts":                  {`{"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}`, `{}`, runtimeDefault, `{"type": "RuntimeDefault"}`},
		"the pod says the same":             {`{"container.apparmor.security.beta.kubernetes.io/web": "runtime/default"}`, runtimeDefault, `{}`, ``},
		"the pod says another":              {`{"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}`, runtimeDefault, `{}`, `{"type": "Unconfined"}`},
		"Windows has none":                  {`{"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}`, `{"os": {"name": "windows"}}`, `{}`, ``},
		"the container has other fields":    {`{"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}`, `{}`, `{"securityContext": {"privileged": true}}`, `{"type": "Unconfined"}`},
		"an annotation of two, one is this": {`{"container.apparmor.security.beta.kubernetes.io/other": "x", "container.apparmor.security.beta.kubernetes.io/web": "unconfined"}`, `{}`, `{}`, `{"type": "Unconfined"}`},
	} {
		t.Run(name, func(t *testing.T) {
			container := fields(t, test.container)
			container["name"], container["image"] = "web", "example.test/web:1"
			spec := fields(t, test.pod)
			spec["containers"] = []interface{}{container}
			given, err := Apply(&unstructured.Unstructured{Object: map[string]interface{}{
				"apiVersion": "v1", "kind": "Pod", "spec": spec,
				"metadata": map[string]interface{}{"name": "web", "annotations": fields(t, test.annotations)},
			}})
			if err != nil {
				t.Fatal(err)
			}
			before := given.DeepCopy()
			created, err := Created(given)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(given, before) {
				t.Error("the object given is changed")
			}
			containers, _, _ := unstructured.NestedSlice(created.Object, "spec", "containers")
			got, found, _ := unstructured.NestedMap(containers[0].(map[string]interface{}), "securityContext", "appArmorProfile")
			if found != (test.want != "") || found && !reflect.DeepEqual(got, fields(t, test.want)) {
				t.Errorf("profile %v", got)
			}
			if test.want == "" || test.container == runtimeDefault {
				return
			}
			// Nothing else changes.
			security := containers[0].(map[string]interface{})["securityContext"].(map[string]interface{})
			delete(security, "appArmorProfile")
			if len(security) == 0 {
				delete(containers[0].(map[string]interface{}), "securityContext")
			}
			if err := unstructured.SetNestedSlice(created.Object, containers, "spec", "containers"); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(created.Object, before.Object) {
				t.Errorf("more has changed\n%v\n%v", created.Object, before.Object)
			}
		})
	}
}

func TestCreatedLeavesOtherKindsAlone(t *testing.T) {
	object := &unstructured.Unstructured{Object: fields(t, `{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web",
"annotations": {"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}}}`)}
	if created, err := Created(object); err != nil || created != object {
		t.Errorf("%v %v", err, created)
	}
}

func fields(t *testing.T, text string) map[string]interface{} {
	t.Helper()
	content := map[string]interface{}{}
	if err := json.Unmarshal([]byte(text), &content); err != nil {
		t.Fatal(err)
	}
	return content
}
