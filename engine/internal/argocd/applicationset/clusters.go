package applicationset

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	secretType    = "argocd.argoproj.io/secret-type"
	localServer   = "https://kubernetes.default.svc"
	localName     = "in-cluster"
	clusterSecret = "cluster"
)

// IsCluster tells whether an object registers a cluster with Argo CD.
func IsCluster(object *unstructured.Unstructured) bool {
	return object.GetKind() == "Secret" && object.GetAPIVersion() == "v1" && object.GetLabels()[secretType] == clusterSecret
}

// clusters lists those that Secrets in Git register, and Argo CD's own.
func (e *expansion) clusters(field string, written json.RawMessage) ([]map[string]any, error) {
	var parsed struct {
		Selector metav1.LabelSelector `json:"selector"`
		Values   map[string]string    `json:"values"`
		FlatList bool                 `json:"flatList"`
	}
	if err := json.Unmarshal(written, &parsed); err != nil {
		return nil, failure("%s cannot be read: %v", field, err)
	}
	if len(e.inputs.Clusters) == 0 {
		return nil, unknown("%s: no Secret of the namespace %s in Git registers a cluster (label %s: %s): which clusters Argo CD knows is unknown",
			field, e.namespace, secretType, clusterSecret)
	}
	chosen := map[string]map[string]any{}
	local := false
	for _, secret := range e.inputs.Clusters {
		if _, encrypted := secret.Object["sops"]; encrypted {
			return nil, unknown("%s: the Secret %s/%s, which registers a cluster, is encrypted: which one is unknown", field, secret.GetNamespace(), secret.GetName())
		}
		if !matchesLabels(parsed.Selector, secret.GetLabels()) {
			continue
		}
		params := e.cluster(secret)
		local = local || params["server"] == localServer
		chosen[params["name"].(string)] = params
	}
	var result []map[string]any
	for _, name := range slices.Sorted(maps.Keys(chosen)) {
		result = append(result, chosen[name])
	}
	selects := len(parsed.Selector.MatchLabels)+len(parsed.Selector.MatchExpressions) > 0
	if !selects && !local {
		result = append(result, map[string]any{"name": localName, "nameNormalized": localName, "server": localServer, "project": ""})
	}
	for _, params := range result {
		if err := e.withValues(parsed.Values, params); err != nil {
			return nil, err
		}
	}
	if parsed.FlatList {
		list := make([]any, len(result))
		for i, params := range result {
			list[i] = params
		}
		return []map[string]any{{"clusters": list}}, nil
	}
	return result, nil
}

// cluster is generators, getClusterParameters.
func (e *expansion) cluster(secret *unstructured.Unstructured) map[string]any {
	name := dataOf(secret, "name")
	params := map[string]any{"name": name, "nameNormalized": sanitizeName(name), "server": dataOf(secret, "server"), "project": dataOf(secret, "project")}
	labels, annotations := secret.GetLabels(), secret.GetAnnotations()
	if e.Spec.GoTemplate {
		metadata := map[string]any{}
		if len(annotations) > 0 {
			metadata["annotations"] = annotations
		}
		if len(labels) > 0 {
			metadata["labels"] = labels
		}
		params["metadata"] = metadata
		return params
	}
	for key, value := range annotations {
		params["metadata.annotations."+key] = value
	}
	for key, value := range labels {
		params["metadata.labels."+key] = value
	}
	return params
}

// dataOf is a value of a Secret, as the API server has it: stringData over data.
func dataOf(secret *unstructured.Unstructured, key string) string {
	if text, found, _ := unstructured.NestedString(secret.Object, "stringData", key); found {
		return text
	}
	text, _, _ := unstructured.NestedString(secret.Object, "data", key)
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(data)
}
