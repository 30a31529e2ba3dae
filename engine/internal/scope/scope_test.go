package scope

import (
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
)

func TestOf(t *testing.T) {
	scopes := New()
	scopes.Learn(&unstructured.Unstructured{Object: map[string]interface{}{
		"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
		"spec": map[string]interface{}{
			"group": "example.test", "scope": "Cluster", "names": map[string]interface{}{"kind": "Widget"},
		},
	}})
	for kind, want := range map[schema.GroupKind]Scope{
		{Kind: "Pod"}:                       Namespaced,
		{Kind: "Namespace"}:                 Cluster,
		{Kind: "Node"}:                      Cluster,
		{Kind: "ConfigMap"}:                 Namespaced,
		{Kind: "Deployment"}:                Unknown,
		{Group: "apps", Kind: "Deployment"}: Namespaced,
		{Group: "batch", Kind: "CronJob"}:   Namespaced,
		{Group: "rbac.authorization.k8s.io", Kind: "ClusterRole"}:                       Cluster,
		{Group: "rbac.authorization.k8s.io", Kind: "Role"}:                              Namespaced,
		{Group: "networking.k8s.io", Kind: "IngressClass"}:                              Cluster,
		{Group: "policy", Kind: "PodDisruptionBudget"}:                                  Namespaced,
		{Group: "storage.k8s.io", Kind: "StorageClass"}:                                 Cluster,
		{Group: "scheduling.k8s.io", Kind: "PriorityClass"}:                             Cluster,
		{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}:               Cluster,
		{Group: "constraints.gatekeeper.sh", Kind: "K8sAnything"}:                       Cluster,
		{Group: "config.gatekeeper.sh", Kind: "Config"}:                                 Namespaced,
		{Group: "helm.toolkit.fluxcd.io", Kind: "HelmRelease"}:                          Namespaced,
		{Group: "example.test", Kind: "Widget"}:                                         Cluster,
		{Group: "example.test", Kind: "Gadget"}:                                         Unknown,
		{Group: "admissionregistration.k8s.io", Kind: "ValidatingWebhookConfiguration"}: Cluster,
	} {
		if got := scopes.Of(kind); got != want {
			t.Errorf("%s: %d, wanted %d", kind, got, want)
		}
	}
}

// Objects that can be declared have metadata with a name; reviews, options and lists are not declared.
func TestEveryBuiltinKindIsKnown(t *testing.T) {
	ignored := map[string]bool{
		"Binding": true, "Eviction": true, "Scale": true, "TokenRequest": true, "TokenReview": true, "SelfSubjectReview": true,
		"SubjectAccessReview": true, "SelfSubjectAccessReview": true, "SelfSubjectRulesReview": true, "LocalSubjectAccessReview": true,
		"SerializedReference": true, "RangeAllocation": true, "PodStatusResult": true,
		"WatchEvent": true, "ImageReview": true, "ResourcePoolStatusRequest": true, "Status": true, "APIGroup": true, "APIVersions": true, "List": true,
	}
	for gvk := range scheme.Scheme.AllKnownTypes() {
		if gvk.Version != "v1" || ignored[gvk.Kind] || len(gvk.Kind) > 4 && gvk.Kind[len(gvk.Kind)-4:] == "List" ||
			len(gvk.Kind) > 7 && gvk.Kind[len(gvk.Kind)-7:] == "Options" {
			continue
		}
		if New().Of(gvk.GroupKind()) == Unknown {
			t.Errorf("the scope of %s is unknown", gvk)
		}
	}
}
