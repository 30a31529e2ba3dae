package policy

import (
	"context"
	"encoding/json"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apiserver/pkg/admission/plugin/webhook"

	"fleetkeep.dev/engine/internal/defaults"
)

// Paths under which Gatekeeper's server answers (gatekeeper pkg/webhook).
const (
	validatePath = "/v1/admit"
	mutatePath   = "/v1/mutate"
)

const admissionGroup = "admissionregistration.k8s.io"

// isHookConfiguration tells whether an object is a webhook configuration by which the API server asks Gatekeeper to
// judge or to mutate. Those of other programs are nothing to us.
func isHookConfiguration(object *unstructured.Unstructured) bool {
	gvk := object.GroupVersionKind()
	if gvk.Group != admissionGroup || gvk.Kind != "ValidatingWebhookConfiguration" && gvk.Kind != "MutatingWebhookConfiguration" {
		return false
	}
	data, err := json.Marshal(object.Object["webhooks"])
	if err != nil {
		return false
	}
	var hooks []admissionregistrationv1.ValidatingWebhook
	if err := json.Unmarshal(data, &hooks); err != nil {
		// Whoever it asks, it cannot be told: the loader tells.
		return strings.Contains(string(data), validatePath) || strings.Contains(string(data), mutatePath)
	}
	for _, each := range hooks {
		if pathOf(each.ClientConfig) == validatePath || pathOf(each.ClientConfig) == mutatePath {
			return true
		}
	}
	return false
}

func pathOf(config admissionregistrationv1.WebhookClientConfig) string {
	switch {
	case config.Service != nil && config.Service.Path != nil:
		return *config.Service.Path
	case config.URL != nil:
		_, rest, _ := strings.Cut(*config.URL, "://")
		_, path, _ := strings.Cut(rest, "/")
		return "/" + path
	default:
		return ""
	}
}

func (l *loader) hookConfiguration(_ context.Context, object Object) {
	completed, err := defaults.Apply(object.Object)
	if err == nil {
		err = l.addHooks(completed)
	}
	if err != nil {
		l.problem(object, CodeWebhookInvalid, "%s, through which the API server would ask Gatekeeper, cannot be read: %v", describe(object.Object), err)
	}
}

func (l *loader) addHooks(completed *unstructured.Unstructured) error {
	versioned, err := typed(completed)
	if err != nil {
		return err
	}
	l.set.hooksDeclared = true
	switch configuration := versioned.(type) {
	case *admissionregistrationv1.ValidatingWebhookConfiguration:
		for index := range configuration.Webhooks {
			if own := &configuration.Webhooks[index]; pathOf(own.ClientConfig) == validatePath {
				l.set.validating = append(l.set.validating, newHook(webhook.NewValidatingWebhookAccessor(own.Name, configuration.Name, own)))
			}
		}
	case *admissionregistrationv1.MutatingWebhookConfiguration:
		for index := range configuration.Webhooks {
			if own := &configuration.Webhooks[index]; pathOf(own.ClientConfig) == mutatePath {
				l.set.mutating = append(l.set.mutating, newHook(webhook.NewMutatingWebhookAccessor(own.Name, configuration.Name, own)))
			}
		}
	}
	return nil
}

// assumedHooks stand for those of a cluster that gets its webhook configurations from elsewhere than Git.
func (l *loader) assumedHooks() {
	if !l.set.hooksDeclared {
		l.set.validating = admissionHooks{assumedValidatingHook()}
		l.set.mutating = admissionHooks{assumedMutatingHook()}
	}
}
