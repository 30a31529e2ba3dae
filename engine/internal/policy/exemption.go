package policy

import (
	configv1alpha1 "github.com/open-policy-agent/gatekeeper/v3/apis/config/v1alpha1"
	"github.com/open-policy-agent/gatekeeper/v3/pkg/controller/config/process"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	// gatekeeperNamespace is where Gatekeeper runs, reads its Config and never judges.
	gatekeeperNamespace = "gatekeeper-system"
	// ignoreLabel takes a Namespace out of Gatekeeper's webhook.
	ignoreLabel = "admission.gatekeeper.sh/ignore"
)

// exemptions are the namespaces that Gatekeeper's Config keeps from a constraint.
type exemptions struct {
	excluder *process.Excluder
}

func newExemptions() *exemptions {
	return &exemptions{excluder: process.New()}
}

func (e *exemptions) add(config *configv1alpha1.Config) {
	e.excluder.Add(config.Spec.Match)
}

func (e *exemptions) excludes(from process.Process, object *unstructured.Unstructured) (bool, error) {
	return e.excluder.IsNamespaceExcluded(from, object)
}

// reason says why the validating webhook would not judge a request, "" when it would.
func (e *exemptions) reason(request Request) (string, error) {
	subject := request.subject()
	if request.Target != nil {
		// What is sent to a subresource has no namespace of its own; the webhook takes the request's.
		subject = subject.DeepCopy()
		subject.SetNamespace(request.Target.Namespace)
	}
	excluded, err := e.excludes(process.Webhook, subject)
	if err != nil || !excluded {
		return "", err
	}
	name := subject.GetNamespace()
	if isNamespace(subject) {
		name = subject.GetName()
	}
	return "Gatekeeper's Config excludes namespace " + name + " from its webhook", nil
}
