package psa

import (
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// workloadKind is a kind that makes pods of a template.
type workloadKind struct {
	gvr  schema.GroupVersionResource
	kind string
	// wrap puts the template into a spec.
	wrap   func(template object) object
	decode func(t *testing.T, workload object) runtime.Object
}

func inTemplate(template object) object {
	return object{"selector": object{"matchLabels": object{"app": "web"}}, "template": template}
}

var workloadKinds = []workloadKind{
	{gvr("apps", "deployments"), "Deployment", inTemplate, decodeAs[appsv1.Deployment]},
	{gvr("apps", "replicasets"), "ReplicaSet", inTemplate, decodeAs[appsv1.ReplicaSet]},
	{gvr("apps", "statefulsets"), "StatefulSet", inTemplate, decodeAs[appsv1.StatefulSet]},
	{gvr("apps", "daemonsets"), "DaemonSet", inTemplate, decodeAs[appsv1.DaemonSet]},
	{gvr("batch", "jobs"), "Job", func(template object) object { return object{"template": template} }, decodeAs[batchv1.Job]},
	{gvr("batch", "cronjobs"), "CronJob", func(template object) object {
		return object{"schedule": "0 3 * * *", "jobTemplate": object{"spec": object{"template": template}}}
	}, decodeAs[batchv1.CronJob]},
	{gvr("", "replicationcontrollers"), "ReplicationController", func(template object) object {
		return object{"selector": object{"app": "web"}, "template": template}
	}, decodeAs[corev1.ReplicationController]},
}

func gvr(group, resource string) schema.GroupVersionResource {
	return schema.GroupVersionResource{Group: group, Version: "v1", Resource: resource}
}

func decodeAs[T any, P interface {
	*T
	runtime.Object
}](t *testing.T, workload object) runtime.Object {
	t.Helper()
	return P(decode[T](t, workload))
}

// of is the workload that makes such pods.
func (k workloadKind) of(pod object) object {
	metadata := object{"labels": object{"app": "web"}}
	if annotations, found := pod["metadata"].(object)["annotations"]; found {
		metadata["annotations"] = annotations
	}
	return object{
		"apiVersion": k.gvr.GroupVersion().String(),
		"kind":       k.kind,
		"metadata":   object{"name": "web", "namespace": "shop"},
		"spec":       k.wrap(object{"metadata": metadata, "spec": pod["spec"]}),
	}
}
