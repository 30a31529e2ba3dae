package defaults

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func read(t *testing.T, text string) *unstructured.Unstructured {
	t.Helper()
	data, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(data); err != nil {
		t.Fatal(err)
	}
	return object
}

// at is the value of a path of names and list positions, as JSON.
func at(object *unstructured.Unstructured, path ...any) string {
	var value any = object.Object
	for _, step := range path {
		switch step := step.(type) {
		case string:
			fields, _ := value.(map[string]any)
			value = fields[step]
		case int:
			items, _ := value.([]any)
			if step >= len(items) {
				return "absent"
			}
			value = items[step]
		}
	}
	if value == nil {
		return "absent"
	}
	data, _ := json.Marshal(value)
	return string(data)
}

// The expectations are those of the API reference of Kubernetes 1.36.
func TestApply(t *testing.T) {
	for _, test := range []struct {
		name   string
		object string
		path   []any
		want   string
	}{
		{"limits become requests", `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: web, resources: {limits: {cpu: 1000m, memory: 1Gi}}}]}`,
			[]any{"spec", "containers", 0, "resources", "requests"}, `{"cpu":"1","memory":"1Gi"}`},
		{"a request that is given stays", `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: web, resources: {limits: {cpu: 1}, requests: {cpu: 100m}}}]}`,
			[]any{"spec", "containers", 0, "resources", "requests"}, `{"cpu":"100m"}`},
		{"under hostNetwork a port is a host port", `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {hostNetwork: true, containers: [{name: web, image: web, ports: [{containerPort: 80}]}]}`,
			[]any{"spec", "containers", 0, "ports", 0, "hostPort"}, `80`},
		{"but not in the template of a Deployment, since 1.28", `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {hostNetwork: true, containers: [{name: web, image: web, ports: [{containerPort: 80}]}]}}}`,
			[]any{"spec", "template", "spec", "containers", 0, "ports", 0}, `{"containerPort":80,"protocol":"TCP"}`},
		{"in a CronJob", `
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {containers: [{name: web, image: web}]}}}}}`,
			[]any{"spec", "jobTemplate", "spec", "template", "spec", "containers", 0, "imagePullPolicy"}, `"Always"`},
		{"a sidecar", `
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {initContainers: [{name: proxy, image: "proxy:1", restartPolicy: Always, resources: {limits: {cpu: 1}}}], containers: [{name: web, image: web}]}`,
			[]any{"spec", "initContainers", 0, "resources", "requests", "cpu"}, `"1"`},
		{"one replica", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n", []any{"spec", "replicas"}, `1`},
		{"a Service is a ClusterIP", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}", []any{"spec", "type"}, `"ClusterIP"`},
		{"and its port TCP", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}", []any{"spec", "ports", 0, "protocol"}, `"TCP"`},
		{"a NetworkPolicy is about ingress", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\nspec: {podSelector: {}}", []any{"spec", "policyTypes"}, `["Ingress"]`},
		{"the API group of a role's subject", `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web}
roleRef: {kind: Role, name: web}
subjects: [{kind: Group, name: admins}]`, []any{"subjects", 0, "apiGroup"}, `"rbac.authorization.k8s.io"`},
		{"the name of the service account twice", "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {serviceAccountName: web, containers: [{name: web, image: web}]}",
			[]any{"spec", "serviceAccount"}, `"web"`},
		{"a Namespace has its name as a label", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n", []any{"metadata", "labels"}, `{"kubernetes.io/metadata.name":"shop"}`},
		{"what it does not know is dropped", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {nonsense: true}\n", []any{"spec", "nonsense"}, "absent"},
		{"no null for a time that nobody knows", "apiVersion: v1\nkind: Service\nmetadata: {name: web}\n", []any{"metadata", "creationTimestamp"}, "absent"},
		{"a Secret is Opaque", "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\n", []any{"type"}, `"Opaque"`},
		{"its values stay, also encrypted ones", "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\ndata: {key: \"ENC[AES256_GCM,data:x]\"}\nsops: {version: \"3\"}\n",
			[]any{"data", "key"}, `"ENC[AES256_GCM,data:x]"`},
		{"a custom resource stays as it is", "apiVersion: example.test/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: 1}\n", []any{"spec"}, `{"size":1}`},
		{"the kind stays", "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n", []any{"apiVersion"}, `"policy/v1"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			object := read(t, test.object)
			given := object.DeepCopy()
			completed, err := Apply(object)
			if err != nil {
				t.Fatal(err)
			}
			if got := at(completed, test.path...); got != test.want {
				t.Errorf("%v is %s, wanted %s", test.path, got, test.want)
			}
			if !reflect.DeepEqual(object, given) {
				t.Error("the object given was changed")
			}
			again, err := Apply(completed)
			if err != nil || !reflect.DeepEqual(again, completed) {
				t.Errorf("not the same a second time: %v\n%v\n%v", err, again, completed)
			}
		})
	}
}

func TestApplyNamesWhatCannotBeRead(t *testing.T) {
	_, err := Apply(read(t, "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: three}\n"))
	if err == nil || !strings.Contains(err.Error(), "the API server cannot read it as apps/v1 Deployment") || !strings.Contains(err.Error(), "spec.replicas of type int32") {
		t.Errorf("error %v", err)
	}
}
